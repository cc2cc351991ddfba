/**
 * Derives secrets for stated purposes from one secret of the service (RFC 5869). Refresh tokens, the tokens of letters and
 * those of unsubscribing follow from them, so nothing has to be stored for these.
 */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { readOnce } from './read-once.ts';

const SECRET_BYTES = 32;

export class DerivedSecrets {
  readonly #key: () => Promise<KeyObject>;

  /** `readSecret` is called when the first secret is derived, and again only if it failed. */
  constructor(readSecret: () => Promise<Uint8Array>) {
    this.#key = readOnce(async () => createSecretKey(await readSecret()));
  }

  /** @returns 256 bits in base64url that only this service can derive, always the same for the same purpose. */
  async derive(purpose: string): Promise<string> {
    return Buffer.from(hkdfSync('sha256', await this.#key(), '', purpose, SECRET_BYTES)).toString(
      'base64url',
    );
  }
}
