/**
 * `Notified` after a restore: the table of a service whose customers were told is copied, as a restore to a point in
 * time does, and the senders look at every booking of the copy, as they do when a stream is read from its beginning.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BatchWriteCommand, DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { createTable, removeTable } from '../../bin/local/resources.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { NOTICE_CLAIM_MS } from '../../functions/domain/model/limits.ts';
import { sendChangeNotices } from '../../functions/domain/notices/send-change-notices.ts';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { wakeUntold } from '../../functions/domain/notices/wake-untold.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import type { Table } from '../../functions/store/table/client.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { aBoxoffice, type Boxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSender } from '../kit/notice-sender.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

const RESTORED = `${TABLE_NAME}-restored`;
const BATCH_WRITE_ITEMS = 25;

useTestTable();

/** Copies all items as they are now. @returns a function that fills a new table with them. */
async function backUp(): Promise<() => Promise<Boxoffice>> {
  const source = strictTable(TABLE_NAME);
  const { Items = [] } = await source.client.send(
    new ScanCommand({ TableName: source.name, ConsistentRead: true }),
  );
  return async () => {
    await removeTable(RESTORED);
    await createTable(RESTORED);
    const table = strictTable(RESTORED);
    for (let start = 0; start < Items.length; start += BATCH_WRITE_ITEMS) {
      const requests = Items.slice(start, start + BATCH_WRITE_ITEMS).map((Item) => ({
        PutRequest: { Item },
      }));
      await table.client.send(new BatchWriteCommand({ RequestItems: { [RESTORED]: requests } }));
    }
    return aBoxoffice(undefined, table);
  };
}

/** Lets the senders look at everything, as at each record of a stream from its beginning. @returns what was sent. */
async function tellEverything({ ports: { events } }: Boxoffice, { id }: Event, table: Table, laterMs = 0) {
  const { sent, ports } = aSender({ table, laterMs });
  const event = await events.read(id);
  if (event === undefined) throw new Error('The event is not in the table.');
  await sendChangeNotices(event, { ...ports, events });
  for await (const { bookings } of events.bookings(event))
    for (const booking of bookings) await sendNotices(event, [booking.id], ports);
  return sent;
}

/** An event whose name was changed, with a cancelled booking, a confirmed one and a promotion. */
async function aToldEvent(): Promise<{ boxoffice: Boxoffice; event: Event; kept: Booking }> {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ capacity: 3 });
  const kept = await boxoffice.book(event, { quantity: 2 });
  const cancelled = await boxoffice.book(event);
  await boxoffice.book(event);
  await boxoffice.cancel(cancelled);
  await boxoffice.serve();
  const actor = { userId: event.organizerId, role: 'organizer' as const };
  await changeEvent({ eventId: event.id, actor, change: { name: 'Second night' } }, boxoffice.ports);
  return { boxoffice, event, kept };
}

describe('A restored table', () => {
  test('tells nobody twice', async () => {
    const { boxoffice, event } = await aToldEvent();
    const told = await tellEverything(boxoffice, event, boxoffice.table);
    expect(told).toHaveLength(6);
    const restored = await (await backUp())();
    expect(await tellEverything(restored, event, restored.table)).toEqual([]);
    const woken = await wakeUntold(event, {
      events: restored.ports.events,
      notices: noticeStore(restored.table),
      runtime: realRuntime,
    });
    expect(woken).toEqual({ bookings: 3, woken: 0 });
  });

  test('without its last minutes tells only what happens from then on', async () => {
    const { boxoffice, event, kept } = await aToldEvent();
    await tellEverything(boxoffice, event, boxoffice.table);
    const restore = await backUp();
    await boxoffice.cancel(kept, 1);
    expect(await tellEverything(boxoffice, event, boxoffice.table)).toEqual(['cancelled 1']);

    // The customer was told of a cancellation that the restored table does not have.
    const restored = await restore();
    expect(await tellEverything(restored, event, restored.table)).toEqual([]);
    await restored.cancel(kept);
    expect(await tellEverything(restored, event, restored.table)).toEqual(['cancelled 2']);
  });

  test('from before the notices were noted tells them again', async () => {
    const { boxoffice, event } = await aToldEvent();
    const restore = await backUp();
    const told = await tellEverything(boxoffice, event, boxoffice.table);
    const restored = await restore();
    expect((await tellEverything(restored, event, restored.table)).toSorted()).toEqual(told.toSorted());
  });

  test('from the instant between a mail and its note tells that notice again, once', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent();
    const { id } = await boxoffice.book(event);
    let restore = backUp;
    const { ports } = aSender({ table: boxoffice.table });
    ports.sender.send = async () => {
      const copy = await backUp();
      restore = async () => copy;
      return 'sent';
    };
    await sendNotices(event, [id], ports);
    const restored = await (await restore())();
    expect(await tellEverything(restored, event, restored.table)).toEqual([]);
    expect(await tellEverything(restored, event, restored.table, NOTICE_CLAIM_MS + 1)).toEqual(['booked 1']);
    expect(await tellEverything(restored, event, restored.table, NOTICE_CLAIM_MS + 1)).toEqual([]);
  });
});

const RUNBOOK = readFileSync(path.join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
/** By which the runbook copies an event. */
const COPIED = /--filter-expression '([^']+)'/.exec(RUNBOOK)?.[1] ?? '';

/** @returns the items of an event that the condition finds. */
async function itemsOf({ client, name }: Table, { id }: Event, condition: string): Promise<Item[]> {
  const { Items = [] } = await client.send(
    new ScanCommand({
      TableName: name,
      ConsistentRead: true,
      FilterExpression: condition,
      ExpressionAttributeValues: { ':event': `EVENT#${id}` },
    }),
  );
  return Items;
}

/** Replaces what the condition finds of an event by what it finds in the restored table, as the runbook does. */
async function copyBack(from: Table, to: Table, event: Event, condition: string): Promise<void> {
  for (const { pk, sk } of await itemsOf(to, event, condition))
    await to.client.send(new DeleteCommand({ TableName: to.name, Key: { pk, sk } }));
  for (const Item of await itemsOf(from, event, condition))
    await to.client.send(new PutCommand({ TableName: to.name, Item }));
}

describe('An event that is copied back from a restored table', () => {
  async function aDamagedEvent() {
    const { boxoffice, event, kept } = await aToldEvent();
    const restored = await (await backUp())();
    const before = await boxoffice.snapshot(event);
    await boxoffice.cancel(kept);
    await boxoffice.book(event, { quantity: 2 });
    return { boxoffice, event, kept, restored, before };
  }

  test('is as it was, with its tallies, and sells on', async () => {
    const { boxoffice, event, kept, restored, before } = await aDamagedEvent();
    await copyBack(restored.table, boxoffice.table, event, COPIED);
    expect(await boxoffice.snapshot(event)).toEqual(before);
    expect(await boxoffice.broken(event)).toEqual([]);
    const later = aBoxoffice();
    const waiting = await later.book(event, { quantity: 2 });
    await later.cancel(kept);
    await later.serve();
    expect((await later.ports.bookings.read(event, waiting.id))?.status).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('breaks guarantees if its bookings alone are copied', async () => {
    const { boxoffice, event, restored } = await aDamagedEvent();
    await copyBack(
      restored.table,
      boxoffice.table,
      event,
      'begins_with(pk, :event) AND attribute_exists(bookingId)',
    );
    expect(await boxoffice.broken(event)).not.toEqual([]);
  });
});
