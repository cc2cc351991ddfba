/**
 * The HTTP contract of both yardsticks, so that the same load can measure either:
 *
 *   POST /events {capacity}                          201 {id}
 *   POST /events/:id/bookings {quantity}, x-user     201 confirmed or 202 waitlisted
 *   POST /events/:id/bookings/:bookingId/cancel      200
 *   GET  /events/:id                                 200 {capacity, free, confirmed, waiting}
 *
 * `confirmed` counts tickets, `waiting` counts bookings. Waiters are promoted strictly in order of arrival:
 * neither a smaller waiting booking nor a new one may overtake. This file validates the input; the yardsticks
 * check their rows.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const CAPACITY_LIMIT_TICKETS = 1_000_000;

/**
 * Also bounds a cancellation: it frees at most this many tickets, and so promotes at most this many bookings.
 */
const QUANTITY_LIMIT_TICKETS = 100;

const USER_LIMIT_CHARACTERS = 64;
export const BODY_LIMIT_BYTES = 1024;

export type BookingStatus = 'confirmed' | 'waitlisted' | 'cancelled';

/** An expected answer with a status of 400 to 499. Thrown in a transaction, it rolls the transaction back. */
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

/** For a quantity above the capacity: such a booking would wait for ever and block all waiters behind it. */
export const neverFits = () => new Refusal(400, 'The event has fewer tickets in total.');

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

/**
 * @throws the error made by `otherwise` if the text is not a valid id, so that it is answered as not found.
 */
export function readId(text: string | undefined, otherwise: () => Refusal): number {
  if (text !== undefined && /^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw otherwise();
}

/** Listens on loopback at PORT (default: a free one), prints the address first, and exits on a signal. */
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
