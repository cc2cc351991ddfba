/** What somebody fills in and has not sent yet: this browser keeps it, so a reload does not lose it. */
import { useState } from 'preact/hooks';
import { readStored, writeStored } from './stored.ts';

/**
 * @param place where it is kept: a name for each thing that is filled in.
 * @returns `change` for a part of it; `forget` for when it was sent or given up.
 */
export function useDraft<Draft extends object>(place: string, start: Draft) {
  const [draft, setDraft] = useState<Draft>(() => ({
    ...start,
    ...(readStored(place) as Partial<Draft> | undefined),
  }));
  // A browser that fills in several fields at once calls it several times before the screen is drawn.
  const change = (changed: Partial<Draft>) =>
    setDraft((past) => {
      const next = { ...past, ...changed };
      writeStored(place, next);
      return next;
    });
  const forget = () => {
    setDraft(start);
    writeStored(place, undefined);
  };
  return { draft, change, forget };
}
