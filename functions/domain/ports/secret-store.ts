/** Keeps the secrets of the service apart from the table, so that who reads the table can forge nothing. */

/**
 * `token-keys`: private keys of access tokens, by their ids. `derived`: what refresh tokens and the tokens of letters and of
 * unsubscribing follow from. `tickets`: what the keys of tickets follow from. `challenges`: what signs challenges.
 * `webhooks`: what the secrets of webhook endpoints follow from.
 */
export const SECRET_KINDS = ['token-keys', 'derived', 'tickets', 'challenges', 'webhooks'] as const;

export type SecretKind = (typeof SECRET_KINDS)[number];

/** `id`: of a kind of which there are several. */
export type SecretName = { kind: SecretKind; id?: string };

export type SecretStore = {
  /** @returns undefined if there is none of this name. @throws Busy */
  read(name: SecretName): Promise<Uint8Array | undefined>;
  /** Stores a secret unless there is one of this name. @returns the one that is stored. @throws Busy */
  create(name: SecretName, secret: Uint8Array): Promise<Uint8Array>;
  /** Removes a secret, if there is one of this name. @throws Busy */
  remove(name: SecretName): Promise<void>;
};
