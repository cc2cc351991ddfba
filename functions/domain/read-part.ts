/**
 * Lists in an order that no key of the table has read everything, sort it, and cut a page from it. Where that is too
 * much for one answer, or the table is too slow, they do so part by part, in the order of the keys: then each part is
 * in order by itself. A part that was read once is read again for its next page, with what came into it since; when the
 * table has become slower meanwhile, what no longer fits moves to the next part and may be listed twice, but never
 * left out.
 */
import type { CursorFields } from './cursor.ts';
import { notACursor } from './not-a-cursor.ts';
import type { Patience } from './patience.ts';
import type { Part } from './ports.ts';

/** Pages in the order of keys; `upTo` is the last key of each while there are more. */
export type PartPages<Item> = AsyncIterable<{ items: Item[]; upTo?: string }>;

/** What was read, and up to where that is; undefined up to the end. */
export async function readPart<Item>(
  pages: PartPages<Item>,
  { upTo }: Part,
  { most, patience }: { most: number; patience: Pick<Patience, 'isOver'> },
): Promise<{ items: Item[]; upTo: string | undefined }> {
  const items: Item[] = [];
  for await (const page of pages) {
    items.push(...page.items);
    if (page.upTo !== undefined && (items.length >= most || patience.isOver)) {
      return { items, upTo: page.upTo };
    }
  }
  return { items, upTo };
}

/** The part in a cursor. @throws Refusal `validation-failed` where it is none. */
export function partIn({ from, upTo }: CursorFields): Part {
  if (typeof from === 'number' || typeof upTo === 'number') throw notACursor();
  if (from !== undefined && upTo !== undefined && from >= upTo) throw notACursor();
  return { from, upTo };
}
