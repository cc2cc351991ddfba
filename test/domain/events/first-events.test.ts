/** The first events for everybody's document: read once a second, and never waited for long. */
import { expect, test } from '@jest/globals';
import { FirstEvents } from '../../../functions/domain/events/first-events.ts';
import type { EventListPorts } from '../../../functions/domain/events/list-events.ts';
import { EVENT_CACHE_TTL_MS, FIRST_EVENTS_WAIT_MS } from '../../../functions/domain/model/limits.ts';
import { Busy } from '../../../functions/domain/model/refusal.ts';

type Look = () => Promise<{ events: []; last?: string }>;

/** `sleep` ends when the test says so. */
function firstEvents(look: Look) {
  const clock = { now: Date.parse('2030-01-01T00:00:00Z') };
  const sleeps: { ms: number; end: () => void }[] = [];
  let reads = 0;
  const ports = {
    eventListings: {
      byStart: () => {
        reads += 1;
        return look();
      },
    },
    availabilities: { forAnswer: () => async () => [] },
    runtime: {
      now: () => clock.now,
      random: () => 0,
      sleep: (ms: number) => new Promise<void>((end) => sleeps.push({ ms, end })),
    },
  } as unknown as EventListPorts;
  return { events: new FirstEvents(ports), clock, sleeps, reads: () => reads };
}

const empty: Look = async () => ({ events: [] });

test('all requests of a second share one read', async () => {
  const { events, clock, reads } = firstEvents(empty);
  const began = clock.now;
  const [one, other] = await Promise.all([events.readSoon(12), events.readSoon(12)]);
  const once = reads();
  expect(once).toBeGreaterThan(0);
  expect(one).toEqual({ items: [], readAt: began });
  expect(other).toEqual(one);
  clock.now += EVENT_CACHE_TTL_MS - 1;
  expect(await events.readSoon(12)).toEqual(one);
  expect(reads()).toBe(once);
  clock.now += 1;
  expect(await events.readSoon(12)).toEqual({ items: [], readAt: clock.now });
  expect(reads()).toBe(2 * once);
});

test('nobody waits for a slow table, and it is not asked again meanwhile', async () => {
  const { promise, resolve } = Promise.withResolvers<{ events: [] }>();
  const { events, clock, sleeps, reads } = firstEvents(() => promise);
  const first = events.readSoon(12);
  expect(sleeps.map(({ ms }) => ms)).toEqual([FIRST_EVENTS_WAIT_MS]);
  sleeps[0]?.end();
  expect(await first).toBeUndefined();
  const began = clock.now;
  clock.now += 10 * EVENT_CACHE_TTL_MS;
  const second = events.readSoon(12);
  expect(reads()).toBe(1);
  resolve({ events: [] });
  expect(await second).toMatchObject({ items: [], readAt: began });
});

test('a busy table gives no events, and is asked again a second later', async () => {
  let isBusy = true;
  const { events, clock, reads } = firstEvents(async () => {
    if (isBusy) throw new Busy();
    return { events: [] };
  });
  expect(await events.readSoon(12)).toBeUndefined();
  const asked = reads();
  isBusy = false;
  expect(await events.readSoon(12)).toBeUndefined();
  expect(reads()).toBe(asked);
  clock.now += EVENT_CACHE_TTL_MS;
  expect(await events.readSoon(12)).toEqual({ items: [], readAt: clock.now });
});

test('a fault of the program is not taken for a busy table', async () => {
  const { events } = firstEvents(async () => {
    throw new TypeError('broken');
  });
  await expect(events.readSoon(12)).rejects.toThrow('broken');
});
