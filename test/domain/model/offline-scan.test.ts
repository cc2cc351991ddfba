/** Scans that a device hands in later: their ids, and the times at which they can have been made. */
import { expect, test } from '@jest/globals';
import { SCAN_CLOCK_SKEW_MS } from '../../../functions/domain/model/limits.ts';
import { isPlausibleScan, offlineScanIdFor } from '../../../functions/domain/model/offline-scan.ts';

test.each([
  ['when the event was created', 0, true],
  ['before that', -1, false],
  ['now', 1_000, true],
  ['as far ahead as clocks may differ', 1_000 + SCAN_CLOCK_SKEW_MS, true],
  ['further ahead', 1_001 + SCAN_CLOCK_SKEW_MS, false],
])('a scan can have been made %s or not', (_when, afterCreation, isPlausible) => {
  const created = Date.parse('2030-01-01T00:00:00Z');
  const event = { createdAt: new Date(created).toISOString() };
  expect(isPlausibleScan(created + afterCreation, event, created + 1_000)).toBe(isPlausible);
});

test('the id of a scan follows from its ticket, its time and its device, and each of them matters', () => {
  const ticket = { eventId: 'event', bookingId: 'booking', number: 1 };
  const ids = [
    offlineScanIdFor(ticket, 1, 'East'),
    offlineScanIdFor({ ...ticket, eventId: 'another' }, 1, 'East'),
    offlineScanIdFor({ ...ticket, bookingId: 'another' }, 1, 'East'),
    offlineScanIdFor({ ...ticket, number: 2 }, 1, 'East'),
    offlineScanIdFor(ticket, 2, 'East'),
    offlineScanIdFor(ticket, 1, 'West'),
    offlineScanIdFor(ticket, 1, undefined),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  // Stored ids must be found again by later versions.
  expect([ids[0], ids.at(-1)]).toEqual(['rXiM72oogzi3', '5OEi2WkXjVfq']);
});
