/** Updates the waitlist's item. All replicas change in one transaction, so readers may choose any of them. */
import type { Event } from '../../domain/model/event.ts';
import type { Table } from '../table/client.ts';
import { type CommitOutcome, commit, type UpdateAction } from '../table/commit.ts';
import { write } from '../table/write.ts';
import { dueKeyOf } from './pending-work.ts';
import { waitlistKeys } from './waitlist-state.ts';

type Values = Record<string, unknown>;
type Clauses = { set: string[]; remove: string[]; values: Values };

/**
 * `set`: assignments; `remove`: attributes; `values`: the values of both and of the condition `when`. From
 * `look.at` (ms) on the sweep looks at the waitlist, even if all messages are lost; undefined clears the
 * pending-work key. Without `look` the time of the next sweep stays.
 */
export type WaitlistUpdate = Partial<Clauses> & { when: string; look?: { at: number | undefined } };

/** The update as actions of one transaction, one for each replica that it changes. */
export function waitlistActions(event: Event, { look, when, ...update }: WaitlistUpdate): UpdateAction[] {
  return waitlistKeys(event).flatMap((key, replica) => {
    const parts = [
      update,
      look ? nextLook(look.at) : {},
      look && replica === 0 ? pendingWorkKeyOf(event.id, look.at) : {},
    ];
    const all = <Name extends 'set' | 'remove'>(name: Name) => parts.flatMap((part) => part[name] ?? []);
    const changes = [clause('SET', all('set')), clause('REMOVE', all('remove'))]
      .filter((text) => text !== '')
      .join(' ');
    const values = Object.assign({}, ...parts.map((part) => part.values));
    return changes === '' ? [] : { update: key, set: changes, when, values };
  });
}

/** Stores the time of the next sweep, in every replica. */
function nextLook(lookAt: number | undefined): Partial<Clauses> {
  return lookAt === undefined
    ? { remove: ['lookAt'] }
    : { set: ['lookAt = :lookAt'], values: { ':lookAt': lookAt } };
}

/**
 * Sets or clears the pending-work key, in the first replica only, so that the index lists the waitlist once.
 */
function pendingWorkKeyOf(eventId: string, lookAt: number | undefined): Partial<Clauses> {
  if (lookAt === undefined) return { remove: ['pendingWorkPartition', 'pendingWorkKey'] };
  const { pendingWorkPartition, pendingWorkKey } = dueKeyOf(eventId, lookAt, 'waitlist');
  return {
    set: ['pendingWorkPartition = :partition', 'pendingWorkKey = :pendingWork'],
    values: { ':partition': pendingWorkPartition, ':pendingWork': pendingWorkKey },
  };
}

/**
 * Writes the update on its own.
 * @throws Error when the update changes nothing; otherwise as `commit`.
 */
export async function writeWaitlist(
  table: Table,
  event: Event,
  update: WaitlistUpdate,
): Promise<CommitOutcome> {
  const [first, ...others] = waitlistActions(event, update);
  if (first === undefined) throw new Error('The update changes nothing.');
  return others.length === 0 ? write(table, first) : commit(table, [first, ...others]);
}

function clause(verb: string, parts: string[]): string {
  return parts.length === 0 ? '' : `${verb} ${parts.join(', ')}`;
}
