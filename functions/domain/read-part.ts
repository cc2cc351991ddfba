/**
 * For lists in an order that the keys of the table do not have: they read all items, sort them and cut a page. If there
 * are too many items for one answer, or the table is too slow, such a list reads part by part in the order of the keys,
 * and each part is sorted by itself. Each page of a part reads the part again. If the table is slower then, items that
 * no longer fit move to the next part: they may be listed twice, but they are never left out.
 */
import type { CursorFields } from './cursor.ts';
import { notACursor } from './not-a-cursor.ts';
import type { Patience } from './patience.ts';
import type { Part } from './ports.ts';

/** Pages in the order of keys. `upTo` is the last key of a page while there are more. */
export type PartPages<Item> = AsyncIterable<{ items: Item[]; upTo?: string }>;

/** @returns the items, and the key up to which they were read; undefined if that is the end. */
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

/** Reads a part from the fields of a cursor. @throws Refusal `validation-failed` if it is not a valid range. */
export function partIn({ from, upTo }: CursorFields): Part {
  if (typeof from === 'number' || typeof upTo === 'number') throw notACursor();
  if (from !== undefined && upTo !== undefined && from >= upTo) throw notACursor();
  return { from, upTo };
}
