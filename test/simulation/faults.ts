/**
 * The faults of a run, with their probability and size. Probabilities are per call unless stated otherwise.
 */
import type { Chance } from './chance.ts';

export type Faults = {
  /** The engine rejects the request without effect. */
  throttled: number;
  /** The request never arrives; its sender runs into the timeout. */
  lostRequest: number;
  /** The request takes effect, and its answer never arrives. */
  lostAnswer: number;
  /** The connection breaks before or after the effect, and the sender notices at once. */
  brokenConnection: number;
  /** The request takes up to `slowMs` to arrive. */
  slow: number;
  slowMs: number;
  /** An eventually consistent read repeats an earlier answer. */
  staleRead: number;
  /** The process dies, before the call arrives or before its answer does. */
  death: number;
  /** A batch of messages is delivered to a second consumer as well. */
  duplicateDelivery: number;
  /** Messages are not deleted after success, and are delivered again after the visibility timeout. */
  forgottenSuccess: number;
  /** A message is fetched up to 5 s late. */
  lateDelivery: number;
  /** An invocation gets a new process although a warm one is available. */
  coldStarts: number;
  /** How far the clocks of processes and of the gateway may be off in either direction, ms. */
  clockSkewMs: number;
  /** How long a transaction holds its items: the median of a lognormal distribution, ms. */
  holdMs: number;
};

export const NO_FAULTS: Faults = {
  throttled: 0,
  lostRequest: 0,
  lostAnswer: 0,
  brokenConnection: 0,
  slow: 0,
  slowMs: 0,
  staleRead: 0,
  death: 0,
  duplicateDelivery: 0,
  forgottenSuccess: 0,
  lateDelivery: 0,
  coldStarts: 0,
  clockSkewMs: 0,
  holdMs: 7,
};

/**
 * The largest error of a clock: two clocks then differ by less than the second that the product allows for.
 */
const CLOCK_SKEW_MS = 450;

/** Chooses the faults of a run: few kinds, so that none hides another, and those often. */
export function chooseFaults(chance: Chance): Faults {
  const often = (most: number) => (chance.happens(0.3) ? chance.between(0, most) : 0);
  return {
    throttled: often(0.2),
    lostRequest: often(0.08),
    lostAnswer: often(0.2),
    brokenConnection: often(0.2),
    slow: often(0.3),
    slowMs: chance.pick([50, 400, 2_500, 6_000]),
    staleRead: often(0.8),
    death: often(0.06),
    duplicateDelivery: often(0.8),
    forgottenSuccess: often(0.5),
    lateDelivery: often(0.6),
    coldStarts: often(0.6),
    clockSkewMs: often(CLOCK_SKEW_MS),
    holdMs: chance.pick([7, 15]),
  };
}
