/** The last change of an event of which its customers are told, with the values from before it. Pure rules. */
import { type Event, TOLD_FIELDS, type ToldChange, type ToldField } from './event.ts';
import { CHANGES_TOLD_TOGETHER_MS } from './limits.ts';

/**
 * @returns what customers are told of a change of `before` to `after`, made at `now` (ms); undefined if it concerns
 * none of the fields that they are told. After a change that follows shortly after another, the values from before are
 * left out: some customers have been told of the first one and some have not, so they know different ones.
 */
export function toldChangeOf(before: Event, after: Event, now: number): ToldChange | undefined {
  const changed = TOLD_FIELDS.filter((field) => before[field] !== after[field]);
  if (changed.length === 0) return undefined;
  const told = { revision: after.revision, at: now };
  const last = before.toldChange;
  if (last !== undefined && now - last.at < CHANGES_TOLD_TOGETHER_MS) return told;
  const values = changed.map((field): [ToldField, string | null] => [field, before[field] ?? null]);
  return { ...told, before: Object.fromEntries(values) };
}
