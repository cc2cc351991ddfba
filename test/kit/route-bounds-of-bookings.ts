/** The bounds of the routes of bookings and tickets. */

import { makePerson } from '../../bin/local/people.ts';
import { MARKS_SETTLED_MS } from '../../functions/domain/model/waitlist-marks-limits.ts';
import { LONG_NAMED } from './metering.ts';
import type { Bounds } from './route-bounds.ts';
import type { World } from './worst-cases.ts';

const { email: _email, ...NAME } = LONG_NAMED;

/** The booking at the end of a long waitlist, as its customer. */
const ofLast = ({ customer, crowded, last }: World) => ({
  token: customer.token,
  path: { eventId: crowded.id, bookingId: last.id },
});

const LARGEST = 'the largest booking: 97 tickets, 64 KB';

/** The largest booking, as its customer. */
async function ofLargest({ aHolding }: World, fields: object = {}, quantity?: number) {
  const { person, path } = await aHolding(fields, quantity);
  return { token: person.token, path };
}

export const BOUNDS_OF_BOOKINGS: Bounds = {
  'book-tickets': {
    worst: '97 tickets, each of another shard of 256',
    ...{ calls: 8, read: 132, write: 198 },
    request: async ({ mine }) => {
      // Each shard has one ticket, so the booking takes from 97 of them.
      const event = await mine({ capacity: 256, peakRequestsPerSecond: 10_000, maxPerBooking: 97 });
      return {
        token: (await makePerson()).token,
        path: { eventId: event.id },
        body: { quantity: 97, attendee: LONG_NAMED },
      };
    },
  },
  'list-bookings': {
    worst: 'a search among 3,000 bookings, exported by an admin',
    ...{ calls: 43, read: 1471, write: 1 },
    request: ({ admin: { token }, crowded }) => ({
      ...{ token, accept: 'text/csv', path: { eventId: crowded.id } },
      query: { limit: '100', q: 'nobody of this name' },
    }),
  },
  'list-my-bookings': {
    worst: 'a page of 100 of 2,000 bookings',
    ...{ calls: 12, read: 620, write: 0 },
    request: ({ holder: { token } }) => ({ token, query: { limit: '100' } }),
  },
  'read-booking': {
    worst:
      'at the end of 3,000 who joined in three seconds, a while ago, in 32 waitlist partitions, without marks',
    ...{ calls: 138, read: 95, write: 4 },
    laterMs: MARKS_SETTLED_MS,
    request: async ({ customer, rush, lastOfRush, forgetMarks }) => {
      await forgetMarks(rush);
      return { token: customer.token, path: { eventId: rush.id, bookingId: lastOfRush.id } };
    },
  },
  'read-booking-updates': { calls: 2, read: 3, write: 0, request: ofLast, status: 406 },
  'read-receipt': {
    worst: '3,000 bookings, at the end of a waitlist without marks, a while ago',
    ...{ calls: 30, read: 105, write: 4 },
    laterMs: MARKS_SETTLED_MS,
    request: ofLast,
  },
  'accept-offer': {
    ...{ calls: 5, read: 5, write: 5 },
    request: async ({ anOffer }) => ({ ...(await anOffer()), body: {} }),
  },
  'decline-offer': {
    ...{ calls: 5, read: 5, write: 3 },
    request: async ({ anOffer }) => ({ ...(await anOffer()), body: {} }),
  },
  'add-tickets': {
    worst: '96 tickets, each of another shard of 256, to a booking as large as it may be',
    ...{ calls: 9, read: 148, write: 318 },
    request: async (world) => {
      const fields = { capacity: 256, maxPerCustomer: 97 };
      return { ...(await ofLargest(world, fields, 1)), body: { quantity: 96 } };
    },
  },
  'request-link': {
    worst: LARGEST,
    ...{ calls: 5, read: 17, write: 63 },
    request: async (world) => ({ path: (await ofLargest(world)).path, body: {} }),
  },
  'erase-booking': {
    worst: 'the largest booking, which is cancelled, and the longest log of what was told',
    ...{ calls: 7, read: 40, write: 128 },
    request: async (world) => {
      const { booking, event, path } = await world.aHolding();
      await world.cancel(booking);
      await world.tell(event, booking);
      return { token: world.organizer.token, path, body: {} };
    },
  },
  'cancel-booking': {
    worst: LARGEST,
    ...{ calls: 5, read: 20, write: 64 },
    request: async (world) => ({ ...(await ofLargest(world)), body: {} }),
  },
  'read-tickets': {
    worst: LARGEST,
    calls: 5,
    read: 20,
    write: 0,
    request: ofLargest,
  },
  'read-ticket-code': { worst: LARGEST, calls: 5, read: 20, write: 0, request: ofLargest },
  'name-ticket': {
    worst: LARGEST,
    ...{ calls: 5, read: 20, write: 62 },
    request: async (world) => ({ ...(await ofLargest(world)), body: NAME }),
  },
  'transfer-ticket': {
    worst: LARGEST,
    ...{ calls: 6, read: 20, write: 63 },
    request: async (world) => ({ ...(await ofLargest(world)), body: LONG_NAMED }),
  },
  'read-ticket-pass': { worst: LARGEST, calls: 5, read: 20, write: 0, request: ofLargest, status: 406 },
};
