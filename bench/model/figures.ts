/**
 * Computes the figures of a modelled sale, in total and by phase: while tickets last, while the shards are
 * closed, and once the event sells in order.
 */
import type { Answer, SaleRun, SaleSetting } from './sale.ts';

const PROMPT_MS = 50;

/** The requests that arrived in a phase. `servedShare`: those answered 201, 202 or 409 and not 503. */
export type Phase = { requests: number; servedShare: number; latencyMsP50: number; latencyMsP99: number };

export type Figures = {
  shards: number;
  ratePerS: number;
  holdMedianMs: number;
  quantityMost: number;
  tickets: number;
  partitions: number;
  lineLooksPerS: number;
  seed: number;
  bookingsPerSecond: number;
  servedShare: number;
  latencyMsP50: number;
  latencyMsP99: number;
  latencyMsP999: number;
  /** The share of requests answered within 50 ms, of those that arrived while tickets lasted. */
  promptShare: number;
  falseRefusals: number;
  writeUnitsPerBooking: number;
  readUnitsPerBooking: number;
  conflictsPerBooking: number;
  /** Of bookings, from the end of the sale on until the last of them was answered. */
  joinsPerSecond: number;
  /** Of those used after the event was sold out, for each booking that joined the waitlist. */
  writeUnitsPerJoin: number;
  processes: number;
  selling: Phase;
  closing: Phase & { ms: number };
  /** The phase in which the event sells in order. */
  waiting: Phase;
};

function quantile(sorted: number[], q: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : Number((part / whole).toFixed(5));
}

const latenciesOf = (answers: Answer[]) => answers.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);

function servedShareOf(answers: Answer[]): number {
  return share(answers.filter(({ status }) => status !== 503).length, answers.length);
}

function phaseOf(answers: Answer[]): Phase {
  const latencies = latenciesOf(answers);
  return {
    requests: answers.length,
    servedShare: servedShareOf(answers),
    latencyMsP50: quantile(latencies, 0.5),
    latencyMsP99: quantile(latencies, 0.99),
  };
}

const joins = ({ status }: Answer) => status === 202;

function joinsPerSecond(answers: Answer[], soldOutAt: number): number {
  const joined = answers.filter(joins).filter(({ at }) => at >= soldOutAt);
  const lastAt = joined.reduce((last, { at, latencyMs }) => Math.max(last, at + latencyMs), soldOutAt);
  return joined.length === 0 ? 0 : Math.round((joined.length / (lastAt - soldOutAt)) * 1000);
}

export function figuresOf(setting: SaleSetting, run: SaleRun): Figures {
  const { answers, usedInAll } = run;
  const confirmed = answers.filter(({ status }) => status === 201);
  const soldOutAt = run.soldOut?.at ?? Number.POSITIVE_INFINITY;
  const inOrderAt = run.inOrderAt ?? Number.POSITIVE_INFINITY;
  const lastAt = run.soldOut?.at ?? Math.max(0, ...confirmed.map(({ at, latencyMs }) => at + latencyMs));
  const { used, bookings } = run.soldOut ?? { used: usedInAll, bookings: confirmed.length };
  const each = (units: number) => Number((units / Math.max(1, bookings)).toFixed(2));
  const selling = answers.filter(({ at }) => at < soldOutAt);
  const latencies = latenciesOf(answers);
  return {
    shards: setting.shards,
    ratePerS: setting.ratePerS,
    holdMedianMs: setting.holdMedianMs,
    quantityMost: setting.quantityMost,
    tickets: setting.tickets,
    partitions: setting.partitions,
    lineLooksPerS: setting.lineLooksPerS ?? 0,
    seed: setting.seed,
    bookingsPerSecond: Math.round((bookings / Math.max(1, lastAt)) * 1000),
    servedShare: servedShareOf(answers),
    latencyMsP50: quantile(latencies, 0.5),
    latencyMsP99: quantile(latencies, 0.99),
    latencyMsP999: quantile(latencies, 0.999),
    promptShare: share(selling.filter(({ latencyMs }) => latencyMs <= PROMPT_MS).length, selling.length),
    falseRefusals: answers.filter(({ isFalse }) => isFalse).length,
    writeUnitsPerBooking: each(used.writeUnits),
    readUnitsPerBooking: each(used.readUnits),
    conflictsPerBooking: each(used.conflicts),
    joinsPerSecond: joinsPerSecond(answers, soldOutAt),
    writeUnitsPerJoin: Number(
      ((usedInAll.writeUnits - used.writeUnits) / Math.max(1, answers.filter(joins).length)).toFixed(2),
    ),
    processes: run.processes,
    selling: phaseOf(selling),
    closing: {
      ...phaseOf(answers.filter(({ at }) => at >= soldOutAt && at < inOrderAt)),
      ms: Number.isFinite(inOrderAt) ? Math.round(inOrderAt - soldOutAt) : 0,
    },
    waiting: phaseOf(answers.filter(({ at }) => at >= inOrderAt)),
  };
}
