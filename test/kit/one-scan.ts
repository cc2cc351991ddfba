/** Reads the whole table in a single scan, which the embedded engine answers from one instant. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../functions/store/table/client.ts';

/**
 * @returns whether the free, held and released tickets of the event add up to its capacity.
 * @throws when the table does not fit one page.
 */
export async function isConservedInOneScan(
  table: Table,
  eventId: string,
  capacity: number,
): Promise<boolean> {
  const page = await table.client.send(new ScanCommand({ TableName: table.name, ConsistentRead: true }));
  if (page.LastEvaluatedKey !== undefined) throw new Error('The table is too large for one look.');
  const tickets = (page.Items ?? [])
    .filter((item) => item['pk'].startsWith(`EVENT#${eventId}`))
    .map((item) => {
      if (item['sk'] === 'SHARD') return item['freeTickets'];
      if (item['sk'] === 'WAITLIST-STATE') return item['unassignedTickets'];
      if (!item['sk'].startsWith('BOOKING#')) return 0;
      return (item['bookingStatus'] === 'confirmed' ? item['quantity'] : 0) + item['releasedTickets'];
    });
  return tickets.reduce((sum, count) => sum + count, 0) === capacity;
}
