/** The last change of an event of which its customers are told, with the values from before it. Pure rules. */
import { type Event, TOLD_FIELDS, type ToldChange, type ToldField, type ToldValues } from './event.ts';
import { CHANGES_TOLD_TOGETHER_MS } from './limits.ts';

/**
 * @returns what customers are told of a change of `before` to `after`, made at `now` (ms); undefined if it concerns
 * none of the fields that they are told. A change that follows shortly after another keeps the values from before
 * both, because not everybody has been told of the first one.
 */
export function toldChangeOf(before: Event, after: Event, now: number): ToldChange | undefined {
  if (TOLD_FIELDS.every((field) => before[field] === after[field])) return undefined;
  const last = before.toldChange;
  const isRecent = last !== undefined && now - last.at < CHANGES_TOLD_TOGETHER_MS;
  const oldest: ToldValues = (isRecent && last.before) || {};
  const values = TOLD_FIELDS.flatMap((field): [ToldField, string | null][] => {
    const known = [oldest[field], before[field] ?? null];
    const old = known.find((value) => value !== undefined && value !== (after[field] ?? null));
    return old === undefined ? [] : [[field, old]];
  });
  return { revision: after.revision, at: now, before: Object.fromEntries(values) };
}
