/** The focus in a list of rows: it goes to a row that was added, and to the button that adds one after a row was removed. */
import { useEffect, useRef, useState } from 'preact/hooks';

/** @returns `rows` and `addButton` for the elements, and `focus` for what is next: the place of a row, or the button. */
export function useRowFocus() {
  const rows = useRef<HTMLDivElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const [next, focus] = useState<number | 'button'>();
  useEffect(() => {
    if (next === 'button') addButton.current?.focus();
    else if (next !== undefined) rows.current?.children[next]?.querySelector('input')?.focus();
    focus(undefined);
  }, [next]);
  return { rows, addButton, focus };
}
