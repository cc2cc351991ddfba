import { describe, expect, test } from '@jest/globals';
import { halfTimeOf, offerEndsAt } from '../../../functions/domain/model/offer-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => Date.parse(text);
const EVENING = at('2030-01-10T20:00Z');
const quietHours = { from: '22:00', to: '08:00' };
const waitlist = { enabled: true, policy: 'strict' as const, offerTtlSeconds: 4 * 3_600 };
const plain = { waitlist, salesCloseAt: '2030-02-01T00:00:00Z' };
const quiet = { ...plain, timeZone: 'UTC', waitlist: { ...waitlist, quietHours } };

describe('An offer ends', () => {
  test('after the stated time, which stops in quiet hours', () => {
    expect(offerEndsAt(plain, EVENING)).toBe(EVENING + 4 * HOUR);
    expect(offerEndsAt({ ...quiet, waitlist }, EVENING)).toBe(EVENING + 4 * HOUR);
    expect(offerEndsAt(quiet, EVENING)).toBe(at('2030-01-11T10:00Z'));
  });

  test('after the stated time, if the zone of quiet hours is not known', () => {
    const { timeZone: _timeZone, ...unknown } = quiet;
    expect(offerEndsAt(unknown, EVENING)).toBe(EVENING + 4 * HOUR);
    expect(halfTimeOf({ at: EVENING, expiresAt: EVENING + 4 * HOUR }, unknown)).toBe(EVENING + 2 * HOUR);
    expect(halfTimeOf({ at: EVENING, expiresAt: EVENING + 4 * HOUR }, { ...quiet, waitlist })).toBe(
      EVENING + 2 * HOUR,
    );
  });

  test('when sales close at the latest, also in quiet hours', () => {
    const salesCloseAt = '2030-01-10T23:30:00Z';
    expect(offerEndsAt({ ...plain, salesCloseAt }, EVENING)).toBe(at(salesCloseAt));
    expect(offerEndsAt({ ...quiet, salesCloseAt }, EVENING)).toBe(at(salesCloseAt));
  });

  test('never if the event makes none', () => {
    expect(offerEndsAt({ ...plain, waitlist: {} }, EVENING)).toBeUndefined();
  });
});

describe('A customer is reminded', () => {
  test('at half of the time of the offer, of which quiet hours are no part', () => {
    expect(halfTimeOf({ at: EVENING, expiresAt: EVENING + 4 * HOUR }, plain)).toBe(EVENING + 2 * HOUR);
    const offer = { at: EVENING - HOUR, expiresAt: at('2030-01-11T09:00Z') };
    expect(halfTimeOf(offer, quiet)).toBe(EVENING + HOUR);
    expect(halfTimeOf({ at: EVENING, expiresAt: at('2030-01-11T12:00Z') }, quiet)).toBe(
      at('2030-01-11T09:00Z'),
    );
  });

  test('unless the time is short', () => {
    const ends = (minutes: number) => ({ at: EVENING, expiresAt: EVENING + minutes * MINUTE });
    expect(halfTimeOf(ends(9), plain)).toBeUndefined();
    expect(halfTimeOf(ends(10), plain)).toBe(EVENING + 5 * MINUTE);
    const late = { at: at('2030-01-10T21:55Z'), expiresAt: at('2030-01-11T08:04Z') };
    expect(halfTimeOf(late, quiet)).toBeUndefined();
  });
});
