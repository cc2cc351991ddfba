/** The terms of offers by the numbers of promotions, and those of passings by their time. */
import { describe, expect, test } from '@jest/globals';
import type { Event, OfferTerm } from '../../../functions/domain/model/event.ts';
import {
  CLOCK_SKEW_MS,
  OFFER_TERMS_LIMIT,
  WRITE_IN_FLIGHT_MS,
} from '../../../functions/domain/model/limits.ts';
import {
  hasOtherOfferTerms,
  offerTermAt,
  passTermsAt,
  withOfferTerms,
} from '../../../functions/domain/model/offer-terms.ts';

const CREATED = '2030-01-01T00:00:00.000Z';
const LATER = '2030-02-01T00:00:00.000Z';
const CLOSES = '2030-06-01T00:00:00.000Z';
const NIGHT = { from: '22:00', to: '08:00' };
const OFFERS = { offerTtlSeconds: 60, quietHours: NIGHT, lapsedOffer: 'wait-again' as const };

const anEvent = (waitlist: object, fields: object = {}) =>
  ({
    createdAt: CREATED,
    salesCloseAt: CLOSES,
    revision: 0,
    waitlist: { enabled: true, policy: 'strict', ...waitlist },
    ...fields,
  }) as unknown as Event;

const FIRST: OfferTerm = { fromTurn: 1, since: CREATED, revision: 0, salesCloseAt: CLOSES, waitlist: {} };

describe('Offers are made by other terms', () => {
  const offers = anEvent(OFFERS, { timeZone: 'Europe/Berlin' });
  test.each<[string, Event, Event]>([
    ['with another time', offers, anEvent({ ...OFFERS, offerTtlSeconds: 61 }, { timeZone: 'Europe/Berlin' })],
    ['without offers', offers, anEvent({})],
    ['with another rule', offers, anEvent({ ...OFFERS, lapsedOffer: 'end' }, { timeZone: 'Europe/Berlin' })],
    ['in another time zone', offers, anEvent(OFFERS, { timeZone: 'Europe/Rome' })],
    [
      'with a later night',
      offers,
      anEvent({ ...OFFERS, quietHours: { ...NIGHT, from: '23:00' } }, { timeZone: 'Europe/Berlin' }),
    ],
    [
      'with a longer night',
      offers,
      anEvent({ ...OFFERS, quietHours: { ...NIGHT, to: '09:00' } }, { timeZone: 'Europe/Berlin' }),
    ],
    [
      'with another end of sales',
      offers,
      anEvent(OFFERS, { timeZone: 'Europe/Berlin', salesCloseAt: LATER }),
    ],
    ['with another time for a head', anEvent({}), anEvent({ passHeadAfterSeconds: 60 })],
    [
      'with another time for a head, and offers',
      anEvent({ offerTtlSeconds: 60 }),
      anEvent({ offerTtlSeconds: 60, passHeadAfterSeconds: 60 }),
    ],
  ])('%s', (_, before, after) => {
    expect([hasOtherOfferTerms(before, after), hasOtherOfferTerms(after, before)]).toEqual([true, true]);
  });

  test.each<[string, Event, Event]>([
    ['an end of sales without offers', anEvent({}), anEvent({}, { salesCloseAt: LATER })],
    [
      'a time zone without quiet hours',
      anEvent({ offerTtlSeconds: 60 }),
      anEvent({ offerTtlSeconds: 60 }, { timeZone: 'Europe/Rome' }),
    ],
    [
      'a stated rule that is the one without it',
      anEvent({ offerTtlSeconds: 60 }),
      anEvent({ offerTtlSeconds: 60, lapsedOffer: 'end' }),
    ],
    ['another policy', anEvent({}), anEvent({ policy: 'skip' })],
  ])('and not with %s', (_, before, after) => {
    expect(hasOtherOfferTerms(before, after)).toBe(false);
  });
});

describe('An event keeps its terms of offers', () => {
  const before = anEvent({ passHeadAfterSeconds: 60 }, { timeZone: 'Europe/Rome' });
  const first = { ...FIRST, timeZone: 'Europe/Rome', waitlist: { passHeadAfterSeconds: 60 } };

  test('once anything was changed', () => {
    const after = anEvent({ passHeadAfterSeconds: 60 }, { name: 'Another', revision: 1 });
    expect(withOfferTerms(before, after, 0, 0)).toEqual({ ...after, offerTerms: [first] });
  });

  test('with the number of the next promotion and the time of the change', () => {
    const after = anEvent(OFFERS, { revision: 1 });
    const changed = withOfferTerms(before, after, 3, Date.parse(LATER));
    const second = { fromTurn: 4, since: LATER, revision: 1, salesCloseAt: CLOSES, waitlist: OFFERS };
    expect(changed).toEqual({ ...after, offerTerms: [first, second] });
    const renamed = { ...changed, name: 'Another', revision: 2 };
    expect(withOfferTerms(changed, renamed, 0, 0)).toEqual(renamed);
    const { offerTerms: _kept, ...withoutThem } = renamed;
    expect(withOfferTerms(changed, withoutThem, 0, 0)).toEqual(renamed);
  });

  test('only from then on, if it was changed before they were kept', () => {
    const old = anEvent({}, { revision: 2 });
    const renamed = anEvent({}, { revision: 3 });
    expect(withOfferTerms(old, renamed, 0, 0)).toBe(renamed);
    const after = anEvent(OFFERS, { revision: 3 });
    const { offerTerms } = withOfferTerms(old, after, 3, Date.parse(LATER));
    expect(offerTerms?.map(({ fromTurn }) => fromTurn)).toEqual([4]);
  });

  test('of the latest changes', () => {
    let event = before;
    for (let change = 1; change <= OFFER_TERMS_LIMIT; change += 1)
      event = withOfferTerms(event, { ...event, ...anEvent({ passHeadAfterSeconds: change }) }, change, 0);
    const turns = event.offerTerms?.map(({ fromTurn }) => fromTurn) ?? [];
    expect([turns.length, turns[0], turns.at(-1)]).toEqual([OFFER_TERMS_LIMIT, 2, OFFER_TERMS_LIMIT + 1]);
  });
});

const since = (at: number) => new Date(at).toISOString();
const [A, B] = [1_000_000, 2_000_000];
const withTerms = (...terms: [fromTurn: number, at: number][]) =>
  anEvent({}, { offerTerms: terms.map(([fromTurn, at]) => ({ ...FIRST, fromTurn, since: since(at) })) });

test('an offer was made by the last terms that were in force by its number', () => {
  const event = withTerms([2, 0], [4, A], [4, B]);
  const sinceOf = (turn: number) => offerTermAt(event, turn)?.since;
  expect([1, 2, 3, 4, 9].map(sinceOf)).toEqual([undefined, since(0), since(0), since(B), since(B)]);
});

test('an event that was never changed has its own terms from the first promotion on, and a changed one has none', () => {
  expect(offerTermAt(anEvent({}), 1)).toEqual(FIRST);
  expect(offerTermAt(anEvent({}, { revision: 1 }), 1)).toBeUndefined();
});

describe('A head was passed by the terms', () => {
  const event = withTerms([1, 0], [4, A], [4, B], [9, B]);
  const late = CLOCK_SKEW_MS + WRITE_IN_FLIGHT_MS;
  test.each<[string, number, number, number[]]>([
    ['of its number', 2, A - CLOCK_SKEW_MS - 1, [0]],
    ['of its number, whatever the time', 2, B, []],
    ['of either side at the time of a change', 3, A, [0, A]],
    ['of before, if its write may have been under way', 3, A + late, [0, A]],
    ['of after, later', 3, A + late + 1, [A]],
    ['of after, by a clock that is behind', 3, A - CLOCK_SKEW_MS, [0, A]],
    ['of before, earlier', 3, A - CLOCK_SKEW_MS - 1, [0]],
    ['of after, by its number', 8, B + late + 1, [B]],
    ['of the last ones', 9, B + late + 1, [B]],
  ])('%s', (_, promotions, at, expected) => {
    const found = passTermsAt(event, promotions, at).map((term) => Date.parse(term.since));
    expect(found).toEqual(expected);
  });

  test('that are its own, if the event was never changed', () => {
    expect(passTermsAt(anEvent({}), 0, Date.parse(CREATED))).toEqual([FIRST]);
    expect(passTermsAt(anEvent({}, { revision: 1 }), 0, Date.parse(CREATED))).toEqual([]);
  });
});
