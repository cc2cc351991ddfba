/**
 * Changes of the line's item, which stand in all of its copies: they change in one transaction, so that each copy
 * tells what every one does. The mark for the sweep stands in the first alone.
 */
import type { Event } from '../domain/event.ts';
import type { Table } from './client.ts';
import { type CommitOutcome, commit, type UpdateAction } from './commit.ts';
import { dueKeyOf, lineKeys } from './keys.ts';
import { write } from './write.ts';

type Values = Record<string, unknown>;
type Clauses = { set: string[]; remove: string[]; values: Values };

/** `set` are assignments, `remove` attributes. The values of the condition are among `values`. */
export type LineUpdate = Partial<Clauses> & { when: string; attention?: Clauses };

/** From `lookAt` (ms) on the sweep looks at the line, whatever became of messages; undefined: it need not. */
export function lineAttention(eventId: string, lookAt: number | undefined): Clauses {
  if (lookAt === undefined) return { set: [], remove: ['attentionBucket', 'attentionKey'], values: {} };
  const { attentionBucket, attentionKey } = dueKeyOf(eventId, lookAt, 'line');
  return {
    set: ['attentionBucket = :bucket', 'attentionKey = :attention'],
    remove: [],
    values: { ':bucket': attentionBucket, ':attention': attentionKey },
  };
}

/** The update as actions, one for each copy that it changes. */
export function lineActions(event: Event, update: LineUpdate): UpdateAction[] {
  const { set = [], remove = [], values = {}, when, attention } = update;
  return lineKeys(event).flatMap((key, copy) => {
    const own = copy === 0 ? attention : undefined;
    const clauses = [
      clause('SET', [...set, ...(own?.set ?? [])]),
      clause('REMOVE', [...remove, ...(own?.remove ?? [])]),
    ];
    const changes = clauses.filter((text) => text !== '').join(' ');
    return changes === '' ? [] : { update: key, set: changes, when, values: { ...values, ...own?.values } };
  });
}

/** Writes the update and nothing else. */
export async function writeLine(table: Table, event: Event, update: LineUpdate): Promise<CommitOutcome> {
  const [first, ...others] = lineActions(event, update);
  if (first === undefined) throw new Error('This changes nothing.');
  return others.length === 0 ? write(table, first) : commit(table, [first, ...others]);
}

function clause(verb: string, parts: string[]): string {
  return parts.length === 0 ? '' : `${verb} ${parts.join(', ')}`;
}
