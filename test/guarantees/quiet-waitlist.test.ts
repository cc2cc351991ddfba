/**
 * Quiet waitlists: events of many shards whose joins read nothing. They keep `NoOvertaking` and `NoLostTicket`. Negative
 * controls: a clerk that serves entries of any age, a request that takes a slow join for a quick one, and a clerk that ends
 * the quiet while requests still rely on it.
 */
import { describe, expect, test } from '@jest/globals';
import type { CreateEvent } from '../../functions/domain/events/create-event.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { QUIET_END_MS, RIPE_AFTER_MS } from '../../functions/domain/model/limits.ts';
import { ripeUpTo } from '../../functions/domain/model/quiet-waitlist.ts';
import type { Runtime } from '../../functions/domain/ports/runtime.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice, type Ports, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { callsOf, meter, totalUnits } from '../kit/metering.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

/** 32 shards. */
const MANY_SHARDS = { peakRequestsPerSecond: 641 };

/**
 * A clock for all processes of a test, which only pauses and the test itself move: how long the engine takes decides nothing.
 * Nobody waits for long pauses.
 */
class Clock {
  #now = realRuntime.now();

  moveBy(ms: number): void {
    this.#now += ms;
  }

  get runtime(): Runtime {
    return {
      ...realRuntime,
      now: () => this.#now,
      sleep: async (ms) => {
        if (ms < 500) await realRuntime.sleep(ms);
        this.moveBy(Math.ceil(ms));
      },
    };
  }
}

type Change = (ports: Ports) => Partial<Ports>;

function aProcess(clock: Clock, change: Change = () => ({}), table?: Table): Boxoffice {
  const { runtime } = clock;
  return aBoxoffice(
    (ports) => ({ runtime, cache: new EventCache(ports.events, runtime), ...change(ports) }),
    table,
  );
}

/** Lets `clerk` process the messages that `from` sent. */
async function serveWith(clerk: Boxoffice, from: Boxoffice): Promise<void> {
  clerk.sent.push(...from.sent.splice(0));
  await clerk.serve();
}

async function aSoldOutEvent(boxoffice: Boxoffice, capacity = 1, fields: Partial<CreateEvent> = {}) {
  const event = await boxoffice.anEvent({ capacity, ...MANY_SHARDS, ...fields });
  expect(event.shardCount).toBe(32);
  const holder = await boxoffice.book(event, { quantity: capacity });
  return { event, holder };
}

async function stateOf(boxoffice: Boxoffice, event: Event) {
  const { waitlist, bookings } = await boxoffice.snapshot(event);
  return {
    ...waitlist,
    confirmed: bookings.filter(({ status }) => status === 'confirmed').map(({ id }) => id),
  };
}

describe('The waitlist of an event of many shards', () => {
  test('is quiet from the end of the sale on', async () => {
    const boxoffice = aProcess(new Clock());
    const { event } = await aSoldOutEvent(boxoffice);
    expect((await stateOf(boxoffice, event)).quiet).toBeUndefined();
    await boxoffice.book(event);
    expect((await stateOf(boxoffice, event)).quiet).toBe('yes');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('is not quiet while tickets are left in its shards, and becomes so when the clerk has given them to those who wait', async () => {
    const boxoffice = aProcess(new Clock());
    const event = await boxoffice.anEvent({ capacity: 3, ...MANY_SHARDS });
    await boxoffice.book(event, { quantity: 2 });
    await boxoffice.book(event, { quantity: 2 });
    expect((await stateOf(boxoffice, event)).quiet).toBeUndefined();
    await boxoffice.serve();
    expect(await stateOf(boxoffice, event)).toMatchObject({ unassigned: 1 });
    const accepts = await boxoffice.anEvent({
      capacity: 3,
      waitlist: { enabled: true, policy: 'accept-fewer' },
      ...MANY_SHARDS,
    });
    await boxoffice.book(accepts, { quantity: 2 });
    await boxoffice.book(accepts, { quantity: 2 });
    await boxoffice.serve();
    expect(await stateOf(boxoffice, accepts)).toMatchObject({ unassigned: 0, quiet: 'yes' });
  });

  test('is quiet also with a limit, and never if the event has few shards', async () => {
    const boxoffice = aProcess(new Clock());
    const limited = { waitlist: { enabled: true, policy: 'strict' as const, limit: 5 }, ...MANY_SHARDS };
    for (const [fields, quiet] of [[limited, 'yes'] as const, [{}, undefined] as const]) {
      const event = await boxoffice.anEvent({ capacity: 1, ...fields });
      await boxoffice.book(event);
      await boxoffice.book(event);
      const state = await stateOf(boxoffice, event);
      expect([state.sellsInOrder, state.quiet]).toEqual([true, quiet]);
    }
  });

  test.each([
    ['without a limit', undefined],
    ['with a limit', 100],
  ])(
    'is joined by one transaction of 8 write units, and read once a second with its event: %s',
    async (_, limit) => {
      const table = strictTable(TABLE_NAME);
      const uses = meter(table);
      const clock = new Clock();
      const boxoffice = aProcess(clock, undefined, table);
      const { event } = await aSoldOutEvent(boxoffice, 1, {
        waitlist: { enabled: true, policy: 'strict', ...(limit && { limit }) },
      });
      await boxoffice.book(event);
      for (const reads of [0, 0, 0, 2, 0]) {
        uses.length = 0;
        expect(await boxoffice.book(event)).toMatchObject({ status: 'waitlisted' });
        expect(callsOf(uses)).toEqual({
          TransactWriteItemsCommand: 1,
          ...(reads > 0 && { GetItemCommand: reads }),
        });
        expect(totalUnits(uses.filter(({ command }) => command !== 'GetItemCommand'))).toBe(8);
        if (reads === 0) clock.moveBy(400);
      }
    },
  );
});

describe('NoOvertaking while a waitlist is quiet', () => {
  /**
   * A ticket comes back. After the clerk's first look at the waitlist, a request that arrived before the one that waits joins
   * and is acknowledged.
   * @returns who gets the ticket
   */
  async function firstServed(readUpTo: (upTo: string) => string): Promise<'earlier' | 'later'> {
    const clock = new Clock();
    const boxoffice = aProcess(clock);
    const { event, holder } = await aSoldOutEvent(boxoffice);
    const arrival = clock.runtime.now();
    const later = await boxoffice.book(event, { arrival: arrival + 1 });
    let earlier: Promise<{ id: string }> | undefined;
    const clerk = aProcess(clock, ({ waitlist }) => ({
      waitlist: {
        ...waitlist,
        readHead: async (read, range) => {
          const isFirst = earlier === undefined;
          const head = await waitlist.readHead(read, {
            ...range,
            ...(isFirst && { upTo: readUpTo(range.upTo) }),
          });
          earlier ??= boxoffice.book(event, { arrival });
          await earlier;
          return head;
        },
      },
    }));
    await boxoffice.cancel(holder);
    await serveWith(clerk, boxoffice);
    const { confirmed } = await stateOf(boxoffice, event);
    expect(confirmed).toHaveLength(1);
    expect([later.id, (await earlier)?.id]).toContain(confirmed[0]);
    return confirmed[0] === later.id ? 'later' : 'earlier';
  }

  test('a pass that overlooked a new entry serves nobody who arrived after it', async () => {
    expect(await firstServed((upTo) => upTo)).toBe('earlier');
  });

  test('a negative control: a clerk that serves entries of any age lets a later arrival overtake', async () => {
    expect(await firstServed(() => '~')).toBe('later');
  });

  /**
   * A pass takes long. Two requests arrive after it began; the earlier one joins slowly, when the pass has read the waitlist.
   * @returns who gets the ticket
   */
  async function firstServedByLongPass(readUpTo: (upTo: string, now: number) => string): Promise<string> {
    const clock = new Clock();
    const boxoffice = aProcess(clock);
    const { event, holder } = await aSoldOutEvent(boxoffice);
    await boxoffice.cancel(await boxoffice.book(event));
    await boxoffice.serve();
    const made: { earlier?: Promise<{ id: string }>; later?: { id: string } } = {};
    let arrival = 0;
    const clerk = aProcess(clock, ({ waitlist }) => ({
      waitlist: {
        ...waitlist,
        startPass: async (...pass) => {
          const isStarted = await waitlist.startPass(...pass);
          if (arrival > 0) return isStarted;
          arrival = clock.runtime.now() + 2_000;
          clock.moveBy(10_000);
          made.later = await boxoffice.book(event, { arrival: arrival + 1 });
          return isStarted;
        },
        readHead: async (read, range) => {
          const upTo = readUpTo(range.upTo, clock.runtime.now());
          const head = await waitlist.readHead(read, { ...range, upTo });
          made.earlier ??= boxoffice.book(event, { arrival });
          await made.earlier;
          return head;
        },
      },
    }));
    await boxoffice.cancel(holder);
    await serveWith(clerk, boxoffice);
    const { confirmed } = await stateOf(boxoffice, event);
    expect(confirmed).toHaveLength(1);
    return confirmed[0] === made.later?.id ? 'later' : 'earlier';
  }

  test('a pass that takes long serves nobody whom requests that join do not wait for', async () => {
    expect(await firstServedByLongPass((upTo) => upTo)).toBe('earlier');
  });

  test('a negative control: a long pass that serves entries as they ripen lets a later arrival overtake', async () => {
    expect(await firstServedByLongPass((_, now) => ripeUpTo(now))).toBe('later');
  });

  /** An early arrival is written while a pass that did not see it serves a later one. @returns whether it is acknowledged first. */
  async function isAcknowledgedFirst(joinerSeesTime: boolean): Promise<boolean> {
    const clock = new Clock();
    const boxoffice = aProcess(clock);
    const { event, holder } = await aSoldOutEvent(boxoffice);
    const arrival = clock.runtime.now();
    const stopped = { ...clock.runtime, now: () => arrival };
    const joiner = aProcess(clock, () => (joinerSeesTime ? {} : { runtime: stopped }));
    await joiner.book(event, { arrival: arrival + 10 });
    await boxoffice.cancel(holder);
    clock.moveBy(RIPE_AFTER_MS + 1_000);
    // The process has just read that the waitlist is quiet.
    await joiner.book(event);
    const order: string[] = [];
    let joining: Promise<unknown> | undefined;
    const clerk = aProcess(clock, ({ waitlist }) => ({
      waitlist: {
        ...waitlist,
        writeBatch: async (...batch) => {
          joining ??= joiner.book(event, { arrival }).then(() => order.push('acknowledged'));
          await realRuntime.sleep(200);
          const isWritten = await waitlist.writeBatch(...batch);
          order.push('served');
          return isWritten;
        },
      },
    }));
    await serveWith(clerk, boxoffice);
    await joining;
    expect(order).toHaveLength(2);
    return order[0] === 'acknowledged';
  }

  test('a slow join waits for a pass that overlooked it', async () => {
    expect(await isAcknowledgedFirst(true)).toBe(false);
  });

  test('a negative control: a request whose clock stands still is acknowledged, and overtaken', async () => {
    expect(await isAcknowledgedFirst(false)).toBe(true);
  });
});

describe('NoLostTicket at the end of the quiet', () => {
  /**
   * A ticket comes back and nobody waits. Somebody joins when the clerk has read the waitlist for the last time.
   * @returns what the customer has once all messages are processed
   */
  async function statusOfNewcomer(clerkPauses: boolean): Promise<string | undefined> {
    const clock = new Clock();
    const boxoffice = aProcess(clock);
    const { event, holder } = await aSoldOutEvent(boxoffice);
    const gone = await boxoffice.book(event);
    const joiner = aProcess(clock);
    await joiner.cancel(await joiner.book(event));
    await boxoffice.cancel(gone);
    await serveWith(boxoffice, joiner);
    expect(await stateOf(boxoffice, event)).toMatchObject({ quiet: 'yes', unassigned: 0 });
    await joiner.cancel(await joiner.book(event));
    joiner.sent.length = 0;
    let joining: Promise<{ id: string }> | undefined;
    const impatient = { ...clock.runtime, sleep: async () => undefined };
    const clerk = aProcess(clock, ({ waitlist }) => ({
      ...(!clerkPauses && { runtime: impatient }),
      waitlist: {
        ...waitlist,
        endPass: async (...end) => {
          joining ??= joiner.book(event);
          await realRuntime.sleep(100);
          return waitlist.endPass(...end);
        },
      },
    }));
    await boxoffice.cancel(holder);
    await serveWith(clerk, boxoffice);
    const { id } = (await joining) ?? { id: '' };
    await serveWith(boxoffice, joiner);
    const { bookings, waitlist } = await boxoffice.snapshot(event);
    expect(waitlist.quiet).toBeUndefined();
    return bookings.find((booking) => booking.id === id)?.status;
  }

  test('a newcomer gets the ticket that nobody else wanted', async () => {
    expect(await statusOfNewcomer(true)).toBe('confirmed');
  });

  test('a negative control: a clerk that does not pause leaves a newcomer waiting beside a free ticket', async () => {
    expect(await statusOfNewcomer(false)).toBe('waitlisted');
  });

  test('a pass that finds the quiet ending, because its clerk died, ends it', async () => {
    const clock = new Clock();
    const boxoffice = aProcess(clock);
    const { event, holder } = await aSoldOutEvent(boxoffice);
    const gone = await boxoffice.book(event);
    await boxoffice.cancel(gone);
    await boxoffice.serve();
    const dying = aProcess(clock, ({ waitlist }) => ({
      waitlist: {
        ...waitlist,
        endQuiet: () => {
          throw new Error('The process died here.');
        },
      },
    }));
    await boxoffice.cancel(holder);
    await expect(serveWith(dying, boxoffice)).rejects.toThrow('died');
    expect((await stateOf(boxoffice, event)).quiet).toBe('ending');
    const before = clock.runtime.now();
    clock.moveBy(6_000);
    await boxoffice.sweep();
    expect(boxoffice.sent).toContainEqual({ eventId: event.id });
    await boxoffice.serve();
    expect(clock.runtime.now() - before).toBeGreaterThanOrEqual(6_000 + QUIET_END_MS);
    expect(await stateOf(boxoffice, event)).toMatchObject({ unassigned: 1 });
    expect((await stateOf(boxoffice, event)).quiet).toBeUndefined();
    expect((await boxoffice.book(event)).status).toBe('waitlisted');
    await boxoffice.serve();
    expect((await stateOf(boxoffice, event)).confirmed).toHaveLength(1);
  });

  test('tickets that fresh entries want are kept for them, and the waitlist stays quiet', async () => {
    const clock = new Clock();
    const boxoffice = aProcess(clock);
    const { event, holder } = await aSoldOutEvent(boxoffice, 2);
    const waiting = [await boxoffice.book(event), await boxoffice.book(event)];
    await boxoffice.cancel(holder);
    const before = clock.runtime.now();
    await boxoffice.serve();
    const { confirmed, quiet } = await stateOf(boxoffice, event);
    expect(confirmed.sort()).toEqual(waiting.map(({ id }) => id).sort());
    expect(quiet).toBe('yes');
    expect(clock.runtime.now() - before).toBeGreaterThan(RIPE_AFTER_MS - 1_000);
    expect(await boxoffice.broken(event)).toEqual([]);
  });
});
