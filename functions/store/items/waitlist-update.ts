/** Updates the waitlist's item. */
import type { Event } from '../../domain/model/event.ts';
import type { Table } from '../table/client.ts';
import type { CommitOutcome, UpdateAction } from '../table/commit.ts';
import { write } from '../table/write.ts';
import { dueKeyOf } from './pending-work.ts';
import { waitlistKey } from './waitlist-state.ts';

type Values = Record<string, unknown>;
type Clauses = { set: string[]; remove: string[]; values: Values };

/**
 * `set`: assignments; `remove`: attributes; `values`: the values of both and of the condition `when`. From
 * `look.at` (ms) on the sweep looks at the waitlist, even if all messages are lost; undefined clears the
 * pending-work key. Without `look` the time of the next sweep stays.
 */
export type WaitlistUpdate = Partial<Clauses> & { when: string; look?: { at: number | undefined } };

/** The update as an action of a transaction. It must change something. */
export function waitlistAction(event: Event, { look, when, ...update }: WaitlistUpdate): UpdateAction {
  const parts = [update, look ? nextLook(event.id, look.at) : {}];
  const all = <Name extends 'set' | 'remove'>(name: Name) => parts.flatMap((part) => part[name] ?? []);
  const changes = [clause('SET', all('set')), clause('REMOVE', all('remove'))].filter((text) => text !== '');
  const values = Object.assign({}, ...parts.map((part) => part.values));
  return { update: waitlistKey(event.id), set: changes.join(' '), when, values };
}

/** Stores the time of the next sweep, and sets or clears the pending-work key. */
function nextLook(eventId: string, lookAt: number | undefined): Partial<Clauses> {
  if (lookAt === undefined) return { remove: ['lookAt', 'pendingWorkPartition', 'pendingWorkKey'] };
  const { pendingWorkPartition, pendingWorkKey } = dueKeyOf(eventId, lookAt, 'waitlist');
  return {
    set: ['lookAt = :lookAt', 'pendingWorkPartition = :partition', 'pendingWorkKey = :pendingWork'],
    values: { ':lookAt': lookAt, ':partition': pendingWorkPartition, ':pendingWork': pendingWorkKey },
  };
}

/** Writes the update on its own. @throws as `write`. */
export function writeWaitlist(table: Table, event: Event, update: WaitlistUpdate): Promise<CommitOutcome> {
  return write(table, waitlistAction(event, update));
}

function clause(verb: string, parts: string[]): string {
  return parts.length === 0 ? '' : `${verb} ${parts.join(', ')}`;
}
