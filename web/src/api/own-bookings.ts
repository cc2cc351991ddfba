/**
 * The bookings that this browser can open without a log-in, with the tokens that manage them: those that were made here as a
 * guest, and those whose link in a mail was opened here.
 */
import { signal } from '@preact/signals';
import { readStored, writeStored } from '../parts/stored.ts';
import type { Booking } from './book.ts';
import { forgetKept } from './kept-caches.ts';

/** What unsubscribes an address from the announcements of an organizer. */
export type Announcements = { organizerId: string; addressId: string; token: string };

type LinkedBooking = {
  eventId: string;
  bookingId: string;
  token: string;
  announcements?: Announcements;
};

/** `quantity`, `at`: as the booking was read last; a link says neither. */
export type OwnBooking = LinkedBooking & { quantity?: number; at?: string };

const STORED = 'boxoffice.bookings';
const KEPT_MAX = 50;

const stored = () => (readStored(STORED) as OwnBooking[] | undefined) ?? [];

export const ownBookings = signal<OwnBooking[]>(stored());

/** Another tab booked, opened a link, or forgot a booking. */
addEventListener('storage', ({ key }) => {
  if (key === STORED || key === null) ownBookings.value = stored();
});

function keep(bookings: OwnBooking[]): void {
  ownBookings.value = bookings.slice(0, KEPT_MAX);
  writeStored(STORED, ownBookings.value);
}

const isOf = (id: string) => (own: OwnBooking) => own.bookingId === id;
const others = (id: string) => ownBookings.value.filter((own) => own.bookingId !== id);

/** Keeps a booking that has a token of its own; those of an account are listed by the service. */
export function rememberBooking({ id, eventId, quantity, createdAt, manageToken }: Booking): void {
  if (manageToken === undefined) return;
  keep([{ eventId, bookingId: id, token: manageToken, quantity, at: createdAt }, ...others(id)]);
}

/** Keeps the booking of a link. Its token replaces an earlier one, which may have been cut off. */
export function rememberLinked(link: LinkedBooking): void {
  const earlier = ownBookings.value.find(isOf(link.bookingId));
  keep([{ ...earlier, ...link }, ...others(link.bookingId)]);
}

/** Notes what a kept booking is now, for the list of bookings. */
export function noteBooking({ id, quantity, createdAt: at }: Booking): void {
  const kept = ownBookings.value.find(isOf(id));
  if (kept === undefined || (kept.quantity === quantity && kept.at === at)) return;
  keep(ownBookings.value.map((own) => (isOf(id)(own) ? { ...own, quantity, at } : own)));
}

/** Forgets a booking here, with its tickets for a place without a network. */
export function forgetBooking(id: string): void {
  keep(others(id));
  forgetKept(id).catch(() => undefined);
}
