/** What an audit over HTTP reads at most, and that an event of as many ordinary bookings as it takes is audited. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { auditEvent } from '../../functions/domain/audit/audit-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import {
  AUDIT_ANSWER_LIMIT_BOOKINGS,
  AUDIT_READING_LIMIT_UNITS,
} from '../../functions/domain/model/limits.ts';
import { auditStore } from '../../functions/store/audits.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aLargeHistory } from '../kit/large-bookings.ts';
import { LONG_NAMED, meter, totalUnits } from '../kit/metering.ts';
import { soundLog, toNoticesItem } from '../kit/sound-notices.ts';
import { aBooking, storeBookings } from '../kit/stored-bookings.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const MOST = { bookings: AUDIT_ANSWER_LIMIT_BOOKINGS, units: AUDIT_READING_LIMIT_UNITS };
/** DynamoDB's limit for a batch of writes. */
const BATCH_ITEMS = 25;
/** What is under way when a reading ends: a page of 1 MB of each of four partitions, and the one that is one too many. */
const UNDER_WAY_UNITS = 5 * 256;

function aMeteredAudit() {
  const table = strictTable(TABLE_NAME);
  const uses = meter(table);
  const ports = { audit: auditStore(table), runtime: realRuntime };
  return { table, uses, ports };
}

test('an audit of large bookings is rejected once a reading took as many units as it may', async () => {
  const event = await aBoxoffice().anEvent({ capacity: 100 });
  const { table, uses, ports } = aMeteredAudit();
  const history = aLargeHistory([{ what: 'booked', at: 1, quantity: 1 }], 2);
  // Each has 85 KB, so all together take 2,100 units. They are stored one by one, as the embedded engine needs it.
  for (let stored = 0; stored < 100; stored += 1)
    await storeBookings(table, event, [aBooking(event, { history })]);

  uses.length = 0;
  await expect(auditEvent(event.id, ports, { most: MOST })).rejects.toMatchObject({
    code: 'too-large-to-audit',
    extras: { limit: MOST.bookings },
  });
  expect(totalUnits(uses)).toBeLessThan(MOST.units + UNDER_WAY_UNITS);
  // A negative control: by number alone they are audited, for what no bound of numbers states.
  uses.length = 0;
  const byNumber = { ...MOST, units: Number.POSITIVE_INFINITY };
  expect((await auditEvent(event.id, ports, { most: byNumber })).bookings).toBe(100);
  expect(totalUnits(uses)).toBeGreaterThan(3_500);
});

test('an event of as many ordinary bookings as the limit says is audited, spread over the most partitions', async () => {
  const event = await aBoxoffice().anEvent({ capacity: 100_000, peakRequestsPerSecond: 10_000 });
  const { table, uses, ports } = aMeteredAudit();
  const at = realRuntime.now();
  const history: Booking['history'] = [
    { what: 'booked', at, quantity: 2 },
    { what: 'ticket-named', at, ticket: 1, by: 'x'.repeat(22) },
    { what: 'checked-in', at, ticket: 1, by: 'x'.repeat(22), scanId: 'x'.repeat(22) },
  ];
  const fields = { quantity: 2, history, attendee: LONG_NAMED, ticketHolders: { 1: LONG_NAMED } } as const;
  const bookings = Array.from({ length: MOST.bookings }, () => aBooking(event, fields));
  await storeBookings(table, event, bookings);
  for (let start = 0; start < bookings.length; start += BATCH_ITEMS) {
    const puts = bookings
      .slice(start, start + BATCH_ITEMS)
      .map((booking) => ({ PutRequest: { Item: toNoticesItem(event, booking.id, soundLog(booking)) } }));
    await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
  }

  uses.length = 0;
  expect((await auditEvent(event.id, ports, { most: MOST })).bookings).toBe(MOST.bookings);
  expect(totalUnits(uses)).toBeLessThan(2 * MOST.units);
  expect(uses.length).toBeLessThan(900);
}, 60_000);
