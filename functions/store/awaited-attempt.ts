/**
 * The end of a claim that somebody awaits. Who finds a log claimed and something left after the claim notes it there, so that the
 * claimant's last write, which removes the log from the pending work, is refused: it may be carried out long after the claimant gave
 * up, and then nobody would look again. The claimant writes in another way then, which keeps the log among the pending work.
 */
import type { Table } from './table/client.ts';
import type { CommitOutcome } from './table/commit.ts';
import type { Key } from './table/item.ts';
import { isWritten } from './table/write.ts';

/** `isClaimed`: the condition by which the log is claimed by the attempt. @returns false if the attempt has ended. @throws Busy */
export function noteAwaited(table: Table, log: Key, isClaimed: string, attempt: string): Promise<boolean> {
  const values = { ':attempt': attempt, ':true': true };
  return isWritten(table, { update: log, set: 'SET isAwaited = :true', when: isClaimed, values });
}

/** Whether the write of this attempt, the first of its transaction, was refused because its end is awaited. */
export function isAwaitedFor(outcome: CommitOutcome, attempt: string): boolean {
  if (outcome.kind !== 'refused') return false;
  const { claimedBy, isAwaited } = outcome.failed.get(0) ?? {};
  return claimedBy === attempt && isAwaited === true;
}
