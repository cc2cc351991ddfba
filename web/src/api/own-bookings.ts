/** The bookings that were made in this browser without an account, with the tokens that manage them. */
import { signal } from '@preact/signals';
import { readStored, writeStored } from '../parts/stored.ts';
import type { Booking } from './book.ts';

export type OwnBooking = { eventId: string; bookingId: string; token: string; quantity: number; at: string };

const STORED = 'boxoffice.bookings';
const KEPT_MAX = 50;

export const ownBookings = signal<OwnBooking[]>((readStored(STORED) as OwnBooking[] | undefined) ?? []);

function keep(bookings: OwnBooking[]): void {
  ownBookings.value = bookings.slice(0, KEPT_MAX);
  writeStored(STORED, ownBookings.value);
}

/** Keeps a booking that has a token of its own; those of an account are listed by the service. */
export function rememberBooking({ id, eventId, quantity, createdAt, manageToken }: Booking): void {
  if (manageToken === undefined) return;
  const others = ownBookings.value.filter(({ bookingId }) => bookingId !== id);
  keep([{ eventId, bookingId: id, token: manageToken, quantity, at: createdAt }, ...others]);
}

export function forgetBooking(id: string): void {
  keep(ownBookings.value.filter(({ bookingId }) => bookingId !== id));
}
