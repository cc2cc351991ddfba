/**
 * Measures what clients cost that look at the line of an event through a cache, in capacity units that the embedded engine
 * reports: the product's route without HTTP, on a clock of its own. The cache keeps an answer for as long as it says.
 */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { useDynamo } from '../bin/local/engines.ts';
import { createTable } from '../bin/local/resources.ts';
import type { Chance } from '../bin/soak/chance.ts';
import { createEvent } from '../functions/domain/events/create-event.ts';
import type { Event } from '../functions/domain/model/event.ts';
import { LINE_SECONDS } from '../functions/domain/model/waitlist-marks-limits.ts';
import { EventCache } from '../functions/domain/process/event-cache.ts';
import { Lines } from '../functions/domain/process/lines.ts';
import { lineJson } from '../functions/http/views/line.ts';
import { eventStore } from '../functions/store/events.ts';
import { entryKeyOf, toEntryItem } from '../functions/store/items/entry.ts';
import { openTable } from '../functions/store/table/client.ts';
import { waitlistMarksStore } from '../functions/store/waitlist-marks.ts';
import { meter, totalUnits } from '../test/kit/metering.ts';
import { JITTER } from '../web/src/api/look-pauses.ts';
import { rounded } from './statistics.ts';

const TABLE_NAME = 'boxoffice-bench-line';
const STEP_MS = 100;
/** In which all entries are marked, and their counts known. */
const WARM_UP_SECONDS = 400;
const MEASURED_SECONDS = 120;
const BATCH_ITEMS = 25;
const SERVED_PER_SECOND = 5;

export type LineLoad = { waiting: number; capacity: number; isServing: boolean };

/** Per second. `answerBytes`: of one line, without compression. */
export type LineCost = {
  looksPerSecond: number;
  requestsPerSecond: number;
  readUnitsPerSecond: number;
  /** The part of them that makes the line; the rest reads the stored one and the event. */
  makingUnitsPerSecond: number;
  writeUnitsPerSecond: number;
  answerBytes: number;
};

type Entry = { id: string; arrival: number; shard: number; quantity: number; granted: number };

async function writeAll(requests: object[]): Promise<void> {
  const { client } = openTable(TABLE_NAME);
  const left = [...requests];
  for (let batch = left.splice(0, BATCH_ITEMS); batch.length > 0; batch = left.splice(0, BATCH_ITEMS))
    await client.send(new BatchWriteCommand({ RequestItems: { [TABLE_NAME]: batch } }));
}

async function aWaitlist({ waiting, capacity }: LineLoad, runtime: { now: () => number }, chance: Chance) {
  const table = openTable(TABLE_NAME);
  const newId = () =>
    Buffer.from(Array.from({ length: 16 }, () => chance.next() * 256)).toString('base64url');
  const { event } = await createEvent(
    {
      ...{ name: 'Bench', organizerId: newId(), startsAt: '2099-01-01T20:00:00.000Z', capacity },
      ...{ maxPerBooking: 10, allowGuests: false, waitlist: { enabled: true, policy: 'strict' } },
    },
    undefined,
    {
      events: eventStore(table),
      runtime: { ...runtime, newId, random: () => chance.next(), sleep: async () => {} },
    },
  );
  const first = runtime.now() - 60_000 - waiting * 5;
  const entries: Entry[] = Array.from({ length: waiting }, (_, nth) => ({
    ...{ id: newId(), arrival: first + nth * 5, shard: Math.floor(chance.next() * event.shardCount) },
    ...{ quantity: 1, granted: 0 },
  }));
  await writeAll(entries.map((entry) => ({ PutRequest: { Item: toEntryItem(event, entry) } })));
  return { event, entries };
}

/** Each client looks every `LINE_SECONDS`, up to a tenth earlier. @returns how many look in each step. */
function looksOf(clients: number, chance: Chance, seconds: number) {
  const steps = new Uint32Array((seconds * 1000) / STEP_MS);
  for (let client = 0; client < clients; client += 1) {
    let at = chance.next() * LINE_SECONDS;
    for (; at < seconds; at += LINE_SECONDS * (1 - JITTER * chance.next())) {
      const step = Math.floor((at * 1000) / STEP_MS);
      steps[step] = (steps[step] ?? 0) + 1;
    }
  }
  return steps;
}

/** `isServing`: some of the first are served each second; otherwise nothing happens. */
export async function measureLine(load: LineLoad, chance: Chance): Promise<LineCost> {
  const engine = await useDynamo(undefined);
  try {
    await createTable(TABLE_NAME);
    const clock = { now: 1_900_000_000_000 };
    const runtime = {
      now: () => clock.now,
      random: () => chance.next(),
      sleep: async () => {},
      newId: () => '',
    };
    const { event, entries } = await aWaitlist(load, runtime, chance);
    const table = openTable(TABLE_NAME);
    const uses = meter(table);
    const cache = new EventCache(eventStore(table), runtime);
    const lines = new Lines({ marks: waitlistMarksStore(table), runtime });
    const answer = async (of: Event) => lineJson(of, await lines.of(of), clock.now).text;
    let [looks, requests, keptUntil, answerBytes] = [0, 0, 0, 0];
    const steps = looksOf(load.waiting, chance, WARM_UP_SECONDS + MEASURED_SECONDS);
    for (const [step, count] of steps.entries()) {
      clock.now += STEP_MS;
      if (step === (WARM_UP_SECONDS * 1000) / STEP_MS) {
        [looks, requests] = [0, 0];
        uses.length = 0;
      }
      const isMeasured = step >= (WARM_UP_SECONDS * 1000) / STEP_MS;
      if (load.isServing && isMeasured && step % (1000 / STEP_MS) === 0) {
        const served = entries.splice(0, SERVED_PER_SECOND);
        await writeAll(served.map((entry) => ({ DeleteRequest: { Key: entryKeyOf(event, entry) } })));
      }
      looks += count;
      if (count === 0 || clock.now < keptUntil) continue;
      requests += 1;
      answerBytes = (await answer(await cache.get(event.id))).length;
      keptUntil = clock.now + LINE_SECONDS * 1000;
    }
    const perSecond = (commands: RegExp) =>
      rounded(totalUnits(uses.filter(({ command }) => commands.test(command))) / MEASURED_SECONDS, 2);
    return {
      looksPerSecond: Math.round(looks / MEASURED_SECONDS),
      requestsPerSecond: rounded(requests / MEASURED_SECONDS, 2),
      readUnitsPerSecond: perSecond(/^(BatchGet|Get|Query)/),
      makingUnitsPerSecond: perSecond(/^Query/),
      writeUnitsPerSecond: perSecond(/^(Put|Update)/),
      answerBytes,
    };
  } finally {
    await engine.stop();
  }
}
