/**
 * Events with more shards than one transaction has room for: they are created and changed in several, and their line
 * is there in several copies. Each of it may end half done at any moment.
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { cancelEvent } from '../../functions/domain/cancel-event.ts';
import { changeEvent } from '../../functions/domain/change-event.ts';
import { type CreateEvent, createEvent } from '../../functions/domain/create-event.ts';
import type { Event } from '../../functions/domain/event.ts';
import { EventMemory } from '../../functions/domain/event-memory.ts';
import { ATTENTION_GRACE_MS } from '../../functions/domain/limits.ts';
import { Refusal } from '../../functions/domain/refusal.ts';
import type { Table } from '../../functions/store/client.ts';
import { TERMS_ARE_OLDER } from '../../functions/store/conditions.ts';
import { eventListingStore } from '../../functions/store/event-listings.ts';
import { eventStore } from '../../functions/store/events.ts';
import { lineKeys } from '../../functions/store/keys.ts';
import { aCast, aStage, type Cast, realEnvironment, rush, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFaults, tableWithout } from '../kit/tampering.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());
afterEach(() => {
  jest.restoreAllMocks();
});

const RUSH = { peakRequestsPerSecond: 10_000 };
const SHARDS = 256;
const COPIES = 4;

const organizerOf = (event: Event) => ({ userId: event.organizerId, role: 'organizer' as const });

const limitsOf = async (cast: Cast, event: Event) =>
  new Set((await cast.ports.events.readShards(event, 'strong')).map((shard) => shard.maxPerCustomer));

/** What each copy of the line says, without its key and the mark for the sweep. */
async function copiesOf(cast: Cast, event: Event): Promise<unknown[]> {
  const items = lineKeys(event).map(async (Key) => {
    const { Item = {} } = await cast.table.client.send(
      new GetCommand({ TableName: TABLE_NAME, Key, ConsistentRead: true }),
    );
    const { pk: _pk, sk: _sk, attentionBucket: _bucket, attentionKey: _key, ...said } = Item;
    return said;
  });
  return Promise.all(items);
}

async function copiesAgree(cast: Cast, event: Event): Promise<void> {
  const [first, ...others] = await copiesOf(cast, event);
  expect(others).toEqual(Array(COPIES - 1).fill(first));
}

/** A process that dies once it has copied a change to so many shards. */
const dyingAfter = (shards: number) => {
  let left = shards;
  return aCast(({ events }) => ({
    events: {
      ...events,
      copyTerms: (event: Event, shard: number) => {
        left -= 1;
        if (left < 0) throw new Error('The process died here.');
        return events.copyTerms(event, shard);
      },
    },
  }));
};

describe('Creating it', () => {
  const request: CreateEvent = {
    name: 'First night',
    organizerId: 'organizer',
    startsAt: '2099-01-01T20:00:00.000Z',
    capacity: 1_000,
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' },
    ...RUSH,
  };
  const create = (table: Table, key: string, fields: Partial<CreateEvent> = {}) =>
    createEvent({ ...request, ...fields }, key, { events: eventStore(table), environment: realEnvironment });

  test.each([1, 2])(
    'dies after %i of 3 transactions: nobody sees it until a repeat makes it whole',
    async (count) => {
      const key = `dies after ${count}`;
      let left = count;
      const dying = tableWithFaults((command) => {
        if (command === 'TransactWriteItemsCommand') left -= 1;
        if (left < 0) throw new Error('The process died here.');
        return undefined;
      });
      await expect(create(dying, key, { name: key })).rejects.toThrow('died');
      const cast = aCast();
      const { byStart, ofOrganizer } = eventListingStore(cast.table);
      const all = { list: 'events', from: '0', to: '~', descending: false, most: 100 } as const;
      expect((await byStart(all)).events.map(({ name }) => name)).not.toContain(key);
      for await (const { items } of ofOrganizer('organizer', {})) {
        expect(items.map(({ name }) => name)).not.toContain(key);
      }
      const { event } = await create(strictTable(TABLE_NAME), key, { name: key });
      const { shards } = await cast.picture(event);
      expect(shards).toHaveLength(SHARDS);
      expect(shards.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(1_000);
      await copiesAgree(cast, event);
      await expect(create(strictTable(TABLE_NAME), key, { capacity: 999 })).rejects.toMatchObject({
        code: 'idempotency-key-reused',
      });
    },
  );

  test('happens once, however many repeat it at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 5 }, () => create(strictTable(TABLE_NAME), 'at once')),
    );
    const [first, ...others] = made.map(({ event }) => event);
    expect(others).toEqual(Array(4).fill(first));
    const cast = aCast();
    const event = first as Event;
    await rush(cast, event, Array(10).fill({}));
    await create(strictTable(TABLE_NAME), 'at once');
    expect(await cast.broken(event)).toEqual([]);
  });
});

describe('Changing it', () => {
  const change = (cast: Cast, event: Event, maxPerCustomer: number) =>
    changeEvent(
      { eventId: event.id, actor: organizerOf(event), change: { maxPerCustomer, maxPerBooking: 1 } },
      cast.ports,
    );

  test('reaches every shard before it is answered', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    expect(await change(cast, event, 2)).toMatchObject({ event: { maxPerCustomer: 2 }, isComplete: true });
    expect(await limitsOf(cast, event)).toEqual(new Set([2]));
    expect((await cast.ports.events.read(event.id))?.isSpreading).toBeUndefined();
    expect(await cast.sweep(ATTENTION_GRACE_MS + 1)).toBe(0);
  });

  test('dies on the way: the sweep finds it, the clerk goes on, and who books meanwhile is served', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    await expect(change(dyingAfter(200), event, 2)).rejects.toThrow('died');
    expect(await limitsOf(cast, event)).toEqual(new Set([20, 2]));
    expect(await cast.sweep()).toBe(0);
    expect(await cast.sweep(ATTENTION_GRACE_MS + 1)).toBe(1);
    const [booked] = await Promise.all([rush(cast, event, Array(20).fill({})), cast.serve()]);
    expect(booked.filter((answer) => answer instanceof Error)).toEqual([]);
    expect(await limitsOf(cast, event)).toEqual(new Set([2]));
    expect(await cast.sweep(ATTENTION_GRACE_MS + 1)).toBe(0);
  });

  test('to an earlier opening dies on the way: who meets a shard that is behind tries another', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1_000, salesOpenAt: '2098-01-01T00:00:00.000Z', ...RUSH });
    const opening = {
      eventId: event.id,
      actor: organizerOf(event),
      change: { salesOpenAt: event.createdAt },
    };
    await expect(changeEvent(opening, dyingAfter(200).ports)).rejects.toThrow('died');
    const answers = await rush(aCast(), event, Array(20).fill({}));
    expect(answers.filter((answer) => answer instanceof Error)).toEqual([]);
  });

  test('a negative control: without the sweep it stays half done', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    await expect(change(dyingAfter(200), event, 2)).rejects.toThrow('died');
    await cast.serve();
    expect(await limitsOf(cast, event)).toEqual(new Set([20, 2]));
  });

  test('dies on the way: the next change goes everywhere', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    await expect(change(dyingAfter(3), event, 2)).rejects.toThrow('died');
    await changeEvent(
      { eventId: event.id, actor: organizerOf(event), change: { name: 'Second night' } },
      cast.ports,
    );
    expect(await limitsOf(cast, event)).toEqual(new Set([2]));
  });

  const copyLate = async (table?: Table) => {
    const cast = aCast(undefined, table);
    const event = await cast.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    const earlier = { ...event, maxPerCustomer: 15, revision: 1 };
    await change(cast, event, 10);
    await change(cast, event, 5);
    expect(await cast.ports.events.copyTerms(earlier, 7)).toBe(true);
    return limitsOf(cast, event);
  };

  test('a copy that comes late does not undo a later change', async () => {
    expect(await copyLate()).toEqual(new Set([5]));
  });

  test('a negative control: without its condition it does', async () => {
    expect(await copyLate(tableWithout(TERMS_ARE_OLDER))).toEqual(new Set([5, 15]));
  });

  test('who ends an earlier change does not end a later one', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    await expect(change(dyingAfter(3), event, 2)).rejects.toThrow('died');
    await cast.ports.events.endSpreading({ ...event, revision: 0 });
    expect((await cast.ports.events.read(event.id))?.isSpreading).toBe(true);
  });

  test('to fewer tickets than lie in the fullest shards withdraws them, and never sells one too many', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1_000, ...RUSH });
    const cut = changeEvent(
      { eventId: event.id, actor: organizerOf(event), change: { capacity: 120 } },
      cast.ports,
    );
    const answers = await rush(cast, event, Array(100).fill({ onSoldOut: 'reject' }));
    expect((await cut).event.capacity).toBe(120);
    expect(answers.filter((answer) => !(answer instanceof Error))).toHaveLength(100);
    expect(await cast.broken(event)).toEqual([]);
  });
});

describe('Cancelling it', () => {
  /** What people are told once a cancellation has died on its way, by one process that may know the event from before. */
  async function bookAfterDeath(seller: Cast, remembers: boolean): Promise<Set<string>> {
    const event = await seller.anEvent({ capacity: 1_000, ...RUSH });
    if (remembers) await seller.book(event);
    const request = { eventId: event.id, actor: organizerOf(event) };
    await expect(cancelEvent(request, dyingAfter(10).ports)).rejects.toThrow('died');
    const answers = await rush(seller, event, Array(10).fill({}));
    return new Set(answers.map((answer) => (answer instanceof Refusal ? answer.code : 'booked')));
  }

  test('dies on the way: nothing is sold by the shards that it has not come to', async () => {
    expect(await bookAfterDeath(aCast(), false)).toEqual(new Set(['event-cancelled']));
  });

  test('a negative control: who remembers the event from before, for ever, sells what is cancelled', async () => {
    const now = Date.now();
    const forgetsNothing = aCast(() => ({ environment: { ...realEnvironment, now: () => now } }));
    const memory = new EventMemory(forgetsNothing.ports.events, forgetsNothing.ports.environment);
    const seller = aCast(() => ({ environment: forgetsNothing.ports.environment, memory }));
    expect(await bookAfterDeath(seller, true)).toContain('booked');
  });

  test('dies on the way: the clerk ends the sale everywhere before it cancels the bookings', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 20, ...RUSH });
    await rush(cast, event, Array(25).fill({}));
    await expect(
      cancelEvent({ eventId: event.id, actor: organizerOf(event) }, dyingAfter(10).ports),
    ).rejects.toThrow('died');
    await cast.sweep(ATTENTION_GRACE_MS + 1);
    await cast.serve();
    const { bookings, line, shards } = await cast.picture(event);
    expect(new Set(bookings.map(({ status }) => status))).toEqual(new Set(['cancelled']));
    expect(line.cancellationDone).toBe(true);
    expect(new Set(shards.map(({ salesCloseAt }) => salesCloseAt)).size).toBe(1);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('dies on the way: a repeat ends the sale everywhere before it is answered', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 20, ...RUSH });
    const request = { eventId: event.id, actor: organizerOf(event) };
    await expect(cancelEvent(request, dyingAfter(10).ports)).rejects.toThrow('died');
    await cancelEvent(request, cast.ports);
    const { shards } = await cast.picture(event);
    expect(new Set(shards.map(({ salesCloseAt }) => salesCloseAt)).size).toBe(1);
  });
});

describe('Its line', () => {
  test('says the same in every copy, whatever happened', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 12, ...RUSH });
    await copiesAgree(cast, event);
    const made = await rush(cast, event, Array(30).fill({}));
    await copiesAgree(cast, event);
    for (const booking of made.slice(0, 6)) if (!(booking instanceof Error)) await cast.cancel(booking);
    await cast.serve();
    await copiesAgree(cast, event);
    for (const capacity of [40, 35]) {
      await changeEvent({ eventId: event.id, actor: organizerOf(event), change: { capacity } }, cast.ports);
      await cast.serve();
      await copiesAgree(cast, event);
    }
    await cancelEvent({ eventId: event.id, actor: organizerOf(event) }, cast.ports);
    await cast.serve();
    await copiesAgree(cast, event);
    expect(await cast.broken(event)).toEqual([]);
  });

  /** Somebody who arrived early joins while a pass of the clerk is open, and looks at this copy of the line. */
  async function joinDuringPass(copy: number, clerk: Cast): Promise<'acknowledged' | 'waits'> {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1, ...RUSH });
    await cast.book(event);
    await cast.book(event);
    const line = await cast.ports.line.read(event);
    expect(await clerk.ports.line.startPass(event, line.pass + 1, '~')).toBe(true);
    jest.spyOn(Math, 'random').mockReturnValue(copy / COPIES);
    const joiner = aCast();
    const joining = joiner.book(event).then(() => 'acknowledged' as const);
    const seen = await Promise.race([joining, realEnvironment.sleep(300).then(() => 'waits' as const)]);
    expect(await clerk.ports.line.endPass(event, line.pass + 1)).toBe(true);
    await joining;
    return seen;
  }

  test.each([0, 1, 2, 3])('keeps who looks at copy %i waiting while a pass is open', async (copy) => {
    expect(await joinDuringPass(copy, aCast())).toBe('waits');
  });

  test('a negative control: with a pass that is opened in the first copy alone, others overtake', async () => {
    expect(await joinDuringPass(2, aCast(undefined, tableWithOneLine()))).toBe('acknowledged');
  });
});

type Written = { Update?: { Key: { pk: string } } };

/** A table that keeps every change of a line from all copies but the first. */
function tableWithOneLine(): Table {
  const table = strictTable(TABLE_NAME);
  table.client.middlewareStack.add(
    (next) => (args) => {
      const input = args.input as { TransactItems?: Written[] };
      const isOfCopy = ({ Update }: Written) => /#LINE#\d/.test(Update?.Key.pk ?? '');
      if (input.TransactItems) input.TransactItems = input.TransactItems.filter((one) => !isOfCopy(one));
      return next(args);
    },
    { step: 'initialize', name: 'leaveOutCopies' },
  );
  return table;
}
