/**
 * The model of DynamoDB, compared with a recording: the same requests over the real stores on the engine and over the
 * modelled stores must make the same calls, on the same kinds of items, for the same capacity units.
 */
import { describe, expect, jest, test } from '@jest/globals';
import { modelBookings } from '../../bench/model/booking-store.ts';
import { type Call, DynamoModel } from '../../bench/model/dynamo.ts';
import { modelEvents, modelWaitlist } from '../../bench/model/event-stores.ts';
import { runPromotions } from '../../bench/model/promotions.ts';
import { runSale } from '../../bench/model/sale.ts';
import { SaleState } from '../../bench/model/sale-state.ts';
import { Simulation } from '../../bench/model/simulation.ts';
import { proofOfWork } from '../../functions/challenges/proof-of-work.ts';
import { cancelBooking } from '../../functions/domain/bookings/cancel-booking.ts';
import { bookingIdFor } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { RIPE_AFTER_MS } from '../../functions/domain/model/limits.ts';
import { ShardRotation } from '../../functions/domain/model/shard-rotation.ts';
import type { EventStore } from '../../functions/domain/ports/event-store.ts';
import type { Runtime } from '../../functions/domain/ports/runtime.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { RetryBudget } from '../../functions/domain/process/retry-budget.ts';
import { bookTickets } from '../../functions/domain/sale/book-tickets.ts';
import type { BookTickets } from '../../functions/domain/sale/booking-attempt.ts';
import { ShardPicker } from '../../functions/domain/sale/shard-picker.ts';
import { closeSale } from '../../functions/domain/waitlist/close-sale.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import type { Table } from '../../functions/store/table/client.ts';
import type { Key } from '../../functions/store/table/item.ts';
import type { Ports as AllPorts } from '../kit/boxoffice.ts';
import { aBoxoffice, TABLE_NAME } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

/** @returns the key without ids and arrivals. It keeps the numbers of shards and of partitions. */
function kindOf({ pk, sk }: Key, event: Event): string {
  const place = pk.replace(event.id, 'e').replace(/^CUSTOMER#.*/, 'CUSTOMER#c');
  if (place.includes('#WAITLIST#')) return place;
  if (place.includes('#BOOKINGS#')) return 'booking';
  return `${place} ${sk.replace(event.id, 'e')}`;
}

function shapeOf({ command, keys, units }: Call, event: Event, isPriced: boolean): string {
  const kinds = keys.map((key) => kindOf(key, event)).sort();
  return `${command} ${isPriced ? units : 'refused'}: ${kinds.join(', ')}`;
}

type Value = string | { S: string };
type Target = { pk: Value; sk?: Value };
type Write = { Item?: Target; Key?: Target };
type Input = Write & {
  TransactItems?: Record<string, Write>[];
  RequestItems?: Record<string, { Keys: Target[] }>;
  ExpressionAttributeValues?: Record<string, Value>;
};

const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : (value?.S ?? ''));

function keysOf(input: Input): Key[] {
  const one = input.Item ?? input.Key;
  const partition =
    input.ExpressionAttributeValues?.[':partition'] ?? input.ExpressionAttributeValues?.[':partition'];
  const targets = [
    ...(one === undefined ? [] : [one]),
    ...(input.TransactItems ?? []).flatMap((item) =>
      Object.values(item).flatMap((w) => w.Item ?? w.Key ?? []),
    ),
    ...Object.values(input.RequestItems ?? {}).flatMap(({ Keys }) => Keys),
    ...(one === undefined && partition !== undefined ? [{ pk: partition }] : []),
  ];
  return targets.map(({ pk, sk }) => ({ pk: textOf(pk), sk: textOf(sk) }));
}

function record(table: Table, onCall: (call: Call) => void): void {
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const keys = keysOf(args.input as Input);
        const command = commandName.replace(/Command$/, '') as Call['command'];
        const call: Call = { command, keys, units: Number.NaN };
        onCall(call);
        const { output } = (await next(args)) as { output: { ConsumedCapacity?: unknown } };
        const consumed = [output.ConsumedCapacity ?? []].flat() as { CapacityUnits?: number }[];
        call.units = consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
        return { output } as Awaited<ReturnType<typeof next>>;
      },
    { step: 'initialize', name: 'record' },
  );
}

/** A runtime with fixed random numbers, the same for both; a sleep only advances its clock. */
function aFixedRuntime(began: number): Runtime {
  const chance = new Simulation(7);
  let now = began;
  let ids = 0;
  return {
    now: () => now,
    random: () => chance.random(),
    sleep: async (ms) => {
      now += Math.ceil(ms);
    },
    newId: () => `${ids++}`,
  };
}

/** The model sells and promotes, and changes no event. */
type Ports = Omit<AllPorts, 'changes' | 'users' | 'securityLog'>;

type Stores = Omit<Ports, 'queue' | 'cache' | 'challenges' | 'shardPicker' | 'runtime' | 'log'>;

/** Ports whose queue runs the clerk at once for each message. */
function withClerk(parts: Stores, began: number): Ports {
  const runtime = aFixedRuntime(began);
  const ports: Ports = {
    ...parts,
    runtime,
    cache: new EventCache(parts.events as EventStore, runtime),
    shardPicker: new ShardPicker(parts.events as EventStore, runtime),
    log: { info: () => undefined, warn: () => undefined },
    challenges: proofOfWork({ difficulty: 2, secret: async () => 'secret', now: runtime.now }),
    queue: { send: ({ eventId, bookingIds = [] }) => promoteWaitlist(eventId, bookingIds, ports) },
  };
  return ports;
}

type Story = (
  event: Event,
  ports: Ports,
  book: (fields: Partial<BookTickets>) => Promise<string>,
) => Promise<unknown>;

async function play(event: Event, story: Story, ports: Ports): Promise<void> {
  let customers = 0;
  await story(event, ports, async (fields) => {
    const customerId = `customer-${customers++}-of-${event.id}`;
    const request: BookTickets = {
      eventId: event.id,
      customerId,
      keyOwner: customerId,
      quantity: 1,
      onSoldOut: 'waitlist',
      idempotencyKey: undefined,
      arrival: ports.runtime.now(),
      ...fields,
    };
    return bookTickets(request, ports).then(
      ({ status }) => status,
      (error: Error & { code?: string }) => error.code ?? error.message,
    );
  });
}

async function callsOf(
  story: Story,
  fields: Partial<Event> = {},
): Promise<{ recorded: string[]; modelled: string[] }> {
  const table = strictTable(TABLE_NAME);
  const { ports } = aBoxoffice(undefined, table);
  const event = await aBoxoffice().anEvent({ capacity: 6, maxPerBooking: 6, maxPerCustomer: 6, ...fields });
  const recorded: Call[] = [];
  record(table, (call) => recorded.push(call));
  const began = Date.now();
  const real = { events: ports.events, bookings: ports.bookings, waitlist: ports.waitlist };
  await play(event, story, withClerk(real, began));

  const simulation = new Simulation(1);
  const dynamo = new DynamoModel(simulation, { holdMedianMs: 7, partitions: 4 });
  const state = new SaleState(event);
  const modelled: Call[] = [];
  dynamo.onCall = (call) => modelled.push(call);
  const stores = {
    events: modelEvents(state, dynamo),
    bookings: modelBookings(state, dynamo),
    waitlist: modelWaitlist(state, dynamo),
  };
  const played = play(event, story, withClerk(stores, began));
  await simulation.run();
  await played;
  // The engine reports no capacity units for a rejected write.
  const isPriced = recorded.map(({ units }) => !Number.isNaN(units));
  const shapes = (calls: Call[]) => calls.map((call, n) => shapeOf(call, event, isPriced[n] ?? true));
  return { recorded: shapes(recorded), modelled: shapes(modelled) };
}

describe('The model of DynamoDB', () => {
  const SIZES: [string, Partial<Event>][] = [
    ['few shards', {}],
    ['many shards', { peakRequestsPerSecond: 2_561 }],
  ];

  test.each(SIZES)(
    'makes the calls of the real stores before, during and after the sale of the last tickets, with %s',
    async (_, fields) => {
      const answers: string[] = [];
      const { recorded, modelled } = await callsOf(async (_event, _ports, book) => {
        answers.push(
          await book({}),
          await book({}),
          await book({ quantity: 3 }),
          await book({ quantity: 2 }),
        );
        answers.push(await book({ onSoldOut: 'reject' }), await book({ quantity: 2, onSoldOut: 'reject' }));
      }, fields);
      expect(answers.slice(0, 6)).toEqual([
        'confirmed',
        'confirmed',
        'confirmed',
        'waitlisted',
        'sold-out',
        'sold-out',
      ]);
      expect(answers.slice(6)).toEqual(answers.slice(0, 6));
      expect(modelled).toEqual(recorded);
    },
  );

  test.each([
    ['some tickets', 3, {}],
    ['all tickets', 4, {}],
    ['all tickets of many shards', 4, { peakRequestsPerSecond: 2_561 }],
  ])(
    'makes the calls of the clerk that assigns the tickets left by a closed sale: %s',
    async (_, quantity, fields) => {
      const answers: string[] = [];
      const { recorded, modelled } = await callsOf(async (event, ports, book) => {
        answers.push(await book({ quantity: 2 }));
        await closeSale(event, new RetryBudget(ports.runtime, 1_000), ports);
        answers.push(await book({ quantity }));
      }, fields);
      expect(answers).toEqual(['confirmed', 'confirmed', 'confirmed', 'confirmed']);
      expect(modelled).toEqual(recorded);
    },
  );

  test.each(SIZES)(
    'makes the calls of a cancellation and of the promotion after it, with %s',
    async (_, fields) => {
      const { recorded, modelled } = await callsOf(async (event, ports, book) => {
        const customerId = `holder-of-${event.id}`;
        await book({ quantity: 6, customerId, keyOwner: customerId, idempotencyKey: 'key' });
        await book({});
        await ports.runtime.sleep(RIPE_AFTER_MS);
        const bookingId = bookingIdFor(event.id, customerId, 'key');
        const actor = { userId: customerId, role: 'attendee' as const };
        await cancelBooking(
          { eventId: event.id, bookingId, actor, quantity: 1, idempotencyKey: 'key' },
          ports,
        );
        const [promoted] = await ports.bookings.readMany(event, [bookingIdFor(event.id, customerId, 'key')]);
        expect(promoted?.history.map(({ what }) => what)).toEqual(['booked', 'cancelled', 'handed-on']);
      }, fields);
      expect(modelled).toEqual(recorded);
    },
  );

  test.each([undefined, 500])(
    'promotes the first waiters, with %s cancellations a second',
    async (cancellationsPerS) => {
      const run = await runPromotions({
        shards: 16,
        tickets: 150,
        waiting: 400,
        available: 150,
        holdMedianMs: 7,
        partitions: 16,
        seed: 2,
        ...(cancellationsPerS !== undefined && { cancellationsPerS }),
      });
      expect(run).toMatchObject({ messagesRefused: 0, cancellationsBusy: 0 });
      expect(run.promotedMs).toHaveLength(150);
    },
  );

  test('gives the same results for the same seed, and sells every ticket once', async () => {
    const setting = {
      shards: 8,
      ratePerS: 500,
      requests: 600,
      tickets: 400,
      quantityMost: 1,
      waitingEvery: 2,
      holdMedianMs: 7,
      partitions: 16,
      seed: 3,
    };
    const first = await runSale(setting);
    expect(await runSale(setting)).toEqual(first);
    expect(first.answers.filter(({ status }) => status === 201)).toHaveLength(400);
    expect(first.answers.filter(({ isFalse }) => isFalse)).toEqual([]);
  });

  test('shows that the shard rotation prevents contention: without it there are twice as many conflicts', async () => {
    const setting = {
      shards: 16,
      ratePerS: 300,
      requests: 1_200,
      tickets: 1_800,
      quantityMost: 1,
      waitingEvery: 2,
      holdMedianMs: 7,
      partitions: 16,
      seed: 1,
    };
    const conflicts = async () => (await runSale(setting)).usedInAll.conflicts;
    const withRotation = await conflicts();
    const keep = jest.spyOn(ShardRotation.prototype, 'keep').mockImplementation(() => undefined);
    try {
      expect(await conflicts()).toBeGreaterThan(2 * withRotation);
    } finally {
      keep.mockRestore();
    }
  });

  test('lets one transaction at a time hold an item, and fails a single write of it meanwhile', async () => {
    const simulation = new Simulation(1);
    const dynamo = new DynamoModel(simulation, { holdMedianMs: 7, partitions: 1 });
    const key = { pk: 'a', sk: 'a' };
    const effect = { refusal: () => undefined, commit: () => undefined };
    const outcomes = [
      dynamo.transact([key], effect),
      dynamo.transact([key], effect),
      dynamo.write('UpdateItem', key, effect),
      dynamo.read('GetItem', key, () => 'seen'),
    ];
    await simulation.run();
    const [first, second, write, read] = await Promise.all(outcomes);
    expect([first, second]).toContainEqual({ kind: 'done' });
    expect([first, second]).toContainEqual({ kind: 'contention' });
    expect(write).toEqual({ kind: 'contention' });
    expect(read).toBe('seen');
  });
});
