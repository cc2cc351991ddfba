/** What lists show of the availability of events, over the real engine: how old it may be, what it costs, what it decides. */
import { beforeEach, expect, test } from '@jest/globals';
import type { Availability } from '../../../functions/domain/model/availability.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import {
  EVENT_CACHE_TTL_MS,
  SUMMARY_AGE_MS,
  SUMMARY_LOOK_EVENTS,
} from '../../../functions/domain/model/limits.ts';
import { ListedAvailability } from '../../../functions/domain/process/listed-availability.ts';
import { summaryStore } from '../../../functions/store/summaries.ts';
import { type Boxoffice, realRuntime, TABLE_NAME } from '../../kit/boxoffice.ts';
import { aMeteredBoxoffice, callsOf, meter, totalUnits, type Use } from '../../kit/metering.ts';
import { strictTable } from '../../kit/strict-table.ts';
import { tableWithFaults } from '../../kit/tampering.ts';
import { useTestTable } from '../../kit/test-table.ts';

useTestTable();

let boxoffice: Boxoffice;
let uses: Use[];
let aheadMs: number;
let chance: number;
beforeEach(() => {
  ({ boxoffice } = aMeteredBoxoffice());
  aheadMs = 0;
  chance = 0.5;
});

/** A process that lists events, and counts what it uses. */
function aProcess(table = strictTable(TABLE_NAME)) {
  uses = meter(table);
  const runtime = { now: () => realRuntime.now() + aheadMs, random: () => chance };
  return new ListedAvailability({ summaries: summaryStore(table), runtime });
}

async function listed(event: Event, process = aProcess()): Promise<Availability> {
  const [availability] = await process.forAnswer()([event]);
  return availability as Availability;
}

const unitsOf = (pattern: RegExp) => totalUnits(uses.filter(({ command }) => pattern.test(command)));

test('the first list looks at the event, and later ones show what it saw until that is old', async () => {
  const event = await boxoffice.anEvent({ capacity: 10 });
  await boxoffice.book(event, { quantity: 4 });
  const first = await listed(event);
  expect(first).toMatchObject({ state: 'on-sale', available: 6, booked: 4, waiting: 0 });
  await boxoffice.book(event, { quantity: 1 });
  expect(await listed(event)).toEqual(first);
  expect(uses).toEqual([{ command: 'BatchGetItemCommand', units: 0.5 }]);
  aheadMs = SUMMARY_AGE_MS + 1;
  const later = await listed(event);
  expect(later).toMatchObject({ available: 5, booked: 5 });
  expect(Date.parse(later.asOf) - Date.parse(first.asOf)).toBeGreaterThanOrEqual(SUMMARY_AGE_MS);
});

test('before it is old, some processes look anew already', async () => {
  const event = await boxoffice.anEvent({ capacity: 10 });
  await listed(event);
  await boxoffice.book(event);
  aheadMs = SUMMARY_AGE_MS * 0.75;
  chance = 0.9;
  expect((await listed(event)).available).toBe(10);
  chance = 0.1;
  expect((await listed(event)).available).toBe(9);
});

test('a process reads nothing for a second', async () => {
  const event = await boxoffice.anEvent({ capacity: 10 });
  const process = aProcess();
  const first = await listed(event, process);
  uses.length = 0;
  aheadMs = EVENT_CACHE_TTL_MS / 2;
  expect(await listed(event, process)).toEqual(first);
  expect(uses).toEqual([]);
});

test('one answer looks at 256 shards, and says that an event beyond them has sold out all the same', async () => {
  const large = { capacity: 100_000, peakRequestsPerSecond: 10_000 };
  const [one, other] = [await boxoffice.anEvent(large), await boxoffice.anEvent({ ...large, capacity: 1 })];
  const booked = await boxoffice.book(other);
  await boxoffice.book(other);
  const read = aProcess().forAnswer();
  const [first] = await read([one]);
  const [second] = await read([other]);
  expect(first).toMatchObject({ state: 'on-sale', available: 100_000 });
  expect(second).toMatchObject({ state: 'sold-out', available: 0, asOf: other.createdAt });
  expect(unitsOf(/Get/)).toBe(0.5 + 128 + 0.5 + 0.5 + 0.5);
  expect(callsOf(uses)['UpdateItemCommand']).toBe(1);
  // The next answer looks at the other one.
  expect(await listed(other)).toMatchObject({ state: 'sold-out', booked: 1, waiting: 1 });
  expect(booked.status).toBe('confirmed');
});

test('a list of 100 small events costs what it may, and is looked at in a few answers', async () => {
  const events: Event[] = [];
  for (let made = 0; made < 100; made += 1) events.push(await boxoffice.anEvent({ capacity: 1 }));
  const made = Date.now();
  for (let answers = 1; ; answers += 1) {
    const shown = await aProcess().forAnswer()(events);
    expect(callsOf(uses)['UpdateItemCommand'] ?? 0).toBeLessThanOrEqual(SUMMARY_LOOK_EVENTS);
    expect(unitsOf(/Get/)).toBeLessThanOrEqual(50 + 50 + 128);
    if (shown.every(({ asOf }) => Date.parse(asOf) >= made)) {
      expect(answers).toBe(4);
      break;
    }
    expect(answers).toBeLessThan(5);
  }
});

test('an older look does not replace a later one', async () => {
  const event = await boxoffice.anEvent({ capacity: 10 });
  const store = summaryStore(strictTable(TABLE_NAME));
  const counts = { free: 1, pending: 0, waiting: 0, cancelled: 0, isCancellationDone: false };
  const now = Date.now();
  await store.storeSummary(event, { ...counts, lookedAt: now });
  await store.storeSummary(event, { ...counts, free: 2, lookedAt: now - 1 });
  expect((await store.readSummaries([event])).get(event.id)).toEqual({ ...counts, lookedAt: now });
});

test('a summary that cannot be stored fails no list', async () => {
  const event = await boxoffice.anEvent({ capacity: 10 });
  const table = tableWithFaults((command) => (command === 'UpdateItemCommand' ? 'throttle' : undefined));
  expect(await listed(event, aProcess(table))).toMatchObject({ available: 10 });
  expect((await summaryStore(table).readSummaries([event])).size).toBe(0);
});

test('nothing is sold or refused by a summary, whatever it says', async () => {
  const event = await boxoffice.anEvent({ capacity: 2 });
  const store = summaryStore(strictTable(TABLE_NAME));
  const counts = { pending: 0, cancelled: 0, isCancellationDone: false, lookedAt: Date.now() + 60_000 };
  await store.storeSummary(event, { ...counts, free: 0, waiting: 9 });
  expect(await listed(event)).toMatchObject({ state: 'sold-out' });
  expect(await boxoffice.book(event, { quantity: 2, onSoldOut: 'reject' })).toMatchObject({
    status: 'confirmed',
  });
  await store.storeSummary(event, { ...counts, free: 99, waiting: 0, lookedAt: counts.lookedAt + 1 });
  expect(await listed(event)).toMatchObject({ state: 'on-sale', available: 99 });
  await expect(boxoffice.book(event, { onSoldOut: 'reject' })).rejects.toMatchObject({ code: 'sold-out' });
});
