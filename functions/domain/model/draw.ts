/**
 * The draw of an opening window: the pure rules. The arrivals of all requests that came before the end of the window are
 * drawn from a secret seed, whose hash was published when the event was created. Nobody can know a position before the window
 * has ended, and everybody can check each of them once the seed is published.
 *
 *      salesOpenAt            ends          drawn                     seed published
 *   --------|------------------|--------------|----------------------------|-------------->
 *           requests of the    late writes    the clerk begins, positions
 *           window are drawn                  are shown
 */
import { createHash, createHmac } from 'node:crypto';
import type { Booking } from './booking.ts';
import { DRAW_SEED_DELAY_MS, DRAW_SETTLING_MS } from './draw-limits.ts';

/**
 * `seed`: 32 bytes as hex, secret until it is published. `seedHash`: their SHA-256 as hex, public from the creation of the
 * event on.
 */
export type Draw = { windowSeconds: number; seed: string; seedHash: string };

/** The part of an event that the rules take. A draw needs a stated `salesOpenAt`. */
export type WithDraw = { draw?: Draw; salesOpenAt: string };

const SEED_BYTES = 32;

/** `random`: at least 32 random bytes. */
export function newDraw(windowSeconds: number, random: Buffer): Draw {
  const seed = random.subarray(0, SEED_BYTES).toString('hex');
  return { windowSeconds, seed, seedHash: hashOfSeed(seed) };
}

/** @returns the SHA-256 of the seed's bytes, as hex. */
export function hashOfSeed(seed: string): string {
  return createHash('sha256').update(Buffer.from(seed, 'hex')).digest('hex');
}

/** Whether the seed is the one whose hash was published. */
export function isPublishedSeed({ seed, seedHash }: Pick<Draw, 'seed' | 'seedHash'>): boolean {
  return hashOfSeed(seed) === seedHash;
}

/** @returns when the window ends (ms); undefined without a draw. */
export function windowEndsAt({ draw, salesOpenAt }: WithDraw): number | undefined {
  return draw && Date.parse(salesOpenAt) + draw.windowSeconds * 1000;
}

/** @returns from when on (ms) positions are known and the clerk serves; undefined without a draw. */
export function drawnAt(event: WithDraw): number | undefined {
  const endsAt = windowEndsAt(event);
  return endsAt === undefined ? undefined : endsAt + DRAW_SETTLING_MS;
}

/** @returns from when on (ms) the seed is public; undefined without a draw. */
export function seedPublishedAt(event: WithDraw): number | undefined {
  const endsAt = windowEndsAt(event);
  return endsAt === undefined ? undefined : endsAt + DRAW_SEED_DELAY_MS;
}

/** Whether the place of the booking in the waitlist is drawn. */
export function isDrawn({ history: [first] }: Pick<Booking, 'history'>): boolean {
  return first?.what === 'joined' && first.requestedAt !== undefined;
}

/** Whether the event has a draw whose positions are not known yet at `now` (ms). */
export function isDrawing(event: WithDraw, now: number): boolean {
  return now < (drawnAt(event) ?? Number.NEGATIVE_INFINITY);
}

/**
 * Whether a request that the gateway received at this instant (ms) is drawn. One that came just before sales opened, and
 * found them open, is drawn like the others.
 */
export function isOfWindow(event: WithDraw, requestedAt: number): boolean {
  return requestedAt < (windowEndsAt(event) ?? Number.NEGATIVE_INFINITY);
}

/** 52 bits as digits of hex. */
const FRACTION_DIGITS = 13;

/**
 * The arrival that the seed gives to a booking: `salesOpenAt + floor(window * fraction)`. The fraction is made of the first
 * 52 bits of HMAC-SHA256(seed, place), as parts of 2 ** 52.
 * @param place the pseudonym of the booking in receipts
 * @returns ms since the epoch, within the window
 */
export function drawnArrival(
  { seed, windowSeconds }: Pick<Draw, 'seed' | 'windowSeconds'>,
  salesOpenAt: string,
  place: string,
): number {
  const digits = createHmac('sha256', Buffer.from(seed, 'hex')).update(place).digest('hex');
  const parts = BigInt(`0x${digits.slice(0, FRACTION_DIGITS)}`);
  const offsetMs = (BigInt(windowSeconds * 1000) * parts) >> BigInt(FRACTION_DIGITS * 4);
  return Date.parse(salesOpenAt) + Number(offsetMs);
}
