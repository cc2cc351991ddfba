/** Where entries of the security trail are: the hour of a read, and the months. */
import { expect, test } from '@jest/globals';
import { monthBefore, monthOf, readEvent } from '../../../functions/domain/model/security-event.ts';

const HOUR_MS = 3_600_000;
const NOON = Date.parse('2029-03-01T12:00:00.000Z');

test('the reads of an account within an hour of the clock are one entry, with the beginning of that hour', () => {
  const list = { kind: 'accounts-listed', by: 'admin' } as const;
  const first = readEvent(list, NOON);
  expect(first).toEqual({ id: first.id, kind: 'accounts-listed', at: NOON, by: 'admin' });
  expect(readEvent(list, NOON + HOUR_MS - 1)).toEqual(first);
  expect(readEvent(list, NOON + HOUR_MS)).toMatchObject({ at: NOON + HOUR_MS });
});

test('reads of another kind, by another account, of another event or in another hour are another entry', () => {
  const ids = [
    readEvent({ kind: 'accounts-listed', by: 'admin' }, NOON),
    readEvent({ kind: 'data-exported', by: 'admin' }, NOON),
    readEvent({ kind: 'accounts-listed', by: 'another' }, NOON),
    readEvent({ kind: 'accounts-listed', by: 'admin' }, NOON + HOUR_MS),
    readEvent({ kind: 'bookings-exported', by: 'admin', eventId: 'one' }, NOON),
    readEvent({ kind: 'bookings-exported', by: 'admin', eventId: 'other' }, NOON),
  ].map(({ id }) => id);
  expect(new Set(ids).size).toBe(6);
  // It is stored: another derivation would count reads of one hour twice during a deployment.
  expect(ids[0]).toBe('-IPl4wgcM_yP27orzs7tFA');
});

test.each([
  ['2029-03-01T00:00:00.000Z', '2029-03', '2029-02'],
  ['2029-01-31T23:59:59.999Z', '2029-01', '2028-12'],
])('the instant %s is in the month %s, after %s', (instant, month, before) => {
  expect(monthOf(Date.parse(instant))).toBe(month);
  expect(monthBefore(month)).toBe(before);
});
