/**
 * Simulates sales on AWS: sweeps the number of shards, arrival rates and hold times, and judges each goal by
 * the worst of several seeds. The same seed always gives the same figures. The assumptions about AWS are in
 * `model/assumptions.ts`.
 */
import type { Chart } from '../bin/chart.ts';
import type { Findings, Measurement, Settings, Verdict } from './measurement.ts';
import {
  HOLD_MEDIANS_MS,
  HOLD_SIGMA,
  NEVER_WARMED_PARTITIONS,
  PARTITION_READ_UNITS_PER_S,
  PARTITION_WRITE_UNITS_PER_S,
  WARM_RESERVE,
  WRITE_UNITS_PER_BOOKING_PLANNED,
} from './model/assumptions.ts';
import { type Figures, figuresOf } from './model/figures.ts';
import { runSale, type SaleSetting } from './model/sale.ts';
import { rounded } from './statistics.ts';

const SHARDS = Array.from({ length: 9 }, (_, power) => 2 ** power);
const RATES_PER_S = [100, 300, 1_000, 3_000, 10_000];
const SEEDS = [0, 1, 2];
/** The most write units a booking until the event is sold out. */
const UNITS_GOAL = 7.2;

/**
 * The share of requests for which there are tickets, so that every run contains the end of the sale and the
 * time after.
 */
const SOLD_SHARE = 0.75;
/** As of 50 caches that each keep the line for five seconds. */
const LINE_LOOKS_PER_S = 10;
const SALE_S = 6;
/** A small event with a large crowd, all of whom would wait. */
const JOINS = { tickets: 3_000, requests: 30_000, waitingEvery: 1 };
/** A limit that all can join within, and one that the crowd of a smaller event exceeds by a third. */
const AMPLE_LIMIT = 60_000;
const EXCEEDED = { tickets: 300, requests: 3_000, waitingEvery: 1, limit: 2_000 };
/** A crowd that fills a large limit within two seconds. */
const RUSHED = { tickets: 3_000, requests: 30_000, waitingEvery: 1, limit: 20_000 };
const REQUESTS_LEAST = 2_000;
const REQUESTS_MOST = 60_000;

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
  const common = { shards, ratePerS, requests, tickets, quantityMost, holdMedianMs, partitions };
  return { ...common, waitingEvery: 2, seed: 1, ...fields };
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

/** @returns the bookings a second if transactions followed each other without a gap. */
function couldTake(shards: number, holdMedianMs: number): number {
  return (shards * 1000) / holdMedianMs;
}

type Judged = { holdMedianMs: number; thousand: Figures[]; tenThousand: Figures[] };

const worst = (runs: Figures[], of: (one: Figures) => number) => Math.max(...runs.map(of));
const least = (runs: Figures[], of: (one: Figures) => number) => Math.min(...runs.map(of));
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** The mean of the lognormal hold time, which determines for how much of the time an item is held. */
const meanHoldMs = (holdMedianMs: number) => holdMedianMs * Math.exp(HOLD_SIGMA ** 2 / 2);
const longHoldMs = (holdMedianMs: number) => Math.round(holdMedianMs * Math.exp(2.33 * HOLD_SIGMA));
const busyShare = (shards: number, ratePerS: number, holdMedianMs: number) =>
  ((ratePerS / shards) * meanHoldMs(holdMedianMs)) / 1000;

function judgeThousand({ holdMedianMs, thousand }: Judged): Verdict {
  const served = least(thousand, (one) => one.servedShare);
  const p99 = worst(thousand, (one) => one.latencyMsP99);
  const units = worst(thousand, (one) => one.writeUnitsPerBooking);
  const met = served >= 0.999 && p99 <= 50 && units <= UNITS_GOAL;
  return {
    id: `model-${holdMedianMs}-ms`,
    met,
    figure: `${percent(served)}, ${p99} ms, ${units} units in the worst of ${SEEDS.length} runs; p99 ${thousand.map((one) => one.latencyMsP99).join(', ')} ms`,
    ...(!met && {
      obstacle:
        `One transaction in a hundred holds its items for ${longHoldMs(holdMedianMs)} ms or longer, and each of 64 shards is held for ` +
        `${percent(busyShare(64, 1_000, holdMedianMs))} of the time. This causes ${worst(thousand, (one) => one.conflictsPerBooking)} conflicts a booking, and each costs another attempt with its units.`,
    }),
  };
}

function judgeTenThousand({ holdMedianMs, tenThousand }: Judged): Verdict {
  const selling = least(tenThousand, (one) => one.selling.servedShare);
  const all = least(tenThousand, (one) => one.servedShare);
  const units = worst(tenThousand, (one) => one.writeUnitsPerBooking);
  const met = all >= 0.99 && units <= UNITS_GOAL;
  return {
    id: 'model-ten-thousand',
    met,
    figure: `${percent(selling)} while tickets last, ${percent(all)} of all, ${units} units in the worst of ${SEEDS.length} runs`,
    ...(!met && {
      obstacle:
        `Each of 256 shards is held for ${percent(busyShare(256, 10_000, holdMedianMs))} of the time, which causes ` +
        `${worst(tenThousand, (one) => one.conflictsPerBooking)} conflicts a booking. At the end of the sale, every request ` +
        `reads the waitlist's item, and a partition allows ${PARTITION_READ_UNITS_PER_S} reads a second.`,
    }),
  };
}

function judgeJoins(runs: Figures[], holdMedianMs: number): Verdict {
  const answered = least(runs, (one) => one.waiting.servedShare);
  const p99 = worst(runs, (one) => one.waiting.latencyMsP99);
  const units = worst(runs, (one) => one.writeUnitsPerJoin);
  const met = answered === 1 && p99 <= 100 && units <= 8;
  return {
    id: 'model-joins',
    met,
    figure: `${percent(answered)}, p99 ${p99} ms, ${units} units in the worst of ${SEEDS.length} runs`,
    ...(!met && {
      obstacle:
        `A join is a transaction of 8 units. Each of 256 shards is held for ${percent(busyShare(256, 10_000, holdMedianMs))} of the ` +
        `time, and a join that meets a held one pays for another attempt.`,
    }),
  };
}

/** `unlimited`: the same crowds at a waitlist without a limit. `exceeded`: crowds that fill one. */
function judgeLimitedJoins(limited: Figures[], exceeded: Figures[], unlimited: Figures[]): Verdict {
  const runs = [...limited, ...exceeded];
  const answered = least(runs, (one) => one.waiting.servedShare);
  const p99 = worst(runs, (one) => one.waiting.latencyMsP99);
  const ratio = least(limited, (one) => {
    const same = unlimited.find(({ seed }) => seed === one.seed);
    return one.joinsPerSecond / (same?.joinsPerSecond ?? Number.NaN);
  });
  return {
    id: 'model-limited-joins',
    met: answered === 1 && ratio >= 0.9 && p99 <= 100,
    figure: `${rounded(ratio, 2)} of the joins a second without a limit, ${percent(answered)} answered, p99 ${p99} ms in the worst of ${runs.length} runs`,
  };
}

/** `runs`: crowds of 10,000 a second that fill a limit. */
function judgeRushed(runs: Figures[]): Verdict {
  const answered = least(runs, (one) => one.servedShare);
  return {
    id: 'model-full-waitlist',
    met: answered === 1,
    figure: `${percent(answered)} answered in the worst of ${runs.length} runs, the others 503`,
    ...(answered < 1 && {
      obstacle:
        `Who is told that the waitlist is full read its item, where those who leave give their room back, and a ` +
        `partition allows ${PARTITION_READ_UNITS_PER_S} reads a second.`,
    }),
  };
}

function judgeRefusals(everything: Figures[]): Verdict {
  const refusals = everything.reduce((sum, one) => sum + one.falseRefusals, 0);
  return { id: 'model-refusals', met: refusals === 0, figure: `${refusals} in ${everything.length} runs` };
}

function rowOf(one: Figures) {
  const { shards, ratePerS, holdMedianMs, quantityMost, partitions, selling, closing, waiting } = one;
  return {
    K: shards,
    'rate/s': ratePerS,
    'hold ms': holdMedianMs,
    tickets: `1-${quantityMost}`,
    'line/s': one.lineLooksPerS,
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

function chartOf(sweep: Figures[], holdMedianMs: number): Chart {
  return {
    title: 'Modelled: requests answered within 50 ms while tickets last',
    subtitle: `by arrivals a second; a transaction holds an item for ${holdMedianMs} ms (median)`,
    xAxis: 'shards of the event',
    yAxis: '% of the requests',
    xLogBase: 2,
    series: RATES_PER_S.map((ratePerS) => ({
      name: `${ratePerS.toLocaleString('en')}/s:`,
      points: sweep
        .filter((one) => one.ratePerS === ratePerS && one.holdMedianMs === holdMedianMs)
        .map(({ shards, promptShare }) => [shards, rounded(promptShare * 100, 1)]),
    })),
  };
}

async function measure({ seed }: Settings): Promise<Findings> {
  const overSeeds = (shards: number, ratePerS: number, holdMedianMs: number) =>
    SEEDS.map((n) => aSetting(shards, ratePerS, { seed: seed + n, holdMedianMs }));
  const sweep = await modelAll(
    HOLD_MEDIANS_MS.flatMap((holdMedianMs) =>
      SHARDS.flatMap((shards) =>
        RATES_PER_S.filter((ratePerS) => ratePerS <= couldTake(shards, holdMedianMs)).map((ratePerS) =>
          aSetting(shards, ratePerS, { seed, holdMedianMs }),
        ),
      ),
    ),
    'Sweep',
  );
  const special = await modelAll(
    [
      aSetting(16, 300, { seed, quantityMost: 6 }),
      aSetting(64, 1_000, { seed, quantityMost: 6 }),
      aSetting(256, 3_000, { seed, quantityMost: 6 }),
      aSetting(64, 1_000, { seed, partitions: NEVER_WARMED_PARTITIONS }),
      aSetting(64, 1_000, { seed, lineLooksPerS: LINE_LOOKS_PER_S }),
    ],
    'Several tickets, a table never warmed, and looks at the line',
  );
  const [shortestMs = 7] = HOLD_MEDIANS_MS;
  const joins = await modelAll(
    SEEDS.map((n) => aSetting(256, 10_000, { ...JOINS, seed: seed + n, holdMedianMs: shortestMs })),
    'Joins',
  );
  const limitedJoins = await modelAll(
    SEEDS.map((n) =>
      aSetting(256, 10_000, { ...JOINS, limit: AMPLE_LIMIT, seed: seed + n, holdMedianMs: shortestMs }),
    ),
    'Joins of a waitlist with a limit',
  );
  const exceeded = await modelAll(
    SEEDS.map((n) => aSetting(64, 1_000, { ...EXCEEDED, seed: seed + n, holdMedianMs: shortestMs })),
    'Joins of a waitlist that becomes full',
  );
  const rushed = await modelAll(
    SEEDS.map((n) => aSetting(256, 10_000, { ...RUSHED, seed: seed + n, holdMedianMs: shortestMs })),
    'A large crowd at a waitlist that becomes full',
  );
  const judged: Judged[] = [];
  for (const holdMedianMs of HOLD_MEDIANS_MS) {
    judged.push({
      holdMedianMs,
      thousand: await modelAll(overSeeds(64, 1_000, holdMedianMs), `1,000/s, ${holdMedianMs} ms`),
      tenThousand: await modelAll(overSeeds(256, 10_000, holdMedianMs), `10,000/s, ${holdMedianMs} ms`),
    });
  }
  console.table([...sweep, ...special].map(rowOf));
  const everything = [
    ...sweep,
    ...special,
    ...joins,
    ...limitedJoins,
    ...exceeded,
    ...rushed,
    ...judged.flatMap(({ thousand, tenThousand }) => [...thousand, ...tenThousand]),
  ];
  const [shorter] = judged;
  return {
    load: { seeds: SEEDS.map((n) => seed + n), soldShare: SOLD_SHARE, saleS: SALE_S },
    figures: {
      judged: judged.flatMap(({ thousand, tenThousand }) => [...thousand, ...tenThousand]).map(rowOf),
      special: special.map(rowOf),
      joins: [...joins, ...limitedJoins, ...exceeded, ...rushed].map(
        ({ waiting, joinsPerSecond, writeUnitsPerJoin }) => ({
          ...waiting,
          joinsPerSecond,
          writeUnitsPerJoin,
        }),
      ),
    },
    goals: [
      ...judged.map(judgeThousand),
      ...(shorter === undefined ? [] : [judgeTenThousand(shorter)]),
      judgeJoins(joins, shortestMs),
      judgeLimitedJoins(limitedJoins, exceeded, joins),
      judgeRushed(rushed),
      judgeRefusals(everything),
    ],
    charts: { model: chartOf(sweep, HOLD_MEDIANS_MS[0] ?? 7) },
  };
}

export const model: Measurement = {
  name: 'model',
  about: "a simulated sale on AWS: the product's code over a model of DynamoDB's holds and limits",
  seconds: 1_600,
  measure,
};
