/**
 * Measures a mass cancellation: 1,000 bookings of one event are cancelled over 50 connections with 5,000
 * waiters. The rate is 1,000 divided by the time from the first cancellation to the last stored promotion, so
 * it includes the cancellations. Boxoffice's clerk promotes after the answer, the yardsticks in the
 * transaction of the cancellation.
 */

import type { Chart } from '../bin/chart.ts';
import { apiClient } from '../bin/local/api-client.ts';
import { readEventSnapshot } from '../bin/local/event-snapshot.ts';
import { storePorts, table } from '../functions/compose.ts';
import type { Contestant } from './contestant.ts';
import { withContestants } from './contestants.ts';
import type { Findings, Measurement, Settings } from './measurement.ts';
import { buy, cancel } from './sale.ts';
import { rounded, type Spread, spread } from './statistics.ts';

const LOAD = { tickets: 1_000, waiting: 5_000, cancellations: 1_000, connections: 50 };
const WARM_UP = { tickets: 200, waiting: 400, cancellations: 200, connections: 50 };
const USUAL_ROUNDS = 3;
const GOAL_PER_SECOND = 500;

/**
 * Times in ms from the first cancellation. `promotions`: the time of each promotion, equal within a batch.
 */
type Run = { cancelledMs: number; promotedMs: number; promotions: number[] };

/** @throws when other waiters than those who waited longest are promoted. */
async function runLoad(contestant: Contestant, load: typeof LOAD): Promise<Run> {
  const client = apiClient(contestant.url, load.connections);
  try {
    const event = await client.call(await contestant.createEvent(load.tickets));
    const eventId = String(event.body.id);
    const buyers = await contestant.buyers(load.tickets + load.waiting);
    const requests = buyers.map((buyer) => ({ eventId, buyer, quantity: 1 }));
    const { sold } = await buy(contestant, client, requests, load.connections);
    if (sold.length !== load.tickets) throw new Error(`${contestant.name} sold ${sold.length} tickets.`);

    const openedAt = Date.now();
    const began = performance.now();
    const chosen = sold.slice(0, load.cancellations);
    await Promise.all(chosen.map((booking) => cancel(contestant, client, booking)));
    const cancelledMs = performance.now() - began;
    await contestant.untilPromoted(eventId, load.cancellations);
    const promotedMs = performance.now() - began;

    const { held, waiting } = await contestant.counts(eventId);
    if (held !== load.tickets || waiting !== load.waiting - load.cancellations)
      throw new Error(`${contestant.name} ended with ${held} tickets held and ${waiting} waiting.`);
    await contestant.verify(eventId);
    const promotions = contestant.name === 'boxoffice' ? await promotionsOf(eventId, openedAt) : [];
    return { cancelledMs, promotedMs, promotions };
  } finally {
    client.close();
  }
}

async function promotionsOf(eventId: string, openedAt: number): Promise<number[]> {
  const event = await storePorts().cache.refresh(eventId);
  const { bookings } = await readEventSnapshot(table(), event);
  return bookings
    .flatMap(({ history }) =>
      history
        .filter((historyEntry) => historyEntry.what === 'promoted')
        .map((historyEntry) => historyEntry.at),
    )
    .map((at) => at - openedAt)
    .sort((a, b) => a - b);
}

/** @returns the promotions a second after the last cancellation was answered, when only the clerk works. */
function clerkRate({ promotions, cancelledMs, promotedMs }: Run): number {
  return promotions.filter((at) => at > cancelledMs).length / ((promotedMs - cancelledMs) / 1000);
}

function chartOf(runs: Run[]): Chart {
  const { promotions, cancelledMs } = runs.at(-1) ?? { promotions: [], cancelledMs: 0 };
  return {
    title: 'Promotions after 1,000 cancellations with 5,000 waiters',
    subtitle: 'the last round on Boxoffice; one point for each promotion batch',
    xAxis: 'ms since the first cancellation',
    yAxis: 'promotions',
    series: [
      {
        name: '',
        points: [
          [0, 0],
          ...promotions
            .map((at, index): [number, number] => [at, index + 1])
            .filter(([at], index) => at !== promotions[index + 1]),
        ],
      },
    ],
    marks: [{ x: rounded(cancelledMs), text: 'all cancellations answered' }],
  };
}

async function measure({ rounds = USUAL_ROUNDS }: Settings): Promise<Findings> {
  return withContestants(['sequelize-row-lock', 'two-statements'], async ({ contestants, versions }) => {
    const runs = new Map<string, Run[]>(contestants.map(({ name }) => [name, []]));
    for (const contestant of contestants) await runLoad(contestant, WARM_UP);
    for (let round = 1; round <= rounds; round += 1) {
      for (const contestant of round % 2 === 1 ? contestants : contestants.toReversed()) {
        const run = await runLoad(contestant, LOAD);
        runs.get(contestant.name)?.push(run);
        console.log(
          `round ${round}/${rounds}  ${contestant.name.padEnd(20)} cancelled in ${rounded(run.cancelledMs)} ms, all promoted after ${rounded(run.promotedMs)} ms`,
        );
      }
    }
    const rate = (list: Run[]) => spread(list.map((run) => LOAD.cancellations / (run.promotedMs / 1000)));
    const figures = Object.fromEntries(
      [...runs].map(([name, list]) => [
        name,
        {
          promotionsPerSecond: rate(list),
          cancelledMs: spread(list.map((run) => run.cancelledMs)),
          promotedMs: spread(list.map((run) => run.promotedMs)),
        },
      ]),
    );
    const own = runs.get('boxoffice') ?? [];
    const ratio = (list: Run[]): Spread =>
      spread(
        list.map((run, round) => run.promotedMs / (own[round]?.promotedMs ?? 0)),
        2,
      );
    const { median, least, most } = rate(own);
    const clerk = spread(own.map(clerkRate));
    return {
      rounds,
      warmUp: '200 cancellations and 400 waiting, once each',
      load: LOAD,
      figures: { ...figures, clerkAlonePerSecond: clerk },
      ratios: Object.fromEntries([...runs].map(([name, list]) => [name, ratio(list)])),
      versions,
      goals: [
        {
          id: 'promotion-rate',
          met: median >= GOAL_PER_SECOND,
          figure: `${median} a second, ${least} to ${most} by round, from the first cancellation on; the clerk alone, after the last cancellation, ${clerk.median}`,
        },
      ],
      charts: { 'mass-cancellation': chartOf(own) },
    };
  });
}

export const massCancellation: Measurement = {
  name: 'mass-cancellation',
  about: '1,000 concurrent cancellations with 5,000 waiters for one event',
  seconds: 60,
  measure,
};
