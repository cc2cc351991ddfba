/**
 * Issues and verifies access tokens: short-lived JWTs with HMAC-SHA-256. The library signs and verifies; this
 * file defines the claims. A token identifies the caller; `callers.ts` reads the caller's role.
 */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import jws from 'jws';
import * as z from 'zod/mini';
import { ID } from '../domain/model/id.ts';
import { ACCESS_TOKEN_TTL_SECONDS, CLOCK_SKEW_MS } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'boxoffice';
const SECRET_BYTES = 32;

const CLOCK_SKEW_SECONDS = CLOCK_SKEW_MS / 1000;

/**
 * `iat`, `nbf` and `exp` in seconds since the epoch (RFC 7519). `sid`: the user's session. `booking`: the
 * booking that a guest may manage. A guest's token does not expire, because it cannot be issued again and its
 * event may be postponed. Marked as pure, so that the bundles of functions without tokens leave it out, and
 * zod with it.
 */
const claims = /* @__PURE__ */ (() => {
  const id = z.string().check(z.regex(ID));
  const ours = {
    iss: z.literal(ISSUER),
    sub: id,
    iat: z.number(),
    nbf: z.exactOptional(z.number()),
  };
  return z.union([
    z.object({ ...ours, exp: z.number(), sid: id }),
    z.object({ ...ours, exp: z.exactOptional(z.number()), role: z.literal('guest'), booking: id }),
  ]);
})();

type Claims = z.infer<typeof claims>;
type OwnClaims<Kind> = Kind extends unknown ? Omit<Kind, 'iss'> : never;

/** The holder of a token: a user in one of their sessions, or the guest of one booking. */
export type Bearer = { userId: string; sessionId: string } | { userId: string; bookingId: string };

/** Issues and verifies access tokens with one key, which is read when it is first needed. */
export class AccessTokens {
  readonly #readKey: () => Promise<Uint8Array>;
  #key: Promise<KeyObject> | undefined;

  /** `readKey` is called when the first token is issued or verified, and again only if it failed. */
  constructor(readKey: () => Promise<Uint8Array>) {
    this.#readKey = readKey;
  }

  /** A token for a user in a session, valid for `ACCESS_TOKEN_TTL_SECONDS`. */
  issue(userId: string, sessionId: string): Promise<string> {
    const iat = nowSeconds();
    return this.#sign({ sub: userId, sid: sessionId, iat, exp: iat + ACCESS_TOKEN_TTL_SECONDS });
  }

  /** Loads the key, so that a token can be issued later without a read that may fail. */
  async ready(): Promise<void> {
    await this.#readKeyOnce();
  }

  /** A token for one booking and nothing else, valid as long as the booking exists. */
  issueForGuest(customerId: string, bookingId: string): Promise<string> {
    return this.#sign({ sub: customerId, role: 'guest', booking: bookingId, iat: nowSeconds() });
  }

  /**
   * @returns a secret of 256 bits in base64url that only this service can derive, always the same for the
   * same purpose (RFC 5869). It reveals nothing about the signing key.
   */
  async deriveSecret(purpose: string): Promise<string> {
    const derived = hkdfSync('sha256', await this.#readKeyOnce(), '', purpose, SECRET_BYTES);
    return Buffer.from(derived).toString('base64url');
  }

  /**
   * @throws Refusal `unauthenticated` for a token that this service did not sign, that has expired or was
   * issued in the future, or, for a user's token, whose lifetime exceeds `ACCESS_TOKEN_TTL_SECONDS`.
   */
  async verify(token: string): Promise<Bearer> {
    const read = readClaims(token, await this.#readKeyOnce());
    const { sub: userId, iat, exp = Infinity, nbf = 0 } = read;
    const now = nowSeconds();
    if (exp <= now || nbf > now || iat > now + CLOCK_SKEW_SECONDS) throw notGood();
    if (!('sid' in read)) return { userId, bookingId: read.booking };
    if (exp - iat > ACCESS_TOKEN_TTL_SECONDS) throw notGood();
    return { userId, sessionId: read.sid };
  }

  async #sign(own: OwnClaims<Claims>): Promise<string> {
    const secret = asSecret(await this.#readKeyOnce());
    const payload = { iss: ISSUER, ...own };
    return jws.sign({ header: { alg: ALGORITHM, typ: 'JWT' }, payload, secret });
  }

  #readKeyOnce(): Promise<KeyObject> {
    this.#key ??= this.#readKey().then((secret) => createSecretKey(secret));
    this.#key.catch(() => {
      this.#key = undefined;
    });
    return this.#key;
  }
}

/**
 * Passes a key object, which the library accepts but its types omit. It saves creating one for each token.
 */
const asSecret = (key: KeyObject) => key as unknown as Buffer;

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** Verifies with a fixed algorithm, because one taken from the token could be forged. */
function readClaims(token: string, key: KeyObject): Claims {
  try {
    if (jws.verify(token, ALGORITHM, asSecret(key)))
      return claims.parse(jws.decode(token, { json: true })?.payload);
  } catch {
    // A token that cannot be parsed or has other claims is rejected like one that is not signed.
  }
  throw notGood();
}

function notGood(): Refusal {
  return new Refusal(
    'unauthenticated',
    'The access token is not valid or has expired. Log in, or refresh it.',
  );
}
