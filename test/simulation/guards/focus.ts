/** The events and faults in which guards are looked for. */
import { NO_FAULTS } from '../faults.ts';
import type { Operation } from '../workload.ts';

export const SMALL = { capacity: 2, maxPerBooking: 1, maxPerCustomer: 3 };
/**
 * Nothing fails, and some calls take long, so that items change between a read and the write that depends on
 * it.
 */
export const SLOW = { ...NO_FAULTS, slow: 0.4, slowMs: 400 };
export const OFFERS = { ...SMALL, policy: 'strict' as const, offerTtlSeconds: 1 };

/** A request for one ticket, by a customer of its own. */
const booked = (number: number, at: number): Operation => ({
  ...{ what: 'book', quantity: 1, onSoldOut: 'waitlist', number, at, customer: number + 1 },
  ...{ hasKey: true, repeats: 0, isDoubled: false },
});
const cancelled = (of: number, number: number, at: number): Operation => ({
  ...{ what: 'cancel', of, number, at, customer: of + 1 },
  ...{ hasKey: true, repeats: 0, isDoubled: false },
});
/**
 * The first booking that waits leaves while the clerk is about to serve it, which is rare among operations by
 * chance. The only ticket was given back shortly before, and calls are slow.
 */
export const LEAVING_DURING_PASS: Operation[] = [
  booked(0, 0),
  booked(1, 1_500),
  booked(2, 3_000),
  booked(3, 4_500),
  cancelled(0, 4, 8_000),
  cancelled(1, 5, 8_900),
];

/** How many times the ticket changes hands, and how far apart, ms. */
const ROUNDS = 16;
const ROUND_MS = 2_000;
/** The second of two who join comes so much later, ms. */
const NEXT_JOINS_AFTER_MS = 15;
/** The ticket is given back before the two join, each time another time before, ms. */
const GIVEN_BACK_BEFORE_MS = 30;

/**
 * Again and again the only ticket is given back while two join an empty waitlist, so that the clerk may see the second of them
 * first. Those of the round before leave, whether they have the ticket or wait.
 */
export const JOINING_DURING_PASS: Operation[] = [
  booked(0, 0),
  ...Array.from({ length: ROUNDS }, (_, round) => {
    const at = (round + 1) * ROUND_MS;
    const [first, second] = [10 * (round + 1), 10 * (round + 1) + 1];
    const before = round === 0 ? [0] : [first - 10, second - 10];
    const leavesAt = at - round * GIVEN_BACK_BEFORE_MS;
    return [
      booked(first, at),
      booked(second, at + NEXT_JOINS_AFTER_MS),
      ...before.map((of, nth) => cancelled(of, first + 2 + nth, leavesAt)),
    ];
  }).flat(),
];
