/** What somebody fills in and has not sent yet: this browser keeps it, so a reload does not lose it. Passwords have no place here. */
import { useRef, useState } from 'preact/hooks';
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
  /** A browser that fills in several fields at once calls `change` several times before the screen is drawn. */
  const latest = useRef(draft);
  const set = (next: Draft) => {
    latest.current = next;
    setDraft(next);
  };
  const change = (changed: Partial<Draft>) => {
    set({ ...latest.current, ...changed });
    writeStored(place, latest.current);
  };
  const forget = () => {
    set(start);
    writeStored(place, undefined);
  };
  return { draft, change, forget };
}
