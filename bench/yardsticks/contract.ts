/**
 * The HTTP contract both yardsticks keep, so that one load measures either:
 *
 *   POST /events {capacity}                          201 {id}
 *   POST /events/:id/bookings {quantity}, x-user     201 confirmed or 202 waitlisted
 *   POST /events/:id/bookings/:bookingId/cancel      200
 *   GET  /events/:id                                 200 {capacity, free, confirmed, waiting}
 *
 * `confirmed` counts tickets, `waiting` counts bookings. Whoever waits is served strictly in order of arrival: nobody
 * overtakes a waiting booking, neither a smaller one behind it nor a newcomer. Input is judged here, rows are not.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const CAPACITY_LIMIT_TICKETS = 1_000_000;

/** Also what keeps a cancellation small: it never frees more tickets than this, so it never promotes more bookings. */
const QUANTITY_LIMIT_TICKETS = 100;

const USER_LIMIT_CHARACTERS = 64;
export const BODY_LIMIT_BYTES = 1024;

export type BookingStatus = 'confirmed' | 'waitlisted' | 'cancelled';

/** An expected answer of 400 to 499; thrown inside a transaction it also rolls it back. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }
}

export const noSuchEvent = () => new Refusal(404, 'There is no such event.');
export const noSuchBooking = () => new Refusal(404, 'There is no such booking.');
export const alreadyCancelled = () => new Refusal(409, 'The booking is cancelled already.');

/** Without this a booking could wait for ever and hold up everyone behind it. */
export const neverFits = () => new Refusal(400, 'The event has fewer tickets in all.');

export function readCapacity(body: unknown): number {
  return readCount(body, 'capacity', CAPACITY_LIMIT_TICKETS);
}

export function readQuantity(body: unknown): number {
  return readCount(body, 'quantity', QUANTITY_LIMIT_TICKETS);
}

function readCount(body: unknown, field: 'capacity' | 'quantity', limit: number): number {
  const value = (body as Record<string, unknown> | null | undefined)?.[field];
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= limit) return Number(value);
  throw new Refusal(400, `${field} must be a whole number from 1 to ${limit}.`);
}

export function readUser(header: string | string[] | undefined): string {
  if (typeof header === 'string' && header !== '' && header.length <= USER_LIMIT_CHARACTERS) return header;
  throw new Refusal(401, `x-user must name the user in at most ${USER_LIMIT_CHARACTERS} characters.`);
}

/** @throws what `otherwise` makes, because a path that cannot be an id is one that was never found. */
export function readId(text: string | undefined, otherwise: () => Refusal): number {
  if (text !== undefined && /^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw otherwise();
}

/** Listens on loopback at PORT, any free one by default, says so on the first line, and ends at a signal. */
export function serve(server: Server, closeDatabase: () => Promise<unknown>): void {
  server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
    console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close(() => closeDatabase().finally(() => process.exit(0)));
      server.closeIdleConnections();
    });
  }
}
