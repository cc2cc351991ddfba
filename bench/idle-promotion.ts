/**
 * Measures the time from a cancellation to the promotion on an idle service: one cancellation at a time with
 * one waiter. The time runs from the request until a GET of the waiter's booking, repeated every 2 ms,
 * answers `confirmed`; so it contains the request, the queue, the clerk's pass and, on average, half a
 * polling interval. Also measures the time between the history entries `cancelled` and `promoted`, which does
 * not contain the requests.
 */

import { type ApiClient, apiClient } from '../bin/local/api-client.ts';
import { chanceOf } from '../bin/soak/chance.ts';
import { storePorts } from '../functions/compose.ts';
import type { Buyer, Contestant } from './contestant.ts';
import { until } from './contestant.ts';
import { startBoxoffice } from './contestants.ts';
import type { Findings, Measurement, Settings } from './measurement.ts';
import { buy, cancel, type Sold } from './sale.ts';
import { quantile, rounded } from './statistics.ts';

const SAMPLES = 200;
const WARM_UP_SAMPLES = 20;
const LOOK_INTERVAL_MS = 2;
/** The least pause between samples; up to as much is added at random, against alignment with the polls. */
const PAUSE_MS = 50;
const GOAL_MS = 250;
const PERCENTILES = [0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 100];

/** `seenMs`: until the waiter saw the promotion. `factsMs`: between the two history entries. */
type Sample = { seenMs: number; factsMs: number };

async function sampleOne(
  contestant: Contestant,
  client: ApiClient,
  sold: Sold,
  next: { bookingId: string; buyer: Buyer },
): Promise<Sample> {
  const path = `/v1/events/${sold.eventId}/bookings/${next.bookingId}`;
  const isConfirmed = async () => {
    const answer = await client.call({ path, token: next.buyer.token });
    return answer.body.status === 'confirmed';
  };
  if (await isConfirmed()) throw new Error('A booking that should be waitlisted is confirmed.');
  const began = performance.now();
  await cancel(contestant, client, sold);
  await until(isConfirmed, 'a promotion', LOOK_INTERVAL_MS);
  const seenMs = performance.now() - began;
  const { cache, bookings } = storePorts();
  const event = await cache.get(sold.eventId);
  const at = async (bookingId: string, what: string) =>
    (await bookings.read(event, bookingId))?.history.find((historyEntry) => historyEntry.what === what)?.at ??
    Number.NaN;
  const factsMs = (await at(next.bookingId, 'promoted')) - (await at(sold.bookingId, 'cancelled'));
  return { seenMs, factsMs };
}

async function takeSamples(contestant: Contestant, seed: number): Promise<Sample[]> {
  const client = apiClient(contestant.url);
  const chance = chanceOf(seed);
  try {
    const count = WARM_UP_SAMPLES + SAMPLES;
    const event = await client.call(await contestant.createEvent(count));
    const eventId = String(event.body.id);
    const buyers = await contestant.buyers(2 * count);
    const requests = buyers.map((buyer) => ({ eventId, buyer, quantity: 1 }));
    const { sold } = await buy(contestant, client, requests.slice(0, count), 8);
    const samples: Sample[] = [];
    for (const { buyer } of requests.slice(count)) {
      const joined = await client.call(contestant.book(eventId, buyer, 1));
      const held = sold[samples.length];
      if (joined.status !== 202 || held === undefined)
        throw new Error('There is no waiter, or no booking to cancel.');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (1 + chance.next())));
      samples.push(await sampleOne(contestant, client, held, { bookingId: String(joined.body.id), buyer }));
    }
    const { held, waiting } = await contestant.counts(eventId);
    if (held !== count || waiting !== 0)
      throw new Error(`${held} of ${count} tickets held, ${waiting} waiting.`);
    await contestant.verify(eventId);
    return samples.slice(WARM_UP_SAMPLES);
  } finally {
    client.close();
  }
}

async function measure({ seed }: Settings): Promise<Findings> {
  const contestant = await startBoxoffice();
  try {
    const samples = await takeSamples(contestant, seed);
    const seen = samples.map(({ seenMs }) => seenMs);
    const stored = samples.map(({ factsMs }) => factsMs);
    const summary = (values: number[]) => ({
      p50: rounded(quantile(values, 0.5)),
      p99: rounded(quantile(values, 0.99)),
      most: rounded(Math.max(...values)),
    });
    const p99 = quantile(seen, 0.99);
    return {
      rounds: 1,
      warmUp: `${WARM_UP_SAMPLES} samples`,
      load: { samples: SAMPLES, lookIntervalMs: LOOK_INTERVAL_MS },
      figures: { seenMs: summary(seen), factsMs: summary(stored) },
      goals: [
        {
          id: 'idle-promotion',
          met: p99 <= GOAL_MS,
          figure: `${rounded(p99)} ms as seen by the customer, ${rounded(quantile(stored, 0.99))} ms by the history entries`,
        },
      ],
      charts: {
        'idle-promotion': {
          title: 'From a cancellation to the promotion when idle',
          subtitle: `${SAMPLES} samples, one at a time, as seen by the promoted customer`,
          xAxis: 'percentile',
          yAxis: 'ms',
          series: [{ name: '', points: PERCENTILES.map((p) => [p, rounded(quantile(seen, p / 100), 1)]) }],
        },
      },
    };
  } finally {
    await contestant.stop();
  }
}

export const idlePromotion: Measurement = {
  name: 'idle-promotion',
  about: `one cancellation at a time with one waiter, ${SAMPLES} times`,
  seconds: 25,
  measure,
};
