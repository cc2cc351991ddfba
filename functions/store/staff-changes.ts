/** Reads the changes of the staff of an event. Separate from the store of staffs, because the bundle of every booking has it. */
import type { StaffChange } from '../domain/model/staff.ts';
import { fromStaffChangeItem, staffChangesOf } from './items/staff-change.ts';
import type { Table } from './table/client.ts';
import { queryPages } from './table/read.ts';

/** @returns all changes, in no particular order, strongly consistent. @throws Busy on throttling or a timeout */
export async function readStaffChanges(table: Table, eventId: string): Promise<StaffChange[]> {
  const pages = queryPages(table, { ...staffChangesOf(eventId), ConsistentRead: true });
  const found: StaffChange[] = [];
  for await (const { items } of pages) found.push(...items.map(fromStaffChangeItem));
  return found;
}
