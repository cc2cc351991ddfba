/** Access tokens: short-lived JWTs signed with HMAC-SHA-256, made and checked by jose. */
import { type CryptoKey, errors, jwtVerify, SignJWT } from 'jose';
import type { Booking } from '../domain/booking.ts';
import type { Event } from '../domain/event.ts';
import { ACCESS_TOKEN_TTL_SECONDS } from '../domain/limits.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Actor, User } from '../domain/user.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'boxoffice';
const ROLES: Actor['role'][] = ['guest', 'attendee', 'organizer', 'admin'];
/** A guest may manage a booking for this long after the event began: refunds and questions come late. */
const GUEST_TOKEN_GRACE_SECONDS = 30 * 24 * 60 * 60;

export class AccessTokens {
  readonly #readKey: () => Promise<Uint8Array>;
  #key: Promise<CryptoKey> | undefined;

  /** `readKey` is called once, when the first token is made or checked. */
  constructor(readKey: () => Promise<Uint8Array>) {
    this.#readKey = readKey;
  }

  async issue(user: Pick<User, 'id' | 'role'>): Promise<string> {
    return new SignJWT({ role: user.role })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(user.id)
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_TOKEN_TTL_SECONDS} s`)
      .sign(await this.#importedKey());
  }

  /** A token good for one booking and nothing else, until a month after the event began. */
  async issueForGuest(
    booking: Pick<Booking, 'id' | 'customerId'>,
    event: Pick<Event, 'startsAt'>,
  ): Promise<string> {
    return new SignJWT({ role: 'guest', booking: booking.id })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(booking.customerId)
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.parse(event.startsAt) / 1000) + GUEST_TOKEN_GRACE_SECONDS)
      .sign(await this.#importedKey());
  }

  /** @throws Refusal `unauthenticated` for anything but a token of ours that has not expired. */
  async verify(token: string): Promise<Actor> {
    try {
      const options = { algorithms: [ALGORITHM], issuer: ISSUER, requiredClaims: ['sub', 'exp'] };
      const { payload } = await jwtVerify(token, await this.#importedKey(), options);
      const role = ROLES.find((known) => known === payload['role']);
      const booking = payload['booking'];
      if (payload.sub !== undefined && role !== undefined) {
        return { userId: payload.sub, role, ...(typeof booking === 'string' && { bookingId: booking }) };
      }
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    throw new Refusal(
      'unauthenticated',
      'The access token is not valid or has expired. Log in, or refresh it.',
    );
  }

  #importedKey(): Promise<CryptoKey> {
    this.#key ??= this.#readKey().then((secret) =>
      crypto.subtle.importKey('raw', Buffer.from(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
        'sign',
        'verify',
      ]),
    );
    this.#key.catch(() => {
      this.#key = undefined;
    });
    return this.#key;
  }
}
