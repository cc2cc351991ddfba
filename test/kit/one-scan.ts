/** One look at the whole table in a single call, which the embedded engine answers from one instant. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../functions/store/client.ts';

/** Whether free, held and released tickets of the event add up to its capacity. @throws when one page is too small. */
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
      if (item['sk'] === 'LINE') return item['poolTickets'];
      if (!item['sk'].startsWith('BOOKING#')) return 0;
      return (item['bookingStatus'] === 'confirmed' ? item['quantity'] : 0) + item['releasedTickets'];
    });
  return tickets.reduce((sum, count) => sum + count, 0) === capacity;
}
