/** What becomes of a booking whose offer nobody answers: the rule, and how it is seen before the clerk knows. */
import { describe, expect, test } from '@jest/globals';
import {
  type Booking,
  type HistoryEntry,
  requestedAt,
  requestKey,
} from '../../../functions/domain/model/booking.ts';
import { type Event, eventOf } from '../../../functions/domain/model/event.ts';
import {
  asOf,
  atItsPlace,
  isEndedByClock,
  isRuleFor,
  lapseOf,
  lapsesOf,
  mayWaitAgain,
  ruleForOffer,
} from '../../../functions/domain/model/lapsed-offer.ts';
import { aBooking } from '../../kit/booking.ts';
import { aSoundEvent } from '../../kit/sound-event.ts';

const CLOSE = Date.parse('2030-02-01T00:00:00.000Z');
const EXPIRES_AT = CLOSE - 60_000;

const anEvent = (waitlist: Partial<Event['waitlist']> = { lapsedOffer: 'wait-again' }): Event =>
  eventOf({
    ...aSoundEvent('e').event,
    waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 60, ...waitlist },
  });

const joined: HistoryEntry = { what: 'joined', at: 1, quantity: 2 };
const lapsed: HistoryEntry = { what: 'lapsed', at: 9, quantity: 2 };
const offer = (more: object = {}): HistoryEntry => ({
  what: 'offered',
  at: EXPIRES_AT - 60_000,
  quantity: 2,
  promotionNumber: 1,
  expiresAt: EXPIRES_AT,
  ...more,
});
const offered = (more: object, before: HistoryEntry[] = []): Booking =>
  aBooking({
    status: 'offered',
    quantity: 2,
    arrival: 1,
    shard: 3,
    offerExpiresAt: EXPIRES_AT,
    history: [joined, ...before, offer(more)],
  });
const [ending, keeping, moving] = [{}, { ifUnanswered: 'keeps-place' }, { ifUnanswered: 'moves-to-end' }].map(
  (more) => offered(more),
) as [Booking, Booking, Booking];

describe('The rule of an offer', () => {
  const rules = (event: Event, expiresAt = EXPIRES_AT) =>
    [0, 1, 2].map((lapses) => ruleForOffer(event, lapses, expiresAt));

  test('keeps the place, then moves to the end, and then ends the booking', () => {
    expect(rules(anEvent())).toEqual(['keeps-place', 'moves-to-end', undefined]);
  });

  test('ends the booking if the event does not say otherwise, and if the offer lasts until sales close', () => {
    const none = [undefined, undefined, undefined];
    expect(rules(anEvent({}))).toEqual(none);
    expect(rules(anEvent({ lapsedOffer: 'end' }))).toEqual(none);
    expect(rules(anEvent(), CLOSE)).toEqual(none);
  });

  test('fits the number of lapses before, or is missing', () => {
    const fits = ([undefined, 'keeps-place', 'moves-to-end'] as const).map((rule) =>
      [0, 1, 2].map((lapses) => isRuleFor(lapses, rule)),
    );
    expect(fits).toEqual([
      [true, true, true],
      [true, false, false],
      [false, true, false],
    ]);
    expect(lapsesOf([joined, lapsed, offer(), lapsed])).toBe(2);
  });
});

describe('An offer that ran out', () => {
  test('ends the booking, or gives it back its place, until sales close', () => {
    const event = anEvent();
    expect(lapseOf(event, ending, EXPIRES_AT)).toEqual({});
    expect(lapseOf(event, keeping, EXPIRES_AT)).toEqual({
      returns: { rule: 'keeps-place', arrival: 1, shard: 3, lapses: 1 },
    });
    const again = offered({ ifUnanswered: 'moves-to-end' }, [offer(), lapsed]);
    expect(lapseOf(event, again, CLOSE - 1).returns).toMatchObject({ rule: 'moves-to-end', lapses: 2 });
    expect(lapseOf(event, again, CLOSE)).toEqual({ because: 'sales-closed' });
  });

  test('is void by the clock', () => {
    for (const booking of [ending, keeping, moving]) expect(asOf(booking, EXPIRES_AT - 1)).toBe(booking);
    const states = [ending, keeping, moving].map((booking) => asOf(booking, EXPIRES_AT));
    expect(states.map(({ status, quantity }) => [status, quantity])).toEqual([
      ['cancelled', 0],
      ['waitlisted', 2],
      ['waitlisted', 2],
    ]);
    for (const state of states) expect(state).not.toHaveProperty('offerExpiresAt');
    expect([ending, keeping].map((booking) => isEndedByClock(booking, EXPIRES_AT))).toEqual([true, false]);
    expect(isEndedByClock(ending, EXPIRES_AT - 1)).toBe(false);
  });

  test('has the place that it gets, once it has run out', () => {
    const arrivals = (now: number) => [ending, keeping, moving].map((one) => atItsPlace(one, now).arrival);
    expect(arrivals(EXPIRES_AT - 1)).toEqual([1, 1, 1]);
    expect(arrivals(EXPIRES_AT + 7)).toEqual([1, 1, EXPIRES_AT + 7]);
  });

  test('is decided by the last offer, while it is open', () => {
    const history = [joined, offer({ ifUnanswered: 'keeps-place' }), lapsed, offer()];
    expect(mayWaitAgain({ status: 'offered', history })).toBe(false);
    expect([keeping, { ...keeping, status: 'waitlisted' as const }].map(mayWaitAgain)).toEqual([true, false]);
  });
});

test('a booking that moved to the end keeps the instant of its request, and its place in lists', () => {
  const moved = aBooking({
    arrival: 90,
    history: [joined, offer(), lapsed, offer(), { ...lapsed, earlierArrival: 5 } as HistoryEntry, offer()],
  });
  expect(requestedAt(moved)).toBe(5);
  expect(requestKey(moved)).toBe('000000000000005#booking');
});
