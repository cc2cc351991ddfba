/** Who runs an event now: by the event as it is stored, whatever the process remembers of it. */
import { expect, test } from '@jest/globals';
import type { Event } from '../../../functions/domain/model/event.ts';
import { type Actor, runsEvent } from '../../../functions/domain/model/user.ts';
import type { EventStore } from '../../../functions/domain/ports/event-store.ts';
import { runsEventNow } from '../../../functions/domain/process/event-access.ts';
import { EventCache } from '../../../functions/domain/process/event-cache.ts';

const NOW = 1_000_000;
const manager: Actor = { userId: 'manager', role: 'attendee' };

/** A process that has read the event, and what it reads from now on. */
async function aProcess(staff: NonNullable<Event['staff']>) {
  const event = { id: 'event', organizerId: 'owner', staff } as Event;
  const stored = { event, reads: 0 };
  const events = {
    read: async () => {
      stored.reads += 1;
      return stored.event;
    },
  } as Partial<EventStore> as EventStore;
  const runtime = { now: () => NOW, random: () => 0, sleep: async () => undefined, newId: () => '' };
  const cache = new EventCache(events, runtime);
  await cache.get('event');
  return { stored, cache };
}

test('a manager who was removed runs the event no more, although the process remembers otherwise', async () => {
  const { stored, cache } = await aProcess({ manager: 'manager' });
  stored.event = { ...stored.event, staff: {} };
  expect(runsEvent(manager, await cache.get('event'))).toBe(true);
  expect(await runsEventNow(manager, 'event', { cache })).toBe(false);
});

test('a manager who was appointed just now runs the event', async () => {
  const { stored, cache } = await aProcess({});
  stored.event = { ...stored.event, staff: { manager: 'manager' } };
  expect(runsEvent(manager, await cache.get('event'))).toBe(false);
  expect(await runsEventNow(manager, 'event', { cache })).toBe(true);
});

test('admins run every event and guests none, without a read', async () => {
  const { stored, cache } = await aProcess({ manager: 'manager' });
  expect(await runsEventNow({ userId: 'x', role: 'admin' }, 'event', { cache })).toBe(true);
  expect(await runsEventNow({ userId: 'manager', role: 'guest' }, 'event', { cache })).toBe(false);
  expect(stored.reads).toBe(1);
});
