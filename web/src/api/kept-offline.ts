/**
 * Keeps the tickets that were looked at in this browser, so that they can be shown at a door without a network: the booking
 * and its event as they were last, the pictures of the codes, and the files of this page.
 */
import type { Event } from '../parts/event-summary.tsx';
import type { Booking } from './book.ts';
import { cacheOf, canKeep, forgetKept } from './kept-caches.ts';
import { keepShell } from './kept-shell.ts';
import { type BookingRef, readCode } from './one-booking.ts';

/** `at`: when the booking was read, by the clock of this browser. */
export type Kept = { booking: Booking; event: Event; at: string };

const STATE = '/state';
/** The pictures of further tickets are kept when they are shown. */
const AHEAD_MAX = 10;

const placeOf = (code: string) => `/code/${encodeURIComponent(code)}`;

/** Keeps a booking with tickets; forgets one that has none any more. */
export async function keepBooking(ref: BookingRef, booking: Booking, event: Event): Promise<void> {
  if (!canKeep()) return;
  const { tickets = [] } = booking;
  const codes = tickets.flatMap(({ number, code }) => (code === undefined ? [] : [{ number, code }]));
  if (codes.length === 0) return forgetKept(ref.bookingId);
  const kept: Kept = { booking, event, at: new Date().toISOString() };
  const cache = await caches.open(cacheOf(ref.bookingId));
  await cache.put(STATE, Response.json(kept));
  await keepShell();
  for (const { number, code } of codes.slice(0, AHEAD_MAX)) await pictureOf(ref, number, code);
}

export async function readKept(ref: BookingRef): Promise<Kept | undefined> {
  if (!canKeep() || !(await caches.has(cacheOf(ref.bookingId)))) return undefined;
  const answer = await (await caches.open(cacheOf(ref.bookingId))).match(STATE);
  return answer?.json();
}

/** Forgets what is kept of a booking. An address with the id of another event is not its own, and removes nothing. */
export async function forgetKeptOf(ref: BookingRef): Promise<void> {
  if ((await readKept(ref))?.booking.eventId === ref.eventId) await forgetKept(ref.bookingId);
}

/** @returns the picture of a code, kept or drawn by the service; undefined if the service does not draw it. */
export async function pictureOf(ref: BookingRef, number: number, code: string): Promise<Blob | undefined> {
  const cache = canKeep() ? await caches.open(cacheOf(ref.bookingId)) : undefined;
  const kept = await cache?.match(placeOf(code));
  if (kept !== undefined) return kept.blob();
  const drawn = await readCode(ref, number);
  if (drawn !== undefined) await cache?.put(placeOf(code), new Response(drawn));
  return drawn;
}
