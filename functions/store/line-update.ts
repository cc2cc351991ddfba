/**
 * Changes of the line's item, which stand in all of its copies: they change in one transaction, so that each copy
 * tells what every one does.
 */
import type { Event } from '../domain/event.ts';
import type { Table } from './client.ts';
import { type CommitOutcome, commit, type UpdateAction } from './commit.ts';
import { dueKeyOf, lineKeys } from './keys.ts';
import { write } from './write.ts';

type Values = Record<string, unknown>;
type Clauses = { set: string[]; remove: string[]; values: Values };

/**
 * `set` are assignments, `remove` attributes. The values of the condition are among `values`. From `look.at` (ms) on the
 * sweep looks at the line, whatever became of messages; where that is undefined it need not.
 */
export type LineUpdate = Partial<Clauses> & { when: string; look?: { at: number | undefined } };

/** The update as actions, one for each copy that it changes. */
export function lineActions(event: Event, { look, when, ...update }: LineUpdate): UpdateAction[] {
  return lineKeys(event).flatMap((key, copy) => {
    const parts = [update, look ? told(look.at) : {}, look && copy === 0 ? mark(event.id, look.at) : {}];
    const all = <Name extends 'set' | 'remove'>(name: Name) => parts.flatMap((part) => part[name] ?? []);
    const changes = [clause('SET', all('set')), clause('REMOVE', all('remove'))]
      .filter((text) => text !== '')
      .join(' ');
    const values = Object.assign({}, ...parts.map((part) => part.values));
    return changes === '' ? [] : { update: key, set: changes, when, values };
  });
}

/** Every copy tells when the sweep looks. */
function told(lookAt: number | undefined): Partial<Clauses> {
  return lookAt === undefined
    ? { remove: ['lookAt'] }
    : { set: ['lookAt = :lookAt'], values: { ':lookAt': lookAt } };
}

/** The first copy alone is in the index of pending work. */
function mark(eventId: string, lookAt: number | undefined): Partial<Clauses> {
  if (lookAt === undefined) return { remove: ['attentionBucket', 'attentionKey'] };
  const { attentionBucket, attentionKey } = dueKeyOf(eventId, lookAt, 'line');
  return {
    set: ['attentionBucket = :bucket', 'attentionKey = :attention'],
    values: { ':bucket': attentionBucket, ':attention': attentionKey },
  };
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
