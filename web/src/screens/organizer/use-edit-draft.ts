/** What somebody changed in the form of an event and has not saved. A reload keeps it; a change of somebody else goes before it. */
import { session } from '../../api/session.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { useDraft } from '../../parts/use-draft.ts';
import { type EventValues, isSame, valuesOf } from './event-values.ts';

/** A field that was changed: what the event had there then, and what was typed. */
type Field = { was: unknown; is: unknown };
type Draft = { [Name in keyof EventValues]?: Field };

/**
 * @returns `stored`: the event for its form. `typed`: what was filled in on top of it. `isOvertaken`: whether somebody else
 *   changed a field meanwhile that was filled in; it is as they left it.
 */
export function useEditDraft(event: Event) {
  const place = `boxoffice.event.edit.${event.id}.${session.value?.user.id ?? ''}`;
  const { draft, change, forget } = useDraft<Draft>(place, {});
  const stored = valuesOf(event);
  const fields = Object.entries(draft) as [keyof EventValues, Field][];
  const changed = fields.filter(([name, { is }]) => !isSame(is, stored[name]));
  const kept = changed.filter(([name, { was }]) => isSame(was, stored[name]));
  return {
    stored,
    typed: Object.fromEntries(kept.map(([name, { is }]) => [name, is])) as Partial<EventValues>,
    isOvertaken: kept.length < changed.length,
    keep: (values: Partial<EventValues>) =>
      change(
        Object.fromEntries(
          Object.entries(values).map(([name, is]) => [name, { was: stored[name as keyof EventValues], is }]),
        ),
      ),
    forget,
  };
}
