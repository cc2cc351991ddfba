/**
 * The quota of an organizer's events, over the real engine: concurrent requests do not exceed it, what is over gives it back,
 * and a repeat of a request is counted once.
 */
import { expect, test } from '@jest/globals';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import { type CreateEvent, createEvent } from '../../functions/domain/events/create-event.ts';
import type { EventQuota } from '../../functions/domain/model/event-quota.ts';
import { Refusal } from '../../functions/domain/model/refusal.ts';
import { eventStore } from '../../functions/store/events.ts';
import {
  NOTHING_WAS_CREATED_SINCE,
  ORGANIZER_IS_WITHIN_QUOTA,
  quotaKey,
} from '../../functions/store/items/event-quota.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { callsOf, meter } from '../kit/metering.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFirstFaults, tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const TWO: EventQuota = { events: 2, shards: 1_024 };

/** An organizer with a quota. `laterMs` advances the clock. */
function anOrganizer(quota: EventQuota, table: Table = strictTable(TABLE_NAME)) {
  const organizerId = realRuntime.newId();
  const clock = { laterMs: 0 };
  const runtime = { ...realRuntime, now: () => realRuntime.now() + clock.laterMs };
  const ports = { events: eventStore(table), runtime, quota };
  const create = async (fields: Partial<CreateEvent> = {}, key?: string) => {
    const event = {
      ...{ name: 'First night', organizerId, startsAt: '2099-01-01T20:00:00.000Z', capacity: 10 },
      ...{ allowGuests: false, waitlist: { enabled: true, policy: 'strict' as const } },
      ...fields,
    };
    return (await createEvent(event, key, ports)).event;
  };
  const counted = async () => (await eventStore(table).readCounted(organizerId)).events.map(({ id }) => id);
  return { organizerId, clock, create, counted, table };
}

const TOO_MANY = { code: 'too-many-events' };

/** Creates many events at once. @returns how many were created. */
async function createdAtOnce({ create }: ReturnType<typeof anOrganizer>, fields?: Partial<CreateEvent>) {
  const results = await Promise.allSettled(Array.from({ length: 12 }, () => create(fields)));
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(Refusal);
  return results.filter(({ status }) => status === 'fulfilled').length;
}

test('twelve requests at once create as many events as the quota has', async () => {
  const organizer = anOrganizer(TWO);
  expect(await createdAtOnce(organizer)).toBe(2);
  expect(await organizer.counted()).toHaveLength(2);
  await expect(organizer.create()).rejects.toMatchObject({ ...TOO_MANY, extras: { limit: 2 } });
});

test('twelve requests at once create events of as many shards as the quota has', async () => {
  const organizer = anOrganizer({ events: 100, shards: 512 });
  expect(await createdAtOnce(organizer, { capacity: 4_096, peakRequestsPerSecond: 10_000 })).toBe(2);
  await expect(organizer.create()).rejects.toMatchObject({ ...TOO_MANY, extras: { limit: 512 } });
});

test('a negative control: without the condition more events are created', async () => {
  const organizer = anOrganizer(TWO, tableWithout(ORGANIZER_IS_WITHIN_QUOTA));
  expect(await createdAtOnce(organizer)).toBe(12);
});

test('after events were over, concurrent requests get what they gave back, and no more', async () => {
  const organizer = anOrganizer(TWO);
  const startsAt = new Date(realRuntime.now() + 60_000).toISOString();
  for (let made = 0; made < 2; made += 1) await organizer.create({ startsAt });
  organizer.clock.laterMs = 2 * 24 * 60 * 60 * 1000;
  expect(await createdAtOnce(organizer)).toBe(2);
});

test('a negative control: without its condition, recounts at the same time give back more than that', async () => {
  const organizer = anOrganizer(TWO, tableWithout(NOTHING_WAS_CREATED_SINCE));
  const startsAt = new Date(realRuntime.now() + 60_000).toISOString();
  for (let made = 0; made < 2; made += 1) await organizer.create({ startsAt });
  organizer.clock.laterMs = 2 * 24 * 60 * 60 * 1000;
  expect(await createdAtOnce(organizer)).toBeGreaterThan(2);
});

test('a cancelled event counts no more, also once it was removed', async () => {
  const organizer = anOrganizer(TWO);
  const [first] = [await organizer.create(), await organizer.create()];
  const { ports, serve } = aBoxoffice();
  const actor = { userId: organizer.organizerId, role: 'organizer' as const };
  await cancelEvent({ eventId: first.id, actor, ...NO_MAIL }, ports);
  await organizer.create();
  await serve();
  expect((await organizer.counted()).sort()).not.toContain(first.id);
  await expect(organizer.create()).rejects.toMatchObject(TOO_MANY);
});

test('a repeat is answered with its event, counted once, and not refused', async () => {
  const organizer = anOrganizer(TWO);
  const first = await organizer.create({}, 'one');
  await organizer.create({}, 'two');
  expect(await organizer.create({}, 'one')).toEqual(first);
  const { eventIds, shardTotal } = (await getItem(organizer.table, quotaKey(organizer.organizerId))) ?? {};
  expect([(eventIds as string[]).length, shardTotal]).toEqual([2, 8]);
});

test('a request whose answer is lost is counted once', async () => {
  const organizer = anOrganizer(TWO, tableWithFirstFaults('TransactWriteItemsCommand', ['lost-after']));
  const event = await organizer.create({}, 'one');
  expect(await organizer.counted()).toEqual([event.id]);
});

test('a refused event has no items', async () => {
  const organizer = anOrganizer(TWO);
  for (let made = 0; made < 2; made += 1) await organizer.create();
  const uses = meter(organizer.table);
  await expect(organizer.create({ peakRequestsPerSecond: 10_000 })).rejects.toMatchObject(TOO_MANY);
  // The recount, after a transaction that is refused and has no units here.
  expect(callsOf(uses)).toEqual({ GetItemCommand: 1, BatchGetItemCommand: 1 });
});
