/** Cancellations in the model: the tickets that one takes, and the reasons to reject one. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Booking, type HistoryEntry, ticketsHeld } from '../../../functions/domain/model/booking.ts';
import { planCancellation } from '../../../functions/domain/model/plan-cancellation.ts';
import { Refusal } from '../../../functions/domain/model/refusal.ts';
import { aBooking } from '../../kit/booking.ts';

const NOW = 1_000;

/** Every kind of booking that can be cancelled, with a number of its tickets. */
const cancellable = fc
  .record({
    status: fc.constantFrom('confirmed' as const, 'offered' as const, 'waitlisted' as const),
    quantity: fc.integer({ min: 1, max: 97 }),
    granted: fc.nat({ max: 96 }),
    wanted: fc.integer({ min: 1, max: 97 }),
  })
  .filter(({ quantity, granted, wanted }) => granted < quantity && wanted <= quantity)
  .map(({ status, quantity, granted, wanted }) => ({
    wanted,
    booking: aBooking({
      status,
      quantity,
      granted: status === 'waitlisted' ? granted : 0,
      ...(status === 'offered' && { offerExpiresAt: NOW + 1 }),
    }),
  }));

test('a cancellation accounts for every ticket: released, no longer waited for, or kept', () => {
  fc.assert(
    fc.property(cancellable, ({ booking, wanted }) => {
      const { release, leave, after } = planCancellation(booking, wanted, NOW);
      expect(release + leave).toBe(wanted);
      expect(after.quantity).toBe(booking.quantity - wanted);
      expect(ticketsHeld({ ...booking, ...after })).toBe(ticketsHeld(booking) - release);
      expect([release, leave, after.granted].every((tickets) => tickets >= 0)).toBe(true);
    }),
  );
});

test('a cancellation takes tickets that the booking waits for before tickets that it holds', () => {
  fc.assert(
    fc.property(cancellable, ({ booking, wanted }) => {
      const { release, leave } = planCancellation(booking, wanted, NOW);
      const waitedFor = booking.quantity - ticketsHeld(booking);
      expect(leave).toBe(Math.min(wanted, waitedFor));
      if (leave < waitedFor) expect(release).toBe(0);
    }),
  );
});

test('a cancellation of the last ticket ends the booking, and one of the last awaited ticket ends its waiting', () => {
  fc.assert(
    fc.property(cancellable, ({ booking, wanted }) => {
      const { after } = planCancellation(booking, wanted, NOW);
      const nowWaitedFor = booking.quantity - ticketsHeld(booking) - wanted;
      const kept = booking.status === 'waitlisted' && nowWaitedFor <= 0 ? 'confirmed' : booking.status;
      expect(after.status).toBe(after.quantity === 0 ? 'cancelled' : kept);
      expect(after.granted).toBe(after.status === 'waitlisted' ? booking.granted : 0);
    }),
  );
});

test('a cancellation without a quantity takes all remaining tickets', () => {
  expect(planCancellation(aBooking(), undefined, NOW)).toEqual({
    release: 3,
    leave: 0,
    voided: [1, 2, 3],
    transferred: [],
    after: { status: 'cancelled', quantity: 0, granted: 0 },
  });
  const waiting = aBooking({ status: 'waitlisted', granted: 1 });
  expect(planCancellation(waiting, undefined, NOW)).toMatchObject({ release: 1, leave: 2 });
});

test('a cancellation of more tickets than the booking has is rejected with their number', () => {
  expect(() => planCancellation(aBooking(), 4, NOW)).toThrow(
    expect.objectContaining({
      code: 'validation-failed',
      extras: { errors: [{ pointer: '/quantity', detail: 'at most 3' }] },
    }),
  );
});

test('a cancellation of a cancelled booking is rejected for every quantity', () => {
  const cancelled = aBooking({ status: 'cancelled', quantity: 0 });
  for (const quantity of [undefined, 0, 1]) {
    expect(() => planCancellation(cancelled, quantity, NOW)).toThrow(Refusal);
    expect(() => planCancellation(cancelled, quantity, NOW)).toThrow(
      expect.objectContaining({ code: 'already-cancelled' }),
    );
  }
});

test('a cancellation of an offer is rejected from the instant of its expiry on', () => {
  const offered = aBooking({ status: 'offered', offerExpiresAt: NOW });
  expect(planCancellation(offered, 1, NOW - 1)).toMatchObject({ release: 1, after: { status: 'offered' } });
  expect(() => planCancellation(offered, 1, NOW)).toThrow(expect.objectContaining({ code: 'offer-expired' }));
});

test('a cancellation of checked-in tickets is rejected, and of the others is not', () => {
  const scan = { what: 'checked-in' as const, at: 2, by: 'organizer', scanId: 'scan' };
  const history: HistoryEntry[] = [
    { what: 'booked', at: 1, quantity: 3 },
    { ...scan, ticket: 1 },
  ];
  const booking = aBooking({ history });
  expect(planCancellation(booking, 2, NOW)).toMatchObject({ release: 2, after: { quantity: 1 } });
  expect(() => planCancellation(booking, 3, NOW)).toThrow(
    expect.objectContaining({ code: 'checked-in', message: expect.stringMatching(/^1 of 3 tickets /) }),
  );
});

test('a cancellation is rejected with a sentence that gives the reason', () => {
  const refused: [Booking, number][] = [
    [aBooking({ status: 'cancelled', quantity: 0 }), 1],
    [aBooking({ status: 'offered', offerExpiresAt: NOW }), 1],
    [aBooking(), 4],
  ];
  for (const [booking, quantity] of refused)
    expect(() => planCancellation(booking, quantity, NOW)).toThrow(/\w+ \w+ .*\.$/);
});

test('a cancellation of tickets by their numbers is rejected with the first that is wrong', () => {
  const history: HistoryEntry[] = [
    { what: 'booked', at: 1, quantity: 3 },
    { what: 'checked-in', at: 2, by: 'organizer', scanId: 'scan', ticket: 2 },
  ];
  const booking = aBooking({ history });
  expect(() => planCancellation(booking, [1, 4, 5], NOW)).toThrow(
    expect.objectContaining({
      code: 'validation-failed',
      message: 'The booking has no ticket 4.',
      extras: {
        errors: [{ pointer: '/tickets/1', detail: 'must be the number of a ticket of the booking' }],
      },
    }),
  );
  expect(() => planCancellation(booking, [1, 2], NOW)).toThrow(
    expect.objectContaining({
      code: 'checked-in',
      message: expect.stringMatching(/^Ticket 2 is checked in/),
    }),
  );
});
