/**
 * Measures whether an operation costs more for events with more tickets, alternating between 100 and
 * 1,000,000. A few bookings are made and cancelled by the product's use cases; all other tickets are held by
 * one booking that is written directly, so that a million tickets need not be sold one by one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoEngine } from '../bin/local/dynamo-engine.ts';
import { createTable } from '../bin/local/resources.ts';
import { runtime } from '../functions/compose.ts';
import { createEvent } from '../functions/domain/events/create-event.ts';
import type { Event } from '../functions/domain/model/event.ts';
import { eventStore } from '../functions/store/events.ts';
import { shardKey } from '../functions/store/items/shard.ts';
import { brokenIn } from '../test/kit/audits.ts';
import { aBooking, storeBookings } from '../test/kit/stored-bookings.ts';
import { growthChart } from './growth-chart.ts';
import type { Findings, Measurement, Settings } from './measurement.ts';
import { type Cost, dearer, type Held, type Operation, SingleClient } from './operations.ts';

const TABLE_NAME = 'capacity';
const CAPACITIES = [100, 1_000, 10_000, 100_000, 1_000_000];
const FLAT_FROM = 10_000;
const USUAL_ROUNDS = 3;
/** The number of runs of each operation, for each capacity in each round. */
const BOOKINGS = 60;
const JOINS = 70;
const PROMOTED_ALONE = 20;
const LOOKS = 20;

/** Writes one booking that holds all remaining tickets, and empties the shards. */
async function sellTheRest({ table }: SingleClient, event: Event): Promise<void> {
  const shards = await eventStore(table).readShards(event, 'strong');
  const left = shards.reduce((sum, shard) => sum + shard.freeTickets, 0);
  await storeBookings(table, event, [aBooking(event, { quantity: left })]);
  const empty = ({ index, freeTickets }: (typeof shards)[number]) => ({
    Update: {
      TableName: table.name,
      Key: shardKey(event.id, index),
      UpdateExpression: 'SET freeTickets = :none',
      ConditionExpression: 'freeTickets = :seen',
      ExpressionAttributeValues: { ':none': 0, ':seen': freeTickets },
    },
  });
  await table.client.send(new TransactWriteCommand({ TransactItems: shards.map(empty) }));
}

/**
 * Runs every operation on a new event.
 * @throws when one has no effect, or the audit finds a broken guarantee.
 */
async function operate(client: SingleClient, capacity: number): Promise<void> {
  const request = {
    name: 'Bench',
    organizerId: runtime.newId(),
    startsAt: '2099-01-01T20:00:00.000Z',
    capacity,
    maxPerCustomer: capacity,
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' as const },
  };
  const { event } = await createEvent(request, undefined, { events: eventStore(client.table), runtime });
  const held: Held[] = [];
  for (let n = 0; n < BOOKINGS; n += 1) held.push(await client.book(event, 'book'));
  await sellTheRest(client, event);
  let last = await client.book(event, 'join');
  for (let n = 1; n < JOINS; n += 1) last = await client.book(event, 'join');
  await client.look(event, last, LOOKS);
  await client.cancelAndPromote(event, held, PROMOTED_ALONE);
  const broken = await brokenIn(client.table, event.id);
  if (broken.length > 0) throw new Error(`The audit found: ${JSON.stringify(broken)}`);
}

async function measure({ rounds = USUAL_ROUNDS }: Settings): Promise<Findings> {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-capacity-'));
  const engine = await startDynamoEngine(directory);
  Object.assign(process.env, engine.variables);
  try {
    await createTable(TABLE_NAME);
    const clients = CAPACITIES.map((capacity) => ({ capacity, client: new SingleClient(TABLE_NAME) }));
    for (const { client, capacity } of clients) {
      await operate(client, capacity);
      client.costs();
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const { client, capacity } of clients) await operate(client, capacity);
      console.log(`round ${round}/${rounds}  ${CAPACITIES.join(', ')} tickets`);
    }
    const costs = clients.map(({ capacity, client }) => ({ x: capacity, costs: client.costs() }));
    return findingsOf(costs, rounds);
  } finally {
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function findingsOf(costs: { x: number; costs: Map<Operation, Cost> }[], rounds: number): Findings {
  const flatFrom = costs.find(({ x }) => x === FLAT_FROM)?.costs ?? new Map();
  const growing = dearer(flatFrom, costs.at(-1)?.costs ?? new Map(), []);
  const operations = [...(costs[0]?.costs.keys() ?? [])];
  return {
    rounds,
    warmUp: 'one round',
    load: { capacities: CAPACITIES, bookings: BOOKINGS, joins: JOINS, looks: LOOKS },
    figures: Object.fromEntries(costs.map(({ x, costs: at }) => [x, Object.fromEntries(at)])),
    goals: [
      {
        id: 'flat-in-capacity',
        met: growing.length === 0,
        figure: growing.length === 0 ? `${operations.length} operations, none dearer` : growing.join('; '),
      },
    ],
    charts: {
      capacity: growthChart(
        'The cost of an operation by the capacity of the event',
        'tickets',
        costs,
        operations,
      ),
    },
  };
}

export const capacity: Measurement = {
  name: 'capacity',
  about: 'the cost of each operation for events of 100 to 1,000,000 tickets',
  seconds: 20,
  measure,
};
