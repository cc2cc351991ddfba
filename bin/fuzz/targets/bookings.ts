/** Targets of the operations on bookings, in each state in which they can succeed. */
import { aFullScene, anOffer, aScene, book, checkIn, succeed } from '../scene.ts';
import { aBookedScene, aimAtEvent, unbooked } from './events.ts';
import { aim, aimAtBooking, oneOf, type TargetMaker, type TargetTable } from './target.ts';

/** Numbers of tickets that are there in a booking of three. */
const NUMBERS = { tickets: [1, 2] };

export const confirmed: TargetMaker = async (stage, caller) => {
  const scene = await aScene(stage, caller);
  return aimAtBooking(stage, scene, await book(stage, scene, 3), { fields: NUMBERS });
};

const waiting: TargetMaker = async (stage, caller) => {
  const scene = await aFullScene(stage, caller);
  return aimAtBooking(stage, scene, await book(stage, scene));
};

const offered: TargetMaker = async (stage, caller) => {
  const { booked, ...scene } = await anOffer(stage, caller);
  return aimAtBooking(stage, scene, booked);
};

const cancelled: TargetMaker = async (stage, caller) => {
  const scene = await aScene(stage, caller);
  const booked = await book(stage, scene);
  const path = { eventId: scene.eventId, bookingId: booked.id };
  await succeed(stage, 'cancel-booking', { path, token: booked.token, body: {} });
  return aimAtBooking(stage, scene, booked);
};

const checkedIn: TargetMaker = async (stage, caller) => {
  const scene = await aScene(stage, caller);
  const booked = await book(stage, scene);
  await checkIn(stage, scene, booked);
  return aimAtBooking(stage, scene, booked);
};

/** An event whose tickets are sold, with a booking of the caller that a new one can replace. */
const replaceable: TargetMaker = async (stage, caller) => {
  const scene = await aFullScene(stage, caller);
  const booked = await book(stage, scene);
  return aim(stage, scene, { path: { eventId: scene.eventId }, fields: { replaces: booked.id }, booked });
};

const inEveryState = oneOf(confirmed, waiting, offered, cancelled, checkedIn);

export const BOOKING_TARGETS = {
  'book-tickets': oneOf(unbooked, replaceable),
  'list-bookings': async (stage, caller) => aimAtEvent(stage, await aBookedScene(stage, caller)),
  'list-my-bookings': async (stage, caller) => aim(stage, await aBookedScene(stage, caller), {}),
  'read-booking': inEveryState,
  // A stream of a booking that has ended ends, too.
  'read-booking-updates': cancelled,
  'read-receipt': oneOf(waiting, offered),
  'accept-offer': offered,
  'decline-offer': offered,
  'add-tickets': confirmed,
  'request-link': confirmed,
  'erase-booking': oneOf(cancelled, confirmed),
  'cancel-booking': oneOf(confirmed, waiting, offered),
} satisfies TargetTable;
