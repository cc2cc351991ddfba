/**
 * What a process knows of the keys of access tokens. It reads the public keys when it needs them first, again after a minute,
 * and once when a token names a key that it does not know, so a rotation needs no restart. Only a process that signs
 * reads a private key.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { TOKEN_KEYS_FRESH_MS, TOKEN_KEYS_STALE_MS, UNKNOWN_KEY_PAUSE_MS } from '../domain/model/limits.ts';
import { Busy } from '../domain/model/refusal.ts';
import {
  accessKeys,
  NO_TOKEN_KEYS,
  signingKey,
  type TokenKey,
  type TokenKeys,
  verifyingKey,
  withTokenKey,
} from '../domain/model/token-keys.ts';
import type { SecretStore } from '../domain/ports/secret-store.ts';
import type { TokenKeyStore } from '../domain/ports/token-key-store.ts';

/** A key pair that was made. `privateKey`: PKCS #8 in DER. */
export type MadeTokenKey = { publicKey: Omit<TokenKey, 'signsFrom'>; privateKey: Uint8Array };

/** Makes a key pair for ES256. Its id is the thumbprint of the public key (RFC 7638). */
export async function makeTokenKey(): Promise<MadeTokenKey> {
  const pair = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
  const members = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y });
  const id = createHash('sha256').update(members).digest('base64url');
  return { publicKey: { id, x, y }, privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }) };
}

/** `secrets`: opened only by a process that signs. */
export type TokenKeyPorts = {
  tokenKeys: TokenKeyStore;
  secrets: () => Pick<SecretStore, 'create' | 'read'>;
  now: () => number;
};

export class TokenKeyRing {
  readonly #ports: TokenKeyPorts;
  #known = NO_TOKEN_KEYS;
  #readAt = -Infinity;
  #askedForUnknownAt = -Infinity;
  #reading: Promise<TokenKeys> | undefined;
  readonly #verifying = new Map<string, KeyObject>();
  readonly #signing = new Map<string, Promise<KeyObject>>();

  constructor(ports: TokenKeyPorts) {
    this.#ports = ports;
  }

  /** @returns the key that verifies such a token now; undefined if none does. @throws Busy */
  async verifying(id: string, isGuest: boolean): Promise<KeyObject | undefined> {
    const { now } = this.#ports;
    const find = (known: TokenKeys) => verifyingKey(known, { id, isGuest }, now());
    let found = find(await this.#current());
    if (found === undefined && !this.#knows(id) && this.#mayAskForUnknown()) found = find(await this.#read());
    if (found === undefined) return undefined;
    const key = this.#verifying.get(id) ?? publicKeyOf(found);
    this.#verifying.set(id, key);
    return key;
  }

  /** @returns the key that signs now, and its id; makes the first one. @throws Busy; MissingTokenKey */
  async signing(): Promise<{ id: string; key: KeyObject }> {
    const { now } = this.#ports;
    const { id } = signingKey(await this.#current(), now()) ?? (await this.#makeFirst());
    try {
      return { id, key: await this.#privateKey(id) };
    } catch (error) {
      if (!(error instanceof MissingTokenKey)) throw error;
      // A rotation may have ended the key since the keys were read, and removed its private half.
      const found = signingKey(await this.#read(), now());
      if (found === undefined || found.id === id) throw error;
      return { id: found.id, key: await this.#privateKey(found.id) };
    }
  }

  /** @returns the public keys that verify access tokens now or soon. @throws Busy */
  async published(): Promise<TokenKey[]> {
    return accessKeys(await this.#current(), this.#ports.now());
  }

  #knows(id: string): boolean {
    return this.#known.keys.some((key) => key.id === id);
  }

  #mayAskForUnknown(): boolean {
    const now = this.#ports.now();
    if (now < this.#askedForUnknownAt + UNKNOWN_KEY_PAUSE_MS) return false;
    this.#askedForUnknownAt = now;
    return true;
  }

  async #current(): Promise<TokenKeys> {
    const age = this.#ports.now() - this.#readAt;
    if (age < TOKEN_KEYS_FRESH_MS) return this.#known;
    try {
      return await this.#read();
    } catch (error) {
      if (error instanceof Busy && age < TOKEN_KEYS_STALE_MS) return this.#known;
      throw error;
    }
  }

  /** Requests at the same time share one read. */
  #read(): Promise<TokenKeys> {
    const at = this.#ports.now();
    this.#reading ??= this.#ports.tokenKeys
      .read()
      .then((known) => {
        this.#known = known;
        this.#readAt = at;
        return known;
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  /**
   * Steps, and what a crash after each leaves behind:
   * 1. The private key is stored. Crash: a secret that nobody uses.
   * 2. The public key is stored, unless another process was first.
   */
  async #makeFirst(): Promise<TokenKey> {
    const { tokenKeys, secrets, now } = this.#ports;
    const { publicKey, privateKey } = await makeTokenKey();
    await secrets().create({ kind: 'token-keys', id: publicKey.id }, privateKey);
    const first = withTokenKey(NO_TOKEN_KEYS, publicKey, { now: now(), endsEarlier: false });
    if (first !== undefined) await tokenKeys.replace(first);
    const found = signingKey(await this.#read(), now());
    if (found === undefined) throw new Busy();
    return found;
  }

  #privateKey(id: string): Promise<KeyObject> {
    const reading = this.#signing.get(id) ?? this.#readPrivateKey(id);
    this.#signing.set(id, reading);
    reading.catch(() => this.#signing.delete(id));
    return reading;
  }

  async #readPrivateKey(id: string): Promise<KeyObject> {
    const secret = await this.#ports.secrets().read({ kind: 'token-keys', id });
    if (secret === undefined) throw new MissingTokenKey(id);
    return createPrivateKey({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' });
  }
}

/** The table names a key whose private half is not where the secrets are kept. */
export class MissingTokenKey extends Error {
  override name = 'MissingTokenKey';

  constructor(id: string) {
    super(
      `The secret of the token key ${id} is missing. Restore it, or: npm run rotate-keys -- --end-earlier`,
    );
  }
}

function publicKeyOf({ x, y }: TokenKey): KeyObject {
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}
