/**
 * The bookings that this browser can open without a log-in, with the tokens that manage them: those that were made here as a
 * guest, and those whose link in a mail was opened here.
 */
import { signal } from '@preact/signals';
import { readStored, writeStored } from '../parts/stored.ts';
import type { Booking } from './book.ts';

/** What unsubscribes an address from the announcements of an organizer. */
export type Announcements = { organizerId: string; addressId: string; token: string };

type LinkedBooking = {
  eventId: string;
  bookingId: string;
  token: string;
  announcements?: Announcements;
};

/**
 * `linked`: the token of a link that was opened later; it is used where `token` is refused. `quantity`, `at`: as the booking was read
 * last; undefined while no token has read it. `announcements`: of the last link that had any. `announcedBy`: the token of that link,
 * which has to read the booking before they are used; what an earlier version of the page kept has none.
 */
export type OwnBooking = LinkedBooking & {
  linked?: string;
  quantity?: number;
  at?: string;
  announcedBy?: string;
};

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

type Ids = { eventId: string; bookingId: string };

const isOf = (ids: Ids) => (own: OwnBooking) =>
  own.bookingId === ids.bookingId && own.eventId === ids.eventId;
const others = (ids: Ids) => ownBookings.value.filter((own) => !isOf(ids)(own));

export const ownBooking = (ids: Ids): OwnBooking | undefined => ownBookings.value.find(isOf(ids));

/** Keeps a booking that has a token of its own; those of an account are listed by the service. */
export function rememberBooking({ id, eventId, quantity, createdAt, manageToken }: Booking): void {
  if (manageToken === undefined) return;
  const booked = { eventId, bookingId: id, token: manageToken, quantity, at: createdAt };
  keep([booked, ...others(booked)]);
}

/**
 * Keeps the booking of a link. Anybody can make a link with a false token, and a mail may cut one off: a token replaces an earlier
 * one only once it has read the booking, and what unsubscribes goes with the token of the same link.
 */
export function rememberLinked(link: LinkedBooking): void {
  const earlier = ownBooking(link);
  const isNew = earlier !== undefined && earlier.token !== link.token;
  const kept = isNew ? { token: earlier.token, linked: link.token } : {};
  const announced = link.announcements && { announcedBy: link.token };
  keep([{ ...earlier, ...link, ...kept, ...announced }, ...others(link)]);
}

/** Notes what a kept booking is now, for the list of bookings, and that this token read it: no other one is needed. */
export function noteBooking({ id, eventId, quantity, createdAt: at }: Booking, token: string): void {
  const own = ownBooking({ eventId, bookingId: id });
  if (own === undefined || (own.token !== token && own.linked !== token)) return;
  if (own.linked === undefined && own.quantity === quantity && own.at === at) return;
  const { linked: _, ...kept } = own;
  const noted = { ...kept, token, quantity, at };
  keep(ownBookings.value.map((one) => (one === own ? noted : one)));
}

/** Forgets a booking and its tokens. */
export const dropBooking = (ids: Ids): void => keep(others(ids));
