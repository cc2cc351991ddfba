/**
 * Issues and verifies access tokens: short-lived JWTs (RFC 9068) that are signed with ES256. The library signs and verifies;
 * this file defines the header and the claims. A token identifies the caller; `callers.ts` reads the caller's role.
 */
import jws from 'jws';
import * as z from 'zod/mini';
import { ID } from '../domain/model/id.ts';
import { ACCESS_TOKEN_TTL_SECONDS, CLOCK_SKEW_MS } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import type { TokenKeyRing } from './token-keys.ts';

export const ALGORITHM = 'ES256';

/** The type of a user's access token, and that of a guest's token, which is good for one booking. */
const USER_TYPE = 'at+jwt';
const GUEST_TYPE = 'booking+jwt';

/** Of guests' tokens: they outlive an address of the service. */
const GUEST_ISSUER = 'boxoffice';

const CLOCK_SKEW_SECONDS = CLOCK_SKEW_MS / 1000;

/**
 * `iat`, `nbf` and `exp` in seconds since the epoch (RFC 7519). `sid`: the user's session. `booking`: the
 * booking that a guest may manage. A guest's token does not expire, because it cannot be issued again and its
 * event may be postponed. Marked as pure, so that the bundles of functions without tokens leave it out, and
 * zod with it.
 */
const shapes = /* @__PURE__ */ (() => {
  const id = z.string().check(z.regex(ID));
  const times = { iat: z.number(), nbf: z.exactOptional(z.number()) };
  const header = { alg: z.literal(ALGORITHM), kid: z.string() };
  return z.union([
    z.object({
      header: z.object({ ...header, typ: z.literal(USER_TYPE) }),
      payload: z.object({ ...times, iss: z.string(), aud: z.string(), sub: id, exp: z.number(), sid: id }),
    }),
    z.object({
      header: z.object({ ...header, typ: z.literal(GUEST_TYPE) }),
      payload: z.object({
        ...times,
        iss: z.literal(GUEST_ISSUER),
        aud: z.literal(GUEST_ISSUER),
        sub: id,
        exp: z.exactOptional(z.number()),
        booking: id,
      }),
    }),
  ]);
})();

type Token = z.infer<typeof shapes>;

/** The holder of a token: a user in one of their sessions, or the guest of one booking. */
export type Bearer = { userId: string; sessionId: string } | { userId: string; bookingId: string };

/** Issues and verifies access tokens. `origin`: where clients reach the service, which is the issuer and the audience. */
export class AccessTokens {
  readonly #keys: TokenKeyRing;
  readonly #origin: () => string;

  constructor(keys: TokenKeyRing, origin: () => string) {
    this.#keys = keys;
    this.#origin = origin;
  }

  /** A token for a user in a session, valid for `ACCESS_TOKEN_TTL_SECONDS`. @throws Busy */
  issue(userId: string, sessionId: string): Promise<string> {
    const iat = nowSeconds();
    const [iss, exp] = [this.#origin(), iat + ACCESS_TOKEN_TTL_SECONDS];
    return this.#sign(USER_TYPE, { iss, aud: iss, sub: userId, sid: sessionId, iat, exp });
  }

  /** Loads the key, so that a token can be issued later without a read that may fail. */
  async ready(): Promise<void> {
    await this.#keys.signing();
  }

  /** A token for one booking and nothing else, valid as long as the booking exists. @throws Busy */
  issueForGuest(customerId: string, bookingId: string): Promise<string> {
    const [iss, iat] = [GUEST_ISSUER, nowSeconds()];
    return this.#sign(GUEST_TYPE, { iss, aud: iss, sub: customerId, booking: bookingId, iat });
  }

  /**
   * @throws Refusal `unauthenticated` for a token that this service did not sign, that has expired or was issued in the
   * future, or, for a user's token, that is for another service or whose lifetime exceeds `ACCESS_TOKEN_TTL_SECONDS`; Busy.
   */
  async verify(text: string): Promise<Bearer> {
    const { header, payload } = parse(text);
    const key = await this.#keys.verifying(header.kid, header.typ === GUEST_TYPE);
    if (key === undefined || !isSigned(text, key)) throw notGood();
    const { sub: userId, iat, exp = Infinity, nbf = 0 } = payload;
    const now = nowSeconds();
    if (exp <= now || nbf > now || iat > now + CLOCK_SKEW_SECONDS) throw notGood();
    if (!('sid' in payload)) return { userId, bookingId: payload.booking };
    const origin = this.#origin();
    const isOurs = payload.iss === origin && payload.aud === origin;
    if (!isOurs || exp - iat > ACCESS_TOKEN_TTL_SECONDS) throw notGood();
    return { userId, sessionId: payload.sid };
  }

  async #sign(typ: string, payload: object): Promise<string> {
    const { id: kid, key } = await this.#keys.signing();
    return jws.sign({ header: { alg: ALGORITHM, typ, kid }, payload, privateKey: asKey(key) });
  }
}

/** Whether a text claims to be the token of a guest. Whether it is one, `verify` says. */
export function isForGuest(text: string): boolean {
  try {
    return jws.decode(text)?.header.typ === GUEST_TYPE;
  } catch {
    return false;
  }
}

type Key = NonNullable<Awaited<ReturnType<TokenKeyRing['verifying']>>>;

/** Passes a key object, which the library accepts but its types omit. It saves parsing one for each token. */
const asKey = (key: Key) => key as unknown as string;

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** Reads a token whose signature was not checked yet. The key is looked up by what it says, and nothing else is decided. */
function parse(text: string): Token {
  try {
    const { header, payload } = jws.decode(text, { json: true }) ?? {};
    return shapes.parse({ header, payload });
  } catch {
    throw notGood();
  }
}

/** Verifies with a fixed algorithm, because one taken from the token could be forged. */
function isSigned(text: string, key: Key): boolean {
  try {
    return jws.verify(text, ALGORITHM, asKey(key));
  } catch {
    // A signature that cannot be parsed is wrong.
    return false;
  }
}

export function notGood(): Refusal {
  return new Refusal(
    'unauthenticated',
    'The access token is not valid or has expired. Log in, or refresh it.',
  );
}
