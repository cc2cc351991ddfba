/** Makes the states of an item in which a condition fails, from one in which it holds. */
import type { Item } from '../../functions/store/table/item.ts';
import type { ConditionExamples } from './condition-examples.ts';

/** @returns the item with one attribute changed, for each of the listed values. */
export function changed(item: Item, changes: Record<string, readonly unknown[]>): Item[] {
  return Object.entries(changes).flatMap(([name, values]) =>
    values.map((value) => ({ ...item, [name]: value })),
  );
}

/** The attribute has to be the one that was read, here 5. */
export const asSeen = (name: string, value: string): ConditionExamples => ({
  values: { [value]: 5 },
  holds: [{ [name]: 5 }],
  fails: [...changed({}, { [name]: [4, 6] }), undefined],
});
