/** Access tokens: short-lived JWTs signed with HMAC-SHA-256. The library signs and checks; the claims are ours. */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import jws from 'jws';
import * as z from 'zod/mini';
import type { Booking } from '../domain/booking.ts';
import type { Event } from '../domain/event.ts';
import { ACCESS_TOKEN_TTL_SECONDS } from '../domain/limits.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Actor, User } from '../domain/user.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'boxoffice';
/** A guest may manage a booking for this long after the event began: refunds and questions come late. */
const GUEST_TOKEN_GRACE_SECONDS = 30 * 24 * 60 * 60;

const SECRET_BYTES = 32;

/**
 * `iat`, `nbf` and `exp` in seconds since the epoch (RFC 7519). `booking` is the one that a guest may manage. Marked
 * as pure, so that the bundles of functions that take no tokens leave it out, and zod with it.
 */
const claims = /* @__PURE__ */ (() =>
  z.object({
    iss: z.literal(ISSUER),
    sub: z.string(),
    role: z.enum(['guest', 'attendee', 'organizer', 'admin']),
    iat: z.number(),
    exp: z.number(),
    nbf: z.exactOptional(z.number()),
    booking: z.exactOptional(z.string()),
  }))();

type Claims = z.infer<typeof claims>;

export class AccessTokens {
  readonly #readKey: () => Promise<Uint8Array>;
  #key: Promise<KeyObject> | undefined;

  /** `readKey` is called once, when the first token is made or checked. */
  constructor(readKey: () => Promise<Uint8Array>) {
    this.#readKey = readKey;
  }

  issue(user: Pick<User, 'id' | 'role'>): Promise<string> {
    return this.#sign({ sub: user.id, role: user.role, exp: nowSeconds() + ACCESS_TOKEN_TTL_SECONDS });
  }

  /** Loads the key, so that a token can be made later without anything that may fail. */
  async ready(): Promise<void> {
    await this.#readKeyOnce();
  }

  /** A token good for one booking and nothing else, until a month after the event began. */
  issueForGuest(
    booking: Pick<Booking, 'id' | 'customerId'>,
    event: Pick<Event, 'startsAt'>,
  ): Promise<string> {
    const exp = Math.floor(Date.parse(event.startsAt) / 1000) + GUEST_TOKEN_GRACE_SECONDS;
    return this.#sign({ sub: booking.customerId, role: 'guest', booking: booking.id, exp });
  }

  /**
   * A secret of 256 bits in base64url that nobody else can derive, always the same for the same purpose (RFC 5869).
   * It says nothing about the key that signs.
   */
  async deriveSecret(purpose: string): Promise<string> {
    const derived = hkdfSync('sha256', await this.#readKeyOnce(), '', purpose, SECRET_BYTES);
    return Buffer.from(derived).toString('base64url');
  }

  /** @throws Refusal `unauthenticated` for anything but a token of ours that has not expired. */
  async verify(token: string): Promise<Actor> {
    const { sub: userId, role, booking, exp, nbf = 0 } = readClaims(token, await this.#readKeyOnce());
    const now = nowSeconds();
    if (exp <= now || nbf > now) throw notGood();
    return { userId, role, ...(booking !== undefined && { bookingId: booking }) };
  }

  async #sign(own: Omit<Claims, 'iss' | 'iat'>): Promise<string> {
    const secret = asSecret(await this.#readKeyOnce());
    const payload = { iss: ISSUER, iat: nowSeconds(), ...own };
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
