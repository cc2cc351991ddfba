/** Asks the table whether it answers. */
import type { Table } from './table/client.ts';
import type { Key } from './table/item.ts';
import { getItem } from './table/read.ts';

/** The key of no item. Each check has another id, so that checks are spread over all partitions of the table. */
export const healthKey = (id: string): Key => ({ pk: `HEALTH#${id}`, sk: 'HEALTH' });

/** @throws Busy if the table does not answer; any other error of the SDK if it never will. */
export async function checkTable(table: Table, id: string): Promise<void> {
  await getItem(table, healthKey(id));
}
