/**
 * Reads a list in parts. It serves lists in an order that the keys of the table do not have: they read all
 * items, sort them and cut a page. If there are too many items for one answer, or the table is too slow, such
 * a list is read part by part in the order of the keys, and each part is sorted by itself. Each page of a
 * part reads the part again. If the table is slower then, items that no longer fit move to the next part:
 * they may be listed twice, but never left out.
 */
import type { CursorFields } from '../model/cursor.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import type { Part } from '../ports/listing-store.ts';
import type { RetryBudget } from './retry-budget.ts';

/** Pages in the order of the keys. `upTo`: the last key of the page, set while there are more pages. */
export type PartPages<Item> = AsyncIterable<{ items: Item[]; upTo?: string }>;

type PartBounds<Item> = {
  most: number;
  retryBudget: Pick<RetryBudget, 'isOver'>;
  weightOf?: (item: Item) => number;
};

/**
 * Reads pages until items of at least the weight `most` are read or the retry budget is spent. `weightOf`: as how many items one
 * counts, by default as one.
 * @returns the items, and the key up to which they were read, undefined at the end of the list
 */
export async function readPart<Item>(
  pages: PartPages<Item>,
  { upTo }: Part,
  { most, retryBudget, weightOf = () => 1 }: PartBounds<Item>,
): Promise<{ items: Item[]; upTo: string | undefined }> {
  const items: Item[] = [];
  let looked = 0;
  for await (const page of pages) {
    items.push(...page.items);
    looked += page.items.reduce((sum, item) => sum + weightOf(item), 0);
    if (page.upTo !== undefined && (looked >= most || retryBudget.isOver)) {
      return { items, upTo: page.upTo };
    }
  }
  return { items, upTo };
}

/**
 * Decodes a part from the fields of a cursor.
 * @throws Refusal `validation-failed` if it is not a valid range
 */
export function partIn({ from, upTo }: CursorFields): Part {
  if (typeof from === 'number' || typeof upTo === 'number') throw notACursor();
  if (from !== undefined && upTo !== undefined && from >= upTo) throw notACursor();
  return { from, upTo };
}
