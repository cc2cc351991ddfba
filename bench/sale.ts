/**
 * One sale as a load: a closed loop of connections books until every buyer is answered, then some bookings
 * are cancelled concurrently. The tickets sold are compared with the capacity and with the contestant's own
 * counts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, apiClient } from '../bin/local/api-client.ts';
import { chanceOf } from '../bin/soak/chance.ts';
import type { Buyer, Contestant, Pids } from './contestant.ts';
import { cpuMsOf } from './processor-time.ts';
import { quantile } from './statistics.ts';

/** `tickets` and `buyers` are per event. A buyer asks for 1 to `quantity` tickets. */
export type Sale = {
  events: number;
  tickets: number;
  buyers: number;
  quantity: number;
  connections: number;
  cancellations: number;
};

/** Processor time in ms of the HTTP server, the database or engine, and the load generator. */
export type CpuMs = { server: number; database: number; load: number };

/**
 * Latencies in ms include repeats. `answeredPerSecond` counts all requests, also those that joined the
 * waitlist, until the last answer; `bookedPerSecond` counts bookings until the last one was confirmed.
 * `promotedMs` is the time from the first cancellation to the last promotion; undefined without
 * cancellations.
 */
export type SaleResult = {
  answeredPerSecond: number;
  bookedPerSecond: number;
  latencyMsP50: number;
  latencyMsP99: number;
  busyAnswers: number;
  cpuMsPerRequest: CpuMs;
  promotedMs: number | undefined;
};

/** The most repeats of a request that is answered 503. */
const BUSY_REPEATS = 5;

export type Sold = { eventId: string; bookingId: string; buyer: Buyer; quantity: number };

type Request = { eventId: string; buyer: Buyer; quantity: number };

/** @throws when a ticket is sold twice or not at all, since the speed of wrong answers does not matter. */
export async function runSale(contestant: Contestant, sale: Sale, seed: number): Promise<SaleResult> {
  const client = apiClient(contestant.url, sale.connections);
  try {
    const eventIds = await createEvents(contestant, client, sale);
    const buyers = await contestant.buyers(sale.events * sale.buyers);
    const chance = chanceOf(seed);
    const requests = buyers.map((buyer, n) => ({
      eventId: eventIds[n % sale.events] ?? '',
      buyer,
      quantity: chance.between(1, sale.quantity),
    }));
    const cpuBefore = cpuSoFar(contestant.pids);
    const outcome = await buy(contestant, client, requests, sale.connections);
    const cpuAfter = cpuSoFar(contestant.pids);
    checkSold(contestant, eventIds, outcome.sold, sale);
    const cancelled = outcome.sold.slice(0, sale.cancellations);
    const promotedMs = await cancelAtOnce(contestant, client, cancelled);
    for (const eventId of eventIds) {
      await checkCounts(contestant, eventId, sale);
      await contestant.verify(eventId);
    }
    return {
      answeredPerSecond: requests.length / (outcome.lastAnswerMs / 1000),
      bookedPerSecond: outcome.sold.length / (outcome.lastSoldMs / 1000),
      latencyMsP50: quantile(outcome.latencies, 0.5),
      latencyMsP99: quantile(outcome.latencies, 0.99),
      busyAnswers: outcome.busy,
      cpuMsPerRequest: perRequest(cpuBefore, cpuAfter, requests.length),
      promotedMs,
    };
  } finally {
    client.close();
  }
}

function cpuSoFar({ server, database }: Pids): CpuMs {
  return { server: cpuMsOf(server), database: cpuMsOf(database), load: cpuMsOf(process.pid) };
}

function perRequest(before: CpuMs, after: CpuMs, requests: number): CpuMs {
  const of = (part: keyof CpuMs) => (after[part] - before[part]) / requests;
  return { server: of('server'), database: of('database'), load: of('load') };
}

async function createEvents(contestant: Contestant, client: ApiClient, sale: Sale): Promise<string[]> {
  const create = async () => {
    const answer = await client.call(await contestant.createEvent(sale.tickets));
    return String(answer.body.id);
  };
  return Promise.all(Array.from({ length: sale.events }, create));
}

type Outcome = {
  sold: Sold[];
  latencies: number[];
  lastSoldMs: number;
  lastAnswerMs: number;
  busy: number;
};

/**
 * Sends all requests over `connections`, and repeats those answered 503 after their `Retry-After`.
 * @throws when an answer is neither 201 nor 202.
 */
export async function buy(
  contestant: Contestant,
  client: ApiClient,
  requests: Request[],
  connections: number,
): Promise<Outcome> {
  const outcome: Outcome = { sold: [], latencies: [], lastSoldMs: 0, lastAnswerMs: 0, busy: 0 };
  let next = 0;
  const began = performance.now();
  const buyInTurn = async () => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { eventId, buyer, quantity } = request;
      const sent = performance.now();
      let answer = await client.call(contestant.book(eventId, buyer, quantity));
      for (let repeats = 0; answer.status === 503 && repeats < BUSY_REPEATS; repeats += 1) {
        outcome.busy += 1;
        await sleep(Number(answer.headers['retry-after']) * 1_000);
        answer = await client.call(contestant.book(eventId, buyer, quantity));
      }
      outcome.latencies.push(performance.now() - sent);
      outcome.lastAnswerMs = performance.now() - began;
      if (answer.status === 201) {
        outcome.sold.push({ eventId, bookingId: String(answer.body.id), buyer, quantity });
        outcome.lastSoldMs = outcome.lastAnswerMs;
      } else if (answer.status !== 202) {
        throw new Error(`${contestant.name} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, buyInTurn));
  return outcome;
}

/** Allows fewer unsold tickets than the largest quantity: the first waiter may need more than are left. */
function checkSold({ name }: Contestant, eventIds: string[], sold: Sold[], sale: Sale): void {
  if (new Set(sold.map(({ bookingId }) => bookingId)).size !== sold.length)
    throw new Error(`${name} gave two buyers the same booking.`);
  for (const eventId of eventIds) {
    const tickets = sold
      .filter((one) => one.eventId === eventId)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    if (tickets > sale.tickets || tickets <= sale.tickets - sale.quantity)
      throw new Error(`${name} sold ${tickets} of ${sale.tickets} tickets.`);
  }
}

async function checkCounts(contestant: Contestant, eventId: string, sale: Sale): Promise<void> {
  const { held, waiting } = await contestant.counts(eventId);
  const isShort = waiting > 0 && held <= sale.tickets - sale.quantity;
  if (held > sale.tickets || isShort)
    throw new Error(`${contestant.name} counts ${held} of ${sale.tickets} tickets held, ${waiting} waiting.`);
}

/**
 * Cancels the bookings concurrently.
 * @returns the ms until as many were promoted; undefined without bookings.
 */
async function cancelAtOnce(
  contestant: Contestant,
  client: ApiClient,
  bookings: Sold[],
): Promise<number | undefined> {
  const [first] = bookings;
  if (first === undefined) return undefined;
  const began = performance.now();
  await Promise.all(bookings.map((booking) => cancel(contestant, client, booking)));
  await contestant.untilPromoted(first.eventId, bookings.length);
  return performance.now() - began;
}

/** Cancels one booking. @throws when the answer is not 200. */
export async function cancel(
  contestant: Contestant,
  client: ApiClient,
  { eventId, bookingId, buyer }: Sold,
): Promise<void> {
  const answer = await client.call(contestant.cancel(eventId, bookingId, buyer));
  if (answer.status !== 200) throw new Error(`${contestant.name} answered a cancellation ${answer.status}.`);
}
