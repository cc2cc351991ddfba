/** What can go wrong in a run, how often, and by how much. Probabilities are for each call unless said otherwise. */
import type { Chance } from './chance.ts';

export type Faults = {
  /** DynamoDB refuses without effect. */
  throttled: number;
  /** The request never arrives; its sender finds out when its patience ends. */
  lostRequest: number;
  /** It takes effect, and the answer never comes. */
  lostAnswer: number;
  /** The connection breaks at once, before or after the effect. */
  brokenConnection: number;
  /** The request takes up to `slowMs` to arrive. */
  slow: number;
  slowMs: number;
  /** A read that need not be consistent shows what it showed before. */
  staleRead: number;
  /** The process dies, before the call or with its answer on the way. */
  death: number;
  /** A batch of messages is delivered to a second consumer as well. */
  duplicateDelivery: number;
  /** A consumer's success is not noted: its messages come again after their visibility timeout. */
  forgottenSuccess: number;
  /** A message waits up to 5 s before anybody fetches it. */
  lateDelivery: number;
  /** Of the invocations that could have a warm process. */
  coldStarts: number;
  /** Off either way, ms. The gateway's too. */
  clockSkewMs: number;
  /** How long a transaction holds its items: median of a lognormal, ms. */
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

/** How far clocks are off, at most: two of them then differ by less than the second that passes allow for. */
const CLOCK_SKEW_MS = 450;

/** The faults of a run: few kinds of them, so that none hides another, and those often. */
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
