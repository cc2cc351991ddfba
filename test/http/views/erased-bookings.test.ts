/** What a booking from which a person was erased shows those who run the event. */
import { expect, test } from '@jest/globals';
import type { Booking } from '../../../functions/domain/model/booking.ts';
import { organizerBookingView } from '../../../functions/http/views/bookings.ts';

/** A waiting booking that its customer replaced by another one. */
const REPLACED: Booking = {
  id: 'first',
  eventId: 'event',
  customerId: 'ada',
  status: 'cancelled',
  quantity: 0,
  granted: 0,
  arrival: 1,
  createdAt: 1,
  shard: 0,
  fingerprint: '',
  cancellations: {},
  history: [
    { what: 'joined', at: 1, quantity: 2, by: 'ada' },
    { what: 'left', at: 2, quantity: 2, by: 'ada', replacedBy: 'second' },
  ],
} as unknown as Booking;

const shown = (booking: Booking) =>
  JSON.stringify(organizerBookingView(booking, 10, { customer: undefined }));

test('leads to no other booking of that person', () => {
  expect(shown(REPLACED)).toMatch(/ada.*second|second.*ada/);
  const erased = { what: 'person-erased' as const, at: 3, by: 'organizer' };
  const after = shown({ ...REPLACED, history: [...REPLACED.history, erased] });
  expect(after).not.toMatch(/ada|second/);
  expect(after).toContain('"by":"organizer"');
});
