/** Reads a list of the API for a screen, page by page: the first by itself, and the next ones when the screen asks. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Answered, type Problem, problemOf } from '../api/problems.ts';
import { texts } from '../texts/language.ts';
import { announce } from './announcer.tsx';
import { number } from './numbers.ts';

type Page<Item> = { items: Item[]; nextCursor: string | null };

/**
 * `found`: the pages that were read so far, as one; undefined before the first one, also if that was not answered. `more` reads
 * the next one; if it has a `problem`, what was found stays.
 */
export type Pages<Item> = {
  found?: Page<Item>;
  problem?: Problem;
  isLoading: boolean;
  again: () => void;
  more: () => void;
};

/** A page of a search may be empty although there are more: so many are read before the screen asks. */
const EMPTY_PAGES_MAX = 5;

/** A first page that is shown already. If it is not fresh, it is shown until the list has been read. */
type Known<Item> = { page: Page<Item>; isFresh: boolean };

/** @param readPage the first page without a cursor. The list is read anew when `inputs` change. */
export function usePages<Item>(
  readPage: (cursor?: string) => Promise<Answered<Page<Item>>>,
  inputs: unknown[],
  known?: Known<Item>,
): Pages<Item> {
  const [found, setFound] = useState(known?.page);
  const [problem, setProblem] = useState<Problem>();
  const [isLoading, setLoading] = useState(known?.isFresh !== true);
  const [round, setRound] = useState(0);
  /** Rises when the list is read anew, so that a page of the list before is not added to it. */
  const list = useRef(0);
  const read = async (past: Page<Item> | undefined) => {
    const own = list.current;
    setLoading(true);
    let page = past;
    for (let pages = 0; pages < EMPTY_PAGES_MAX; pages += 1) {
      const answer = await readPage(page?.nextCursor ?? undefined).catch(() => undefined);
      if (own !== list.current) return;
      if (answer?.data === undefined) {
        setProblem(problemOf(answer));
        if (past === undefined) setFound(undefined);
        break;
      }
      setProblem(undefined);
      const { items, nextCursor } = answer.data;
      page = { items: [...(page?.items ?? []), ...items], nextCursor };
      setFound(page);
      if (items.length > 0 || nextCursor === null) break;
    }
    setLoading(false);
    if (page !== past) say(page, past);
  };
  /** A screen reader hears of the first page with the screen, and here of what came later. */
  const say = (page: Page<Item> | undefined, past: Page<Item> | undefined) => {
    const { events } = texts.value;
    const [count, before] = [page?.items.length ?? 0, past?.items.length ?? 0];
    if (past !== undefined) announce(events.came(number(count - before), number(count)));
    else if (list.current > 1 && count > 0) announce(events.found(number(count), page?.nextCursor === null));
  };
  // Before the first paint: an answer that has come already is drawn at once.
  useLayoutEffect(() => {
    list.current += 1;
    if (list.current > 1 || known?.isFresh !== true) read(undefined);
    return () => {
      list.current += 1;
    };
  }, [...inputs, round]);
  return {
    found,
    problem,
    isLoading,
    again: () => setRound((past) => past + 1),
    more: () => {
      if (!isLoading && found?.nextCursor != null) read(found);
    },
  };
}
