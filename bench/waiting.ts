/**
 * Measures whether the length of the waitlist matters: 100,000 customers join the waitlist of a sold-out
 * event, and with 0, 1,000, 10,000 and 100,000 waiters a single client runs each operation. As a control for
 * changes in the machine's speed, after each 10,000 joins another 1,000 customers join an empty waitlist.
 */

import type { Chart } from '../bin/chart.ts';
import { type ApiClient, apiClient } from '../bin/local/api-client.ts';
import { storePorts } from '../functions/compose.ts';
import type { Booking } from '../functions/domain/model/booking.ts';
import type { Contestant } from './contestant.ts';
import { startBoxoffice } from './contestants.ts';
import { growthChart } from './growth-chart.ts';
import type { Findings, Measurement } from './measurement.ts';
import {
  type Cost,
  dearer,
  type Held,
  type Operation,
  PROMOTED_TOGETHER,
  SingleClient,
} from './operations.ts';
import { buy } from './sale.ts';
import { quantile, rounded } from './statistics.ts';

const LOAD = { tickets: 2_000, waiting: 100_000, bucket: 10_000, connections: 32 };
const CONTROL_JOINS = 1_000;
/** Gives the control event as many shards as the measured event has. */
const CONTROL_TICKETS = 1_000;
const CHECKPOINTS = [0, 1_000, 10_000, 100_000];
const PROMOTED_ALONE = 30;
const LOOKS = 10;
const GOAL_RATIO = 0.9;
/** A position near the head is cheaper than one far behind it (decision 15), and the list counts the waiters. */
const MAY_GROW: Operation[] = ['position', 'list page'];

type Rates = { perSecond: number; latencyMsP50: number; latencyMsP99: number };
type Bucket = Rates & { from: number; controlPerSecond: number };

/** Creates a sold-out event with an empty waitlist. @returns its bookings, of `quantity` tickets each. */
async function soldOut(
  contestant: Contestant,
  client: ApiClient,
  tickets: number,
  quantity: number,
): Promise<{ eventId: string; held: Held[] }> {
  const created = await client.call(await contestant.createEvent(tickets));
  const eventId = String(created.body.id);
  const buyers = await contestant.buyers(tickets / quantity);
  const requests = buyers.map((buyer) => ({ eventId, buyer, quantity }));
  const { sold } = await buy(contestant, client, requests, LOAD.connections);
  if (sold.length * quantity !== tickets)
    throw new Error(`${sold.length * quantity} of ${tickets} tickets were sold.`);
  return { eventId, held: sold.map(({ bookingId, buyer }) => ({ id: bookingId, customerId: buyer.id })) };
}

/**
 * `count` customers join the waitlist.
 * @throws when one of them gets a ticket, since the event is sold out.
 */
async function join(
  contestant: Contestant,
  client: ApiClient,
  eventId: string,
  count: number,
): Promise<Rates> {
  const requests = (await contestant.buyers(count)).map((buyer) => ({ eventId, buyer, quantity: 1 }));
  const { sold, latencies, lastAnswerMs } = await buy(contestant, client, requests, LOAD.connections);
  if (sold.length > 0) throw new Error(`${sold.length} tickets were sold after the event was sold out.`);
  return {
    perSecond: rounded(count / (lastAnswerMs / 1000)),
    latencyMsP50: rounded(quantile(latencies, 0.5)),
    latencyMsP99: rounded(quantile(latencies, 0.99)),
  };
}

/** Runs each operation at this length of the waitlist, and leaves it at the same length. */
async function operate(single: SingleClient, eventId: string, held: Held[]): Promise<Map<Operation, Cost>> {
  const event = await storePorts().cache.refresh(eventId);
  const joined: Booking[] = [];
  for (let n = 0; n < PROMOTED_ALONE + PROMOTED_TOGETHER; n += 1)
    joined.push(await single.book(event, 'join'));
  const last = joined.at(-1);
  if (last !== undefined) await single.look(event, last, LOOKS);
  await single.cancelAndPromote(event, held, PROMOTED_ALONE);
  return single.costs();
}

type Progress = { buckets: Bucket[]; costs: { x: number; costs: Map<Operation, Cost> }[] };

async function fillWaitlist(
  contestant: Contestant,
  client: ApiClient,
): Promise<Progress & { eventId: string }> {
  const { eventId, held } = await soldOut(contestant, client, LOAD.tickets, 1);
  const single = new SingleClient('boxoffice');
  const warmUp = await soldOut(contestant, client, 500, 1);
  await join(contestant, client, warmUp.eventId, 2 * CONTROL_JOINS);
  await operate(single, warmUp.eventId, warmUp.held);

  const progress: Progress = { buckets: [], costs: [] };
  const stops = [
    ...CHECKPOINTS,
    ...Array.from({ length: LOAD.waiting / LOAD.bucket }, (_, n) => (n + 1) * LOAD.bucket),
  ];
  let waiting = 0;
  let rates: Rates | undefined;
  for (const stop of [...new Set(stops)].sort((a, b) => a - b)) {
    if (stop > waiting) rates = await join(contestant, client, eventId, stop - waiting);
    waiting = stop;
    if (CHECKPOINTS.includes(stop)) {
      progress.costs.push({ x: stop, costs: await operate(single, eventId, held) });
    }
    if (stop % LOAD.bucket !== 0 || rates === undefined) continue;
    const other = await soldOut(contestant, client, CONTROL_TICKETS, 10);
    const control = await join(contestant, client, other.eventId, CONTROL_JOINS);
    progress.buckets.push({ from: stop - LOAD.bucket, ...rates, controlPerSecond: control.perSecond });
    console.log(
      `${String(stop).padStart(6)} waiting  ${rates.perSecond} joins/s, p99 ${rates.latencyMsP99} ms; control, to an empty waitlist, ${control.perSecond} joins/s`,
    );
  }
  return { ...progress, eventId };
}

async function measure(): Promise<Findings> {
  const contestant = await startBoxoffice();
  const client = apiClient(contestant.url, LOAD.connections);
  try {
    const { eventId, ...progress } = await fillWaitlist(contestant, client);
    const { held, waiting } = await contestant.counts(eventId);
    if (held !== LOAD.tickets || waiting !== LOAD.waiting)
      throw new Error(`At the end ${held} tickets are held and ${waiting} bookings wait.`);
    console.log('Auditing the event …');
    await contestant.verify(eventId);
    return findingsOf(progress);
  } finally {
    client.close();
    await contestant.stop();
  }
}

function joinsChart(buckets: Bucket[]): Chart {
  const points = (of: (bucket: Bucket) => number) =>
    buckets.map((bucket): [number, number] => [bucket.from, of(bucket)]);
  return {
    title: '100,000 customers join the waitlist of a sold-out event',
    subtitle: `over ${LOAD.connections} connections`,
    xAxis: 'waiting at the beginning of each 10,000',
    yAxis: 'joins a second',
    series: [
      { name: 'this waitlist', points: points(({ perSecond }) => perSecond) },
      { name: 'an empty one', points: points(({ controlPerSecond }) => controlPerSecond) },
    ],
  };
}

function findingsOf({ buckets, costs }: Progress): Findings {
  const [first] = buckets;
  const last = buckets.at(-1);
  const ratio = (last?.perSecond ?? 0) / (first?.perSecond ?? 1);
  const controlled = (ratio * (first?.controlPerSecond ?? 0)) / (last?.controlPerSecond ?? 1);
  const growing = dearer(costs[0]?.costs ?? new Map(), costs.at(-1)?.costs ?? new Map(), MAY_GROW);
  const operations = [...(costs[0]?.costs.keys() ?? [])];
  const flat = operations.filter((operation) => !MAY_GROW.includes(operation));
  return {
    rounds: 1,
    warmUp: '2,000 joins and a round of the operations on another event',
    load: LOAD,
    figures: {
      buckets,
      costs: Object.fromEntries(costs.map(({ x, costs: at }) => [x, Object.fromEntries(at)])),
    },
    ratios: { lastToFirst: rounded(ratio, 2), lastToFirstByTheControl: rounded(controlled, 2) },
    goals: [
      {
        id: 'joins-flat',
        met: ratio >= GOAL_RATIO,
        figure: `${rounded(ratio, 2)}, from ${first?.perSecond} to ${last?.perSecond} a second; ${rounded(controlled, 2)} relative to an empty waitlist at the same times`,
      },
      {
        id: 'flat-in-waiting',
        met: growing.length === 0,
        figure: growing.length === 0 ? `${flat.length} operations, none dearer` : growing.join('; '),
      },
    ],
    charts: {
      joins: joinsChart(buckets),
      'waiting-flat': growthChart(
        'The cost of an operation by the length of the waitlist',
        'waiting; 0 is drawn at 1',
        costs,
        flat,
      ),
      'waiting-growing': growthChart(
        'Operations that count the waiters',
        'waiting; 0 is drawn at 1',
        costs,
        MAY_GROW,
      ),
    },
  };
}

export const waiting: Measurement = {
  name: 'waiting',
  about: '100,000 customers join the waitlist of one event, and the cost of each operation meanwhile',
  seconds: 120,
  measure,
};
