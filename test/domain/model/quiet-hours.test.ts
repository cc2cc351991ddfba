/** The quiet hours of a waitlist: an offer's time stops in them, in every time zone and when clocks are changed. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterWakingTime,
  quietTimeOf,
  wakingTimeBetween,
} from '../../../functions/domain/model/quiet-hours.ts';
import { instantAt, localTime } from '../../../functions/domain/model/time-zone.ts';

const HOUR = 3_600_000;
const NIGHT = { from: '22:00', to: '08:00' };
const SIESTA = { from: '13:00', to: '15:30' };
const at = (text: string) => Date.parse(text);
const iso = (instant: number) => new Date(instant).toISOString().replace(':00.000Z', 'Z');

describe('An offer', () => {
  test.each([
    ['made in the day, ends in the day', '2030-01-10T10:00Z', 4, '2030-01-10T14:00Z'],
    ['may end when the night begins', '2030-01-10T17:00Z', 4, '2030-01-10T21:00Z'],
    ['made in the evening, goes on in the morning', '2030-01-10T19:00Z', 4, '2030-01-11T09:00Z'],
    ['made at four in the morning, begins to run at eight', '2030-01-10T03:00Z', 2, '2030-01-10T09:00Z'],
    ['made before midnight, begins to run at eight', '2030-01-10T22:30Z', 2, '2030-01-11T09:00Z'],
    ['of 29 waking hours takes two nights', '2030-01-10T07:00Z', 29, '2030-01-12T08:00Z'],
    ['of no waking hours ends at once', '2030-01-10T10:00Z', 0, '2030-01-10T10:00Z'],
  ])('%s', (_, from, hours, until) => {
    expect(iso(afterWakingTime(at(from), hours * HOUR, NIGHT, 'Europe/Berlin'))).toBe(until);
    expect(wakingTimeBetween(at(from), at(until), NIGHT, 'Europe/Berlin')).toBeLessThanOrEqual(hours * HOUR);
  });

  test.each([
    ['in the night in which the clock is turned forward', '2030-03-30T20:00Z', '2030-03-31T07:00Z'],
    ['in the night in which it is turned back', '2030-10-26T19:00Z', '2030-10-27T08:00Z'],
  ])('of two hours ends at nine by the clock %s', (_, from, until) => {
    expect(iso(afterWakingTime(at(from), 2 * HOUR, NIGHT, 'Europe/Berlin'))).toBe(until);
  });

  test('stops at the hours of the venue, not at those of the server', () => {
    const offered = at('2030-06-01T20:00Z');
    expect(iso(afterWakingTime(offered, 2 * HOUR, NIGHT, 'Asia/Tokyo'))).toBe('2030-06-02T01:00Z');
    expect(iso(afterWakingTime(offered, 2 * HOUR, NIGHT, 'America/New_York'))).toBe('2030-06-01T22:00Z');
    expect(iso(afterWakingTime(offered, 2 * HOUR, SIESTA, 'America/Los_Angeles'))).toBe('2030-06-02T00:30Z');
  });

  test('is not stopped by hours that a change of the clock leaves out', () => {
    const skipped = { from: '02:00', to: '03:00' };
    expect(iso(afterWakingTime(at('2030-03-31T00:00Z'), 2 * HOUR, skipped, 'Europe/Berlin'))).toBe(
      '2030-03-31T02:00Z',
    );
  });

  test.each([
    ['begin', { from: '02:30', to: '03:15' }, '2027-03-28T00:00Z', '2027-03-28T02:15Z'],
    ['end', { from: '22:00', to: '02:30' }, '2027-03-28T00:00Z', '2027-03-28T03:00Z'],
    ['begin and end', { from: '02:15', to: '02:45' }, '2027-03-28T00:00Z', '2027-03-28T02:00Z'],
  ])(
    'is not stopped for longer by hours that %s in an hour that the clock leaves out',
    (_, quiet, from, until) => {
      expect(iso(afterWakingTime(at(from), 2 * HOUR, quiet, 'Europe/Berlin'))).toBe(until);
    },
  );

  test.each([
    ['begin', { from: '02:00', to: '13:00' }, '2027-10-30T23:00Z', '2027-10-31T13:00Z'],
    ['end', { from: '22:00', to: '02:30' }, '2027-10-30T23:00Z', '2027-10-31T03:30Z'],
    ['end just before', { from: '22:00', to: '02:00' }, '2027-10-30T23:00Z', '2027-10-31T02:00Z'],
    ['begin just after', { from: '03:00', to: '13:00' }, '2027-10-31T00:30Z', '2027-10-31T12:30Z'],
  ])(
    'is stopped until the end of hours that %s an hour that the clock shows twice',
    (_, quiet, from, until) => {
      expect(iso(afterWakingTime(at(from), 2 * HOUR, quiet, 'Europe/Berlin'))).toBe(until);
    },
  );

  test('lasts as long as stated outside the quiet hours, and never ends inside them', () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const text = (minutes: number) =>
      `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Pacific/Kiritimati',
      'Asia/Kolkata',
    );
    fc.assert(
      fc.property(
        minute,
        fc.integer({ min: 1, max: 16 * 60 }),
        zone,
        fc.integer({ min: at('2029-12-01T00:00Z'), max: at('2031-02-01T00:00Z') }),
        fc.integer({ min: 1, max: 60 * HOUR }),
        (from, lasts, timeZone, start, waking) => {
          const quiet = { from: text(from), to: text((from + lasts) % (24 * 60)) };
          const end = afterWakingTime(start, waking, quiet, timeZone);
          expect(wakingTimeBetween(start, end, quiet, timeZone)).toBe(waking);
          expect(wakingTimeBetween(start, end - 1, quiet, timeZone)).toBe(waking - 1);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('quiet hours that end on the next day last into it', () => {
  expect(quietTimeOf(NIGHT)).toBe(10 * HOUR);
  expect(quietTimeOf(SIESTA)).toBe(2.5 * HOUR);
  expect(quietTimeOf({ from: '08:00', to: '08:00' })).toBe(24 * HOUR);
});

test('a local time and its instant belong together', () => {
  expect(iso(localTime(at('2030-06-01T12:30Z'), 'Europe/Berlin'))).toBe('2030-06-01T14:30Z');
  expect(iso(instantAt(at('2030-06-01T14:30Z'), 'Europe/Berlin'))).toBe('2030-06-01T12:30Z');
  expect(iso(instantAt(at('2030-01-01T00:15Z'), 'Asia/Kathmandu'))).toBe('2029-12-31T18:30Z');
  expect(iso(instantAt(at('2030-03-31T02:30Z'), 'Europe/Berlin'))).toBe('2030-03-31T01:30Z');
});
