/**
 * Access tokens: short-lived JWTs signed with HMAC-SHA-256. The library signs and checks; the claims are ours. A
 * token says who the caller is; `callers.ts` reads what the caller may do.
 */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import jws from 'jws';
import * as z from 'zod/mini';
import type { Booking } from '../domain/booking.ts';
import { ACCESS_TOKEN_TTL_SECONDS, CLOCK_SKEW_MS } from '../domain/limits.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Session } from '../domain/session.ts';
import { ID } from './id.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'boxoffice';
const SECRET_BYTES = 32;

const CLOCK_SKEW_SECONDS = CLOCK_SKEW_MS / 1000;

/**
 * `iat`, `nbf` and `exp` in seconds since the epoch (RFC 7519). `sid` is the user's session; `booking` is the one that
 * a guest may manage, with a token that does not expire: it cannot be had again, and its event may be moved. Marked as pure, so that the bundles of functions that take no tokens leave it out, and zod with it.
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

export class AccessTokens {
  readonly #readKey: () => Promise<Uint8Array>;
  #key: Promise<KeyObject> | undefined;

  /** `readKey` is called once, when the first token is made or checked. */
  constructor(readKey: () => Promise<Uint8Array>) {
    this.#readKey = readKey;
  }

  issue(session: Pick<Session, 'id' | 'userId'>): Promise<string> {
    const iat = nowSeconds();
    return this.#sign({ sub: session.userId, sid: session.id, iat, exp: iat + ACCESS_TOKEN_TTL_SECONDS });
  }

  /** Loads the key, so that a token can be made later without anything that may fail. */
  async ready(): Promise<void> {
    await this.#readKeyOnce();
  }

  /** A token good for one booking and nothing else, for as long as the booking exists. */
  issueForGuest({ id, customerId }: Pick<Booking, 'id' | 'customerId'>): Promise<string> {
    return this.#sign({ sub: customerId, role: 'guest', booking: id, iat: nowSeconds() });
  }

  /**
   * A secret of 256 bits in base64url that nobody else can derive, always the same for the same purpose (RFC 5869).
   * It says nothing about the key that signs.
   */
  async deriveSecret(purpose: string): Promise<string> {
    const derived = hkdfSync('sha256', await this.#readKeyOnce(), '', purpose, SECRET_BYTES);
    return Buffer.from(derived).toString('base64url');
  }

  /**
   * @throws Refusal `unauthenticated` for a token that this service did not sign, that has expired or is from the
   * future, or whose lifetime is longer than that of the tokens issued to users.
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

/** The library takes a key object, which saves making one for each token; its types have not heard of it. */
const asSecret = (key: KeyObject) => key as unknown as Buffer;

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** The algorithm is stated here and never taken from the token. */
function readClaims(token: string, key: KeyObject): Claims {
  try {
    if (jws.verify(token, ALGORITHM, asSecret(key)))
      return claims.parse(jws.decode(token, { json: true })?.payload);
  } catch {
    // What cannot be taken apart, or claims something else, is as good as what is not signed.
  }
  throw notGood();
}

function notGood(): Refusal {
  return new Refusal(
    'unauthenticated',
    'The access token is not valid or has expired. Log in, or refresh it.',
  );
}
