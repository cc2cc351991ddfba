/** How many of a long list are shown, and the button for more of it, after which the focus is on the first that came. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { sayProblem } from '../api/problems.ts';
import { texts } from '../texts/language.ts';
import { Notice } from './form.tsx';
import { number } from './numbers.ts';
import type { Pages } from './use-pages.ts';

/** Stands right below the list, which is a `<ul>`, an `<ol>` or a `<table>`. */
export function MoreButton({ found, problem, isLoading, more }: Pages<unknown>) {
  const { events, loading, retry } = texts.value;
  const place = useRef<HTMLDivElement>(null);
  /** How many there were when more were asked for the last time. */
  const before = useRef<number>(undefined);
  const count = found?.items.length ?? 0;
  useLayoutEffect(() => {
    if (before.current !== undefined) focusRow(place.current, before.current);
  }, [count]);
  if (found === undefined) return null;
  const isAll = found.nextCursor === null;
  if (isAll && before.current === undefined) return null;
  return (
    <div class="more" ref={place}>
      {problem && (
        <Notice kind="bad">
          <p>{sayProblem(problem, texts.value)}</p>
        </Notice>
      )}
      <p class="muted">{isAll ? events.allShown(number(count)) : events.shown(number(count))}</p>
      {!isAll && (
        <button
          type="button"
          aria-disabled={isLoading}
          onClick={() => {
            before.current = count;
            more();
          }}
        >
          {isLoading ? loading : problem ? retry : events.more}
        </button>
      )}
    </div>
  );
}

/** Moves the focus to a row of the list above, unless it is elsewhere by now. The button that had it may be gone. */
function focusRow(place: HTMLElement | null, index: number): void {
  const { activeElement, body } = document;
  const list = place?.previousElementSibling;
  const row = (list instanceof HTMLTableElement ? list.tBodies[0] : list)?.children[index];
  if (!(row instanceof HTMLElement) || !(activeElement === body || place?.contains(activeElement))) return;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
}
