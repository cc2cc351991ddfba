/**
 * Simulates promotions of one event on AWS: 5,000 tickets for 20,000 waiters, by a second release (the capacity was raised) and
 * by a mass cancellation (their holders cancel at 2,000 a second). The rate is 5,000 divided by the time from the change, or from
 * the first cancellation, to the last promotion. The assumptions about AWS are in `model/assumptions.ts`.
 */
import type { Findings, Measurement, Settings, Verdict } from './measurement.ts';
import { HOLD_MEDIANS_MS } from './model/assumptions.ts';
import { type PromotionsSetting, runPromotions } from './model/promotions.ts';
import { rounded, spread } from './statistics.ts';

const LOAD = { tickets: 5_000, waiting: 20_000, available: 5_000, partitions: 24 };
const CANCELLATIONS_PER_S = 2_000;
const KINDS = { 'second release': {}, 'mass cancellation': { cancellationsPerS: CANCELLATIONS_PER_S } };
const SHARDS = [64, 256];
const SEEDS = [0, 1, 2];
const GOAL_PER_SECOND = 1_000;

type Row = {
  kind: string;
  K: number;
  'hold ms': number;
  'promotions/s': number;
  'first ms': number;
  'last ms': number;
  'WCU each': number;
  'RCU each': number;
  'messages refused': number;
};

/** @throws when not all tickets were promoted, or a cancellation failed. */
async function rowOf(kind: string, setting: PromotionsSetting): Promise<Row> {
  const run = await runPromotions(setting);
  const { promotedMs, cancellationsBusy, messagesRefused, used } = run;
  if (promotedMs.length !== setting.available || cancellationsBusy > 0)
    throw new Error(`${promotedMs.length} were promoted, and ${cancellationsBusy} cancellations failed.`);
  const lastMs = promotedMs.at(-1) ?? 0;
  return {
    kind,
    K: setting.shards,
    'hold ms': setting.holdMedianMs,
    'promotions/s': rounded(promotedMs.length / (lastMs / 1000)),
    'first ms': promotedMs[0] ?? 0,
    'last ms': lastMs,
    'WCU each': rounded(used.writeUnits / promotedMs.length, 1),
    'RCU each': rounded(used.readUnits / promotedMs.length, 1),
    'messages refused': messagesRefused,
  };
}

function judge(rows: Row[], kind: string, holdMedianMs: number): Verdict {
  const rates = rows
    .filter((row) => row.kind === kind && row['hold ms'] === holdMedianMs)
    .map((row) => row['promotions/s']);
  const { median, least, most } = spread(rates);
  const met = least >= GOAL_PER_SECOND;
  return {
    id: `${kind.replace(' ', '-')}-${holdMedianMs}-ms`,
    met,
    figure: `${median} a second, ${least} to ${most} in ${rates.length} runs with ${SHARDS.join(' and ')} shards`,
    ...(!met && {
      obstacle:
        'The batches of an event follow one another, since each writes the waitlist’s item, and a batch holds 49 promotions, or 33 after cancellations. ' +
        'With 64 shards, some of the eight waitlist partitions may share a partition of the table, which removes 500 entries a second.',
    }),
  };
}

async function measure({ seed }: Settings): Promise<Findings> {
  const rows: Row[] = [];
  for (const [kind, how] of Object.entries(KINDS))
    for (const shards of SHARDS)
      for (const holdMedianMs of HOLD_MEDIANS_MS)
        for (const n of SEEDS)
          rows.push(await rowOf(kind, { ...LOAD, ...how, shards, holdMedianMs, seed: seed + n }));
  console.table(rows);
  return {
    load: { ...LOAD, cancellationsPerS: CANCELLATIONS_PER_S, seeds: SEEDS.map((n) => seed + n) },
    figures: { rows },
    goals: Object.keys(KINDS).flatMap((kind) =>
      HOLD_MEDIANS_MS.map((holdMedianMs) => judge(rows, kind, holdMedianMs)),
    ),
    charts: {},
  };
}

export const promotions: Measurement = {
  name: 'promotions',
  about: 'a simulated second release and mass cancellation on AWS, with 20,000 waiters',
  seconds: 25,
  measure,
};
