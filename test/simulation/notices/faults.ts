/**
 * The faults of notices in a run, each a probability. They have a chance of their own, so that a run with notices has
 * the same operations and the same other faults as one without.
 */
import { Chance } from '../chance.ts';

export type NoticeFaults = {
  /** Of a record: the stream delivers it up to 5 s late, and those behind it with it. */
  lateRecord: number;
  /** Of a batch: it is delivered to a second sender as well, or again before the next records. */
  doubledBatch: number;
  /** Of a record: it is never delivered, as if it had become a dead letter. */
  lostRecord: number;
  /** Of an address: the mail service accepts no mail to it. */
  refusedAddress: number;
};

export const NO_NOTICE_FAULTS: NoticeFaults = {
  lateRecord: 0,
  doubledBatch: 0,
  lostRecord: 0,
  refusedAddress: 0,
};

export function chooseNoticeFaults(seed: number): NoticeFaults {
  const chance = new Chance(seed, 'faults of notices');
  const often = (most: number) => (chance.happens(0.4) ? chance.between(0, most) : 0);
  return {
    lateRecord: often(0.6),
    doubledBatch: often(0.8),
    lostRecord: often(0.3),
    refusedAddress: often(0.3),
  };
}
