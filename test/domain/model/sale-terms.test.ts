/** Sale terms: the stated and the derived ones, their faults, and the sales window. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type EventFault,
  eventFaults,
  NOT_PUBLISHED,
  type SaleTerms,
  salesState,
  salesWindow,
  startFaults,
  statedTerms,
  termsInForce,
} from '../../../functions/domain/model/sale-terms.ts';

const at = (second: number) => new Date(second * 1_000).toISOString();
const HOUR_S = 3_600;

const made = { createdAt: at(1), startsAt: at(100), stated: {} };

describe('The terms in force', () => {
  test('are the stated ones', () => {
    const stated = {
      salesOpenAt: at(5),
      salesCloseAt: at(50),
      maxPerBooking: 3,
      maxPerCustomer: 7,
      namesCloseAt: at(60),
    };
    expect(termsInForce({ ...made, stated })).toEqual(stated);
  });

  test('are derived from the event if none is stated', () => {
    expect(termsInForce(made)).toEqual({
      salesOpenAt: at(1),
      salesCloseAt: at(100),
      maxPerBooking: 10,
      maxPerCustomer: 10,
      namesCloseAt: at(100),
    });
    expect(termsInForce({ ...made, endsAt: at(200) }).salesCloseAt).toBe(at(200));
  });

  test.each<[string, Partial<SaleTerms>, number, number]>([
    ['a stated limit of a booking is the limit of a customer', { maxPerBooking: 20 }, 20, 20],
    ['a low limit of a customer is the limit of a booking', { maxPerCustomer: 4 }, 4, 4],
    ['a high limit of a customer leaves that of a booking at ten', { maxPerCustomer: 40 }, 10, 40],
  ])('%s', (_, stated, maxPerBooking, maxPerCustomer) => {
    expect(termsInForce({ ...made, stated })).toMatchObject({ maxPerBooking, maxPerCustomer });
  });

  test('end with the cancellation of the event, and not later than before', () => {
    expect(termsInForce({ ...made, cancelledAt: at(20) }).salesCloseAt).toBe(at(20));
    expect(termsInForce({ ...made, cancelledAt: at(200) }).salesCloseAt).toBe(at(100));
  });
});

test('the stated terms are those that have a value, and no others', () => {
  const all = {
    salesOpenAt: at(5),
    salesCloseAt: at(50),
    maxPerBooking: 3,
    maxPerCustomer: 7,
    namesCloseAt: at(60),
  };
  expect(statedTerms(all)).toStrictEqual(all);
  fc.assert(
    fc.property(fc.subarray(Object.keys(all)), (names) => {
      const stated = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
      const unstated = Object.fromEntries(Object.keys(all).map((name) => [name, undefined]));
      expect(statedTerms({ ...unstated, ...stated })).toStrictEqual(stated);
    }),
  );
});

describe('The stated fields of an event, taken together,', () => {
  const [early, late, later] = [at(100), at(200), at(300)];
  const days = (count: number, seconds: number) => at(count * 24 * 60 * 60 + seconds);
  type Stated = Parameters<typeof eventFaults>[0];
  const quietFrom = (from: string) => ({
    policy: 'strict',
    offerTtlSeconds: 5,
    quietHours: { from, to: '12:00' },
  });
  /** Sales of a draw that open at 5 s have to last until 665 s. */
  const draw = { windowSeconds: 60 };
  const fields = (stated: Stated) => eventFaults(stated).map(({ field }) => field);

  test('have no fault if none is stated, or each is at its limit', () => {
    expect(fields({})).toEqual([]);
    expect(fields({ startsAt: late, endsAt: late, salesOpenAt: early, salesCloseAt: late })).toEqual([]);
    expect(fields({ startsAt: early, endsAt: later, salesCloseAt: later })).toEqual([]);
    expect(fields({ startsAt: early, endsAt: days(366, 100) })).toEqual([]);
    expect(fields({ maxPerBooking: 3, maxPerCustomer: 3 })).toEqual([]);
    expect(fields({ draw, startsAt: at(665), salesOpenAt: at(5), waitlist: { policy: 'strict' } })).toEqual(
      [],
    );
    expect(fields({ draw, salesOpenAt: at(5) })).toEqual([]);
    expect(fields({ startsAt: late, waitlist: { policy: 'strict', limit: 5 } })).toEqual([]);
    expect(fields({ waitlist: { policy: 'accept-fewer' } })).toEqual([]);
    expect(fields({ waitlist: { policy: 'strict', offerTtlSeconds: 5 } })).toEqual([]);
    expect(fields({ timeZone: 'UTC', waitlist: quietFrom('20:00') })).toEqual([]);
  });

  test.each<[string, Stated, EventFault['field'][]]>([
    ['sales that close after the start', { startsAt: late, salesCloseAt: later }, ['salesCloseAt']],
    [
      'sales that close after the end',
      { startsAt: early, endsAt: late, salesCloseAt: later },
      ['salesCloseAt'],
    ],
    ['sales that open when they close', { salesOpenAt: late, salesCloseAt: late }, ['salesOpenAt']],
    [
      'sales that open at the start, so that they never open',
      { startsAt: late, salesOpenAt: late },
      ['salesOpenAt'],
    ],
    ['a draw without a stated opening', { draw, startsAt: at(10_000) }, ['salesOpenAt']],
    [
      'a draw whose sales close too soon',
      { draw, startsAt: at(10_000), salesOpenAt: at(5), salesCloseAt: at(664) },
      ['salesCloseAt'],
    ],
    [
      'a draw of an event that starts too soon',
      { draw, startsAt: at(664), salesOpenAt: at(5) },
      ['salesCloseAt'],
    ],
    [
      'a draw with a limit of the waitlist',
      { draw, startsAt: at(10_000), salesOpenAt: at(5), waitlist: { policy: 'strict', limit: 5 } },
      ['draw'],
    ],
    ['an event that lasts longer than a year', { startsAt: early, endsAt: days(366, 101) }, ['endsAt']],
    ['an end before the start', { startsAt: late, endsAt: early }, ['endsAt']],
    [
      'a customer who may hold less than one booking',
      { maxPerBooking: 3, maxPerCustomer: 2 },
      ['maxPerCustomer'],
    ],
    [
      'offers with `accept-fewer`',
      { waitlist: { policy: 'accept-fewer', offerTtlSeconds: 5 } },
      ['waitlist/offerTtlSeconds'],
    ],
    [
      'quiet hours without offers',
      { timeZone: 'UTC', waitlist: { policy: 'strict', quietHours: { from: '22:00', to: '08:00' } } },
      ['waitlist/quietHours'],
    ],
    ['quiet hours without a time zone', { waitlist: quietFrom('22:00') }, ['waitlist/quietHours']],
    [
      'quiet hours of more than 16 hours',
      { timeZone: 'UTC', waitlist: quietFrom('19:59') },
      ['waitlist/quietHours'],
    ],
    [
      'quiet hours of a whole day',
      { timeZone: 'UTC', waitlist: quietFrom('12:00') },
      ['waitlist/quietHours'],
    ],
    [
      'several faults, each reported',
      { startsAt: early, salesOpenAt: later, salesCloseAt: late, maxPerBooking: 2, maxPerCustomer: 1 },
      ['salesCloseAt', 'salesOpenAt', 'maxPerCustomer'],
    ],
  ])('report the fault of %s', (_, stated, expected) => {
    expect(fields(stated)).toEqual(expected);
    for (const { detail } of eventFaults(stated)) expect(detail).toMatch(/\w+ \w+/);
  });

  test('have one fault if guests are allowed and a confirmed address is required', () => {
    const both = { allowGuests: true, requiresConfirmedAddress: true };
    expect(fields(both)).toEqual(['requiresConfirmedAddress']);
    expect(fields({ ...both, allowGuests: false })).toEqual([]);
    expect(fields({ ...both, requiresConfirmedAddress: false })).toEqual([]);
  });
});

describe('A new start', () => {
  test.each([
    [at(101), []],
    [at(100), ['startsAt']],
    [at(99), ['startsAt']],
  ])('at %s has a fault at 100 s unless it is ahead', (startsAt, fields) => {
    expect(startFaults({ startsAt }, 100_000).map(({ field }) => field)).toEqual(fields);
  });

  test('in the past is refused with the time given and the time it is', () => {
    const [fault] = startFaults({ startsAt: at(99) }, 100_000);
    expect(fault?.detail).toBe(
      `must be in the future: ${at(99)} was before ${at(100)}, which is now; check the year and the offset`,
    );
  });
});

describe('The window in which tickets are sold', () => {
  const fields = { startsAt: at(100), salesOpenAt: at(10), salesCloseAt: at(20) };
  const whole = { salesOpenAt: 10_000, salesCloseAt: 20_000 };

  test('is the stated one', () => {
    expect(salesWindow(fields)).toMatchObject(whole);
    expect(salesWindow({ ...fields, createdAt: at(9) })).toMatchObject(whole);
  });

  test.each([10, 11])(
    'is open for every clock if it opens at the creation of the event or before: created at %i s',
    (second) => {
      expect(salesWindow({ ...fields, createdAt: at(second) }).salesOpenAt).toBe(0);
    },
  );

  test('does not open for a draft, and opens for every clock with its publication', () => {
    const draft = { ...fields, createdAt: at(10), isDraft: true as const };
    expect(salesWindow(draft)).toMatchObject({ salesOpenAt: NOT_PUBLISHED, salesCloseAt: 20_000 });
    expect(salesState(draft, NOT_PUBLISHED - 1)).toBe('not-open');
    expect(salesWindow({ ...draft, cancelledAt: at(11) })).toMatchObject({
      salesCloseAt: 0,
      doorClosesAt: 0,
    });
    const published = { ...fields, createdAt: at(1), publishedAt: at(10) };
    expect(salesWindow(published).salesOpenAt).toBe(0);
    expect(salesWindow({ ...published, publishedAt: at(9) }).salesOpenAt).toBe(10_000);
    expect(termsInForce({ ...made, publishedAt: at(9) }).salesOpenAt).toBe(at(9));
  });

  test('continues at the door until the event ends, or for a day if no end is stated', () => {
    expect(salesWindow({ ...fields, endsAt: at(130) }).doorClosesAt).toBe(130_000);
    expect(salesWindow(fields).doorClosesAt).toBe((100 + 24 * HOUR_S) * 1_000);
  });

  test('is over for every clock once the event is cancelled, also at the door', () => {
    expect(salesWindow({ ...fields, cancelledAt: at(15) })).toEqual({
      salesOpenAt: 10_000,
      salesCloseAt: 0,
      doorClosesAt: 0,
    });
  });

  test.each([
    ['a millisecond before it opens', 9_999, 'not-open'],
    ['at the instant it opens', 10_000, 'open'],
    ['a millisecond before it closes', 19_999, 'open'],
    ['at the instant it closes', 20_000, 'closed'],
  ])('is, %s, %s', (_, now, state) => {
    expect(salesState(fields, now)).toBe(state);
  });
});
