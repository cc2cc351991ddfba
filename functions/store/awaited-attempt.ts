/**
 * The end of a claim that somebody awaits. Who finds a log claimed and something left after the claim notes it there, so that the
 * claimant's last write, which removes the log from the pending work, is refused: it may be carried out long after the claimant gave
 * up, and then nobody would look again. The claimant writes in another way then, which keeps the log among the pending work.
 */
import type { CommitOutcome } from './table/commit.ts';

/** Whether the write of this attempt, the first of its transaction, was refused because its end is awaited. */
export function isAwaitedFor(outcome: CommitOutcome, attempt: string): boolean {
  if (outcome.kind !== 'refused') return false;
  const { claimedBy, isAwaited } = outcome.failed.get(0) ?? {};
  return claimedBy === attempt && isAwaited === true;
}
