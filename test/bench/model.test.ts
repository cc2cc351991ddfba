/**
 * Holds the model of DynamoDB against a recording: the same requests over the real stores on the engine, and over the
 * modelled ones, must make the same calls, on the same kinds of items, for the same units.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { modelBookings } from '../../bench/model/booking-store.ts';
import { type Call, DynamoModel } from '../../bench/model/dynamo.ts';
import { modelEvents, modelLine } from '../../bench/model/event-stores.ts';
import { runSale } from '../../bench/model/sale.ts';
import { SaleState } from '../../bench/model/sale-state.ts';
import { Simulation } from '../../bench/model/simulation.ts';
import { bookTickets } from '../../functions/domain/book-tickets.ts';
import type { BookingPorts, BookTickets } from '../../functions/domain/booking-attempt.ts';
import { closeSale } from '../../functions/domain/close-sale.ts';
import type { Event } from '../../functions/domain/event.ts';
import { EventMemory } from '../../functions/domain/event-memory.ts';
import { Lanes } from '../../functions/domain/lanes.ts';
import { Patience } from '../../functions/domain/patience.ts';
import type { Environment, EventStore } from '../../functions/domain/ports.ts';
import { promoteWaitlist } from '../../functions/domain/promote-waitlist.ts';
import type { Table } from '../../functions/store/client.ts';
import type { Key } from '../../functions/store/keys.ts';
import { aCast, aStage, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

/** Ids and arrivals are taken out of keys; numbers of shards and stripes stay, and of copies that are written. */
function kindOf({ pk, sk }: Key, event: Event): string {
  const place = pk.replace(event.id, 'e').replace(/^CUSTOMER#.*/, 'CUSTOMER#c');
  if (place.includes('#WAITLIST#')) return place;
  if (place.includes('#BOOKINGS#')) return 'booking';
  return place.startsWith('ATTENTION') ? place : `${place} ${sk.replace(event.id, 'e')}`;
}

function shapeOf({ command, keys, units }: Call, event: Event, isPriced: boolean): string {
  const isOneCopy = command === 'GetItem';
  const kinds = keys
    .map((key) => kindOf(key, event))
    .map((kind) => (isOneCopy ? kind.replace(/#LINE#\d+/, '#LINE') : kind))
    .sort();
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
    input.ExpressionAttributeValues?.[':partition'] ?? input.ExpressionAttributeValues?.[':bucket'];
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

/** The same chance and the same clock for both: sleeping only moves the clock on. */
function aFixedEnvironment(began: number): Environment {
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

type Stores = Omit<BookingPorts, 'queue' | 'memory' | 'environment' | 'log'>;

/** Ports whose messages reach the clerk at once. */
function withClerk(parts: Stores, began: number): BookingPorts {
  const environment = aFixedEnvironment(began);
  const ports: BookingPorts = {
    ...parts,
    environment,
    memory: new EventMemory(parts.events as EventStore, environment),
    log: { warn: () => undefined },
    queue: { send: ({ eventId }) => promoteWaitlist(eventId, [], ports) },
  };
  return ports;
}

type Story = (
  event: Event,
  ports: BookingPorts,
  book: (fields: Partial<BookTickets>) => Promise<string>,
) => Promise<unknown>;

async function play(event: Event, story: Story, ports: BookingPorts): Promise<void> {
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
      arrival: ports.environment.now(),
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
  const { ports } = aCast(undefined, table);
  const event = await aCast().anEvent({ capacity: 6, maxPerBooking: 6, maxPerCustomer: 6, ...fields });
  const recorded: Call[] = [];
  record(table, (call) => recorded.push(call));
  const began = Date.now();
  const real = { events: ports.events, bookings: ports.bookings, line: ports.line };
  await play(event, story, withClerk(real, began));

  const simulation = new Simulation(1);
  const dynamo = new DynamoModel(simulation, { holdMedianMs: 7, partitions: 4 });
  const state = new SaleState(event);
  const modelled: Call[] = [];
  dynamo.onCall = (call) => modelled.push(call);
  const stores = {
    events: modelEvents(state, dynamo),
    bookings: modelBookings(state, dynamo),
    line: modelLine(state, dynamo),
  };
  const told = play(event, story, withClerk(stores, began));
  await simulation.run();
  await told;
  // The engine names no price for what it refuses.
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
    'makes the calls of the real stores while tickets last, at the end and after it, with %s',
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
    ['a part of', 3, {}],
    ['all', 4, {}],
    ['by many shards, all', 4, { peakRequestsPerSecond: 2_561 }],
  ])(
    'makes the calls of the clerk who hands out %s what a closed sale has left',
    async (_, quantity, fields) => {
      const answers: string[] = [];
      const { recorded, modelled } = await callsOf(async (event, ports, book) => {
        answers.push(await book({ quantity: 2 }));
        await closeSale(event, new Patience(ports.environment, 1_000), ports);
        answers.push(await book({ quantity }));
      }, fields);
      expect(answers).toEqual(['confirmed', 'confirmed', 'confirmed', 'confirmed']);
      expect(modelled).toEqual(recorded);
    },
  );

  test('gives the same figures for the same seed, and sells every ticket once', async () => {
    const setting = {
      shards: 8,
      ratePerS: 500,
      requests: 600,
      tickets: 400,
      quantityMost: 1,
      holdMedianMs: 7,
      partitions: 16,
      seed: 3,
    };
    const first = await runSale(setting);
    expect(await runSale(setting)).toEqual(first);
    expect(first.answers.filter(({ status }) => status === 201)).toHaveLength(400);
    expect(first.answers.filter(({ isFalse }) => isFalse)).toEqual([]);
  });

  test('shows that lanes keep requests apart: without them twice as many meet', async () => {
    const setting = {
      shards: 16,
      ratePerS: 300,
      requests: 1_200,
      tickets: 1_800,
      quantityMost: 1,
      holdMedianMs: 7,
      partitions: 16,
      seed: 1,
    };
    const conflicts = async () => (await runSale(setting)).usedInAll.conflicts;
    const withLanes = await conflicts();
    const keep = jest.spyOn(Lanes.prototype, 'keep').mockImplementation(() => undefined);
    try {
      expect(await conflicts()).toBeGreaterThan(2 * withLanes);
    } finally {
      keep.mockRestore();
    }
  });

  test('lets one transaction at a time have an item, and a single write has to keep off it too', async () => {
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
