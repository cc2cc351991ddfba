/**
 * Verifies access tokens of an OpenID Connect issuer that keeps the accounts. The library checks signature, issuer and times,
 * and reads the issuer's keys; this file finds their address and says what is allowed. The library is loaded with the
 * first token, because no other service needs its 22 KB.
 */
import type * as Jose from 'jose';
import { UNKNOWN_KEY_PAUSE_MS } from '../domain/model/limits.ts';
import { Busy } from '../domain/model/refusal.ts';
import { notGood } from './access-tokens.ts';
import { type IssuerClaims, isAccessToken, isFor, type Subject, subjectOf } from './issuer-claims.ts';
import { type IssuerSettings, isTrustedAddress } from './issuer-settings.ts';

/** Signatures by a private key alone: with HMAC, who can check a token could make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'];
/** The clocks of two operators may differ by more than those of one. */
const CLOCK_TOLERANCE_SECONDS = 5;
const TIMEOUT_MS = 2_000;
/** A key that the issuer has withdrawn counts for this long at most. */
const KEYS_KEPT_MS = 10 * 60 * 1000;

type Opened = { jose: typeof Jose; keys: Jose.JWTVerifyGetKey };

export class IssuerTokens {
  readonly #settings: IssuerSettings;
  readonly #now: () => number;
  #opening: Promise<Opened> | undefined;
  #openedAt = -Infinity;
  /** When the keys could not be read, ms. */
  #failedAt = -Infinity;

  constructor(settings: IssuerSettings, now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  /**
   * @returns the person whose token it is.
   * @throws Refusal `unauthenticated` for a token that the issuer did not sign as an access token for this service, or that
   * has expired; Busy while the issuer's keys cannot be read; Error if its document names another issuer or unsafe keys.
   */
  async verify(token: string): Promise<Subject> {
    const { issuer, audience } = this.#settings;
    const { jose, keys } = await this.#open();
    const how = { issuer, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE_SECONDS };
    const requiredClaims = ['sub', 'iat', 'exp'];
    const read = await jose.jwtVerify<IssuerClaims>(token, keys, { ...how, requiredClaims }).catch(explain);
    const { payload, protectedHeader } = read;
    const { sub, iat } = payload;
    const isOurs = isAccessToken(payload, protectedHeader.typ) && isFor(payload, audience);
    if (!isOurs || typeof sub !== 'string' || sub === '' || iat === undefined) throw notGood();
    return subjectOf({ ...payload, sub, iat }, this.#settings);
  }

  /** Finds the issuer's keys once. After a failure the next look is some seconds later. */
  #open(): Promise<Opened> {
    const now = this.#now();
    if (this.#opening !== undefined) return this.#opening;
    if (now < this.#openedAt + UNKNOWN_KEY_PAUSE_MS) return Promise.reject(new Busy());
    this.#openedAt = now;
    this.#opening = this.#discover();
    this.#opening.catch(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #discover(): Promise<Opened> {
    const { issuer } = this.#settings;
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(address, { redirect: 'error', signal }).catch(() => undefined);
    if (!answer?.ok) throw new Busy();
    const document = (await answer.json()) as Partial<Record<string, unknown>>;
    const { issuer: named, jwks_uri: keysAt } = document;
    if (named !== issuer || !isTrustedAddress(keysAt))
      throw new Error(`${address} names another issuer, or keys that are not read by HTTPS.`);
    const jose = await import('jose');
    const keys = jose.createRemoteJWKSet(new URL(keysAt), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: UNKNOWN_KEY_PAUSE_MS,
      cacheMaxAge: KEYS_KEPT_MS,
    });
    return { jose, keys: this.#pausing(jose, keys) };
  }

  /**
   * After a failed read of the keys none is made for some seconds. The library pauses after reads that succeed alone. Keys that
   * are known count meanwhile.
   */
  #pausing(jose: typeof Jose, remote: ReturnType<typeof Jose.createRemoteJWKSet>): Jose.JWTVerifyGetKey {
    return async (header, token) => {
      if (this.#now() < this.#failedAt + UNKNOWN_KEY_PAUSE_MS) {
        const known = remote.fresh ? remote.jwks() : undefined;
        if (known === undefined) throw new Busy();
        return jose
          .createLocalJWKSet(known)(header, token)
          .catch(() => {
            throw new Busy();
          });
      }
      return remote(header, token).catch((error: unknown) => {
        if (!isTokenBad(error)) this.#failedAt = this.#now();
        throw error;
      });
    };
  }
}

/** What the library says when the keys could not be read, which is no fault of the token. */
const UNREACHABLE = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];

function isTokenBad(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_J') && !UNREACHABLE.includes(code);
}

function explain(error: unknown): never {
  throw isTokenBad(error) ? notGood() : new Busy();
}
