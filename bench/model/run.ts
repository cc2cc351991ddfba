/**
 * `npm run model`: what a sale on AWS would be like, by simulation. Sweeps shards, arrival rates and hold times,
 * judges the goals at their worst of several seeds, and writes bench/results/model.json and model.svg. One seed twice
 * gives the same figures. What is assumed of AWS stands in assumptions.ts.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { drawChart } from '../../bin/chart.ts';
import type { Verdict } from '../measurement.ts';
import {
  HOLD_MEDIANS_MS,
  NEVER_WARMED_PARTITIONS,
  PARTITION_WRITE_UNITS_PER_S,
  WARM_RESERVE,
  WRITE_UNITS_PER_BOOKING_PLANNED,
} from './assumptions.ts';
import { type Figures, figuresOf } from './figures.ts';
import { runSale, type SaleSetting } from './sale.ts';

const SHARDS = Array.from({ length: 9 }, (_, power) => 2 ** power);
const RATES_PER_S = [100, 300, 1_000, 3_000, 10_000];
const SEEDS = [1, 2, 3];
const COLOURS = ['#1463b8', '#1d8649', '#c2571a', '#8a3fb0', '#b3263a'];
const RESULTS = path.join(import.meta.dirname, '../results');

/** Three quarters of the requests find a ticket, so that the end of the sale and what follows it are in every run. */
const SOLD_SHARE = 0.75;
const SALE_S = 6;
const REQUESTS_LEAST = 2_000;
const REQUESTS_MOST = 20_000;

function partitionsFor(ratePerS: number): number {
  const units = ratePerS * WRITE_UNITS_PER_BOOKING_PLANNED * WARM_RESERVE;
  return Math.max(NEVER_WARMED_PARTITIONS, Math.ceil(units / PARTITION_WRITE_UNITS_PER_S));
}

function aSetting(shards: number, ratePerS: number, fields: Partial<SaleSetting> = {}): SaleSetting {
  const requests = Math.min(REQUESTS_MOST, Math.max(REQUESTS_LEAST, ratePerS * SALE_S));
  const quantityMost = fields.quantityMost ?? 1;
  const tickets = Math.round((requests * SOLD_SHARE * (1 + quantityMost)) / 2);
  const [holdMedianMs = 7] = HOLD_MEDIANS_MS;
  const partitions = partitionsFor(ratePerS);
  return { shards, ratePerS, requests, tickets, quantityMost, holdMedianMs, partitions, seed: 1, ...fields };
}

async function modelAll(settings: SaleSetting[], what: string): Promise<Figures[]> {
  const all: Figures[] = [];
  for (const setting of settings) {
    process.stderr.write(`\r${what}: ${all.length + 1} of ${settings.length} `);
    all.push(figuresOf(setting, await runSale(setting)));
  }
  process.stderr.write('\n');
  return all;
}

/** Bookings a second if transactions took turns without a gap: arrivals above that only fail, and slowly. */
function couldTake(shards: number, holdMedianMs: number): number {
  return (shards * 1000) / holdMedianMs;
}

type Goal = { goal: string; wanted: string; reached: number; isReached: boolean };

function atLeast(goal: string, wanted: number, values: number[]): Goal {
  const reached = Math.min(...values);
  return { goal, wanted: `≥ ${wanted}`, reached, isReached: reached >= wanted };
}

function atMost(goal: string, wanted: number, values: number[]): Goal {
  const reached = Math.max(...values);
  return { goal, wanted: `≤ ${wanted}`, reached, isReached: reached <= wanted };
}

/** Served until the line is open to all: while tickets last, and while the sale closes. */
function servedUntilClosed({ selling, closing }: Figures): number {
  const served = selling.servedShare * selling.requests + closing.servedShare * closing.requests;
  return Number((served / (selling.requests + closing.requests)).toFixed(5));
}

function judge(thousand: Figures[], tenThousand: Figures[], everything: Figures[]): Goal[] {
  return [
    atLeast(
      '1,000/s, K = 64: share served',
      0.999,
      thousand.map((one) => one.servedShare),
    ),
    atMost(
      '1,000/s, K = 64: p99, ms',
      50,
      thousand.map((one) => one.latencyMsP99),
    ),
    atMost(
      '1,000/s, K = 64: write units a booking',
      7.2,
      thousand.map((one) => one.writeUnitsPerBooking),
    ),
    atLeast('10,000/s, K = 256: share served until closed', 0.99, tenThousand.map(servedUntilClosed)),
    atLeast(
      '10,000/s, K = 256: share served once closed',
      0.99,
      tenThousand.map((one) => one.waiting.servedShare),
    ),
    atMost(
      '10,000/s, K = 256: write units a booking',
      7.2,
      tenThousand.map((one) => one.writeUnitsPerBooking),
    ),
    atMost(
      'all runs: refused while tickets remained',
      0,
      everything.map((one) => one.falseRefusals),
    ),
  ];
}

function rowOf(one: Figures) {
  const { shards, ratePerS, holdMedianMs, quantityMost, partitions, selling, closing, waiting } = one;
  return {
    K: shards,
    'rate/s': ratePerS,
    'hold ms': holdMedianMs,
    tickets: `1-${quantityMost}`,
    partitions,
    'booked/s': one.bookingsPerSecond,
    served: one.servedShare,
    'served selling': selling.servedShare,
    'served closed': waiting.servedShare,
    p50: one.latencyMsP50,
    p99: one.latencyMsP99,
    'p99.9': one.latencyMsP999,
    'WCU/b': one.writeUnitsPerBooking,
    'RCU/b': one.readUnitsPerBooking,
    'conflicts/b': one.conflictsPerBooking,
    'closing ms': closing.ms,
    false: one.falseRefusals,
  };
}

function draw(sweep: Figures[], holdMedianMs: number): string {
  const series = RATES_PER_S.map((ratePerS, index) => ({
    name: `${ratePerS.toLocaleString('en')}/s:`,
    colour: COLOURS[index] ?? '#000',
    points: sweep
      .filter((one) => one.ratePerS === ratePerS && one.holdMedianMs === holdMedianMs)
      .map(({ shards, promptShare }) => ({ x: Math.log2(shards), y: Math.round(promptShare * 1000) / 10 })),
  }));
  return drawChart({
    title: 'Modelled: requests answered within 50 ms while tickets last, in percent',
    subtitle: `by arrivals a second; an item is held by a transaction for ${holdMedianMs} ms (median)`,
    xLabel: 'shards of the event',
    xTicks: SHARDS.map((shards) => ({ x: Math.log2(shards), text: String(shards) })),
    series,
  });
}

const began = performance.now();
const overSeeds = (shards: number, ratePerS: number, fields: Partial<SaleSetting> = {}) =>
  SEEDS.map((seed) => aSetting(shards, ratePerS, { seed, ...fields }));

const sweep = await modelAll(
  HOLD_MEDIANS_MS.flatMap((holdMedianMs) =>
    SHARDS.flatMap((shards) =>
      RATES_PER_S.filter((ratePerS) => ratePerS <= couldTake(shards, holdMedianMs)).map((ratePerS) =>
        aSetting(shards, ratePerS, { holdMedianMs }),
      ),
    ),
  ),
  'Sweep',
);
const special = await modelAll(
  [
    aSetting(16, 300, { quantityMost: 6 }),
    aSetting(64, 1_000, { quantityMost: 6 }),
    aSetting(256, 3_000, { quantityMost: 6 }),
    aSetting(64, 1_000, { partitions: NEVER_WARMED_PARTITIONS }),
  ],
  'Several tickets, and a table never warmed',
);
const judged: { holdMedianMs: number; goals: Goal[]; runs: Figures[] }[] = [];
for (const holdMedianMs of HOLD_MEDIANS_MS) {
  const thousand = await modelAll(overSeeds(64, 1_000, { holdMedianMs }), '1,000/s');
  const tenThousand = await modelAll(overSeeds(256, 10_000, { holdMedianMs }), '10,000/s');
  const everything = [...sweep, ...special, ...thousand, ...tenThousand];
  judged.push({
    holdMedianMs,
    goals: judge(thousand, tenThousand, everything),
    runs: [...thousand, ...tenThousand],
  });
}

console.table([...sweep, ...special].map(rowOf));
for (const one of judged) {
  console.log(`Goals with a hold of ${one.holdMedianMs} ms, the worst of ${SEEDS.length} seeds:`);
  console.table(one.goals);
}
/** By the lower hold; the higher one is told beside it. */
function verdict(): Verdict {
  const [{ goals, holdMedianMs } = { goals: [], holdMedianMs: 0 }] = judged;
  const missed = goals.filter(({ isReached }) => !isReached).map(({ goal, reached }) => `${goal} ${reached}`);
  const figure = `${goals.length - missed.length} of ${goals.length} with a hold of ${holdMedianMs} ms${missed.length === 0 ? '' : `; missed: ${missed.join('; ')}`}`;
  return { id: 'model', met: missed.length === 0, figure };
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
mkdirSync(RESULTS, { recursive: true });
writeFileSync(
  path.join(RESULTS, 'model.json'),
  `${JSON.stringify({ at: new Date().toISOString(), commit, node: process.version, goals: [verdict()], judged, special, sweep }, null, 2)}\n`,
);
writeFileSync(path.join(RESULTS, 'model.svg'), draw(sweep, HOLD_MEDIANS_MS[0] ?? 7));
console.log(
  `${Math.round((performance.now() - began) / 1000)} s. bench/results/model.json and model.svg are written.`,
);
