/**
 * An event that is handed over has an owner with an account. Webhooks follow the owner: the former owner's systems are told nothing
 * more of it.
 */

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Event } from '../../functions/domain/model/event.ts';
import type { Role } from '../../functions/domain/model/user.ts';
import type { WebhookEndpoint } from '../../functions/domain/model/webhook-endpoint.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { carryOutReplay } from '../../functions/domain/webhooks/carry-out-replay.ts';
import { EndpointsOfBatch } from '../../functions/domain/webhooks/endpoints-of-batch.ts';
import { serveChange } from '../../functions/domain/webhooks/serve-change.ts';
import { accountEnds } from '../../functions/store/account-ends.ts';
import { accountStore } from '../../functions/store/accounts.ts';
import { eventListingStore } from '../../functions/store/event-listings.ts';
import { toUserItem } from '../../functions/store/items/user.ts';
import { staffStore } from '../../functions/store/staff.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { webhookEndpointStore } from '../../functions/store/webhook-endpoints.ts';
import { aBoxoffice, createTestTable, realRuntime, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';
import { anEndpoint, aWebhookSender } from '../kit/webhook-sender.ts';

let testTable: TestTable;
let table: Table;
beforeAll(async () => {
  testTable = await createTestTable();
  table = strictTable(TABLE_NAME);
});
afterAll(() => testTable.stop());

const boxoffice = aBoxoffice();

const account = {
  name: 'Ada',
  email: 'a@example.com',
  passwordHash: '',
  createdAt: '',
  sessionGeneration: 0,
};
const users = { read: async (id: string) => ({ ...account, id, role: 'organizer' as Role }) };

/** @returns whether it was handed over. */
async function handOver(before: Event, userId: string): Promise<boolean> {
  const { id: eventId, organizerId: formerOwnerId, revision } = before;
  const staff = { [formerOwnerId]: 'manager' as const };
  const after = { ...before, organizerId: userId, staff, staffChanges: 1, revision: revision + 1 };
  const change = { id: realRuntime.newId(), eventId, userId, role: 'owner' as const, formerOwnerId };
  const by = { at: realRuntime.now(), by: formerOwnerId, revision: after.revision, fingerprint: '' };
  return staffStore(table).change(before, after, { ...change, ...by });
}

const storeAccount = (id: string) =>
  table.client.send(
    new PutCommand({ TableName: TABLE_NAME, Item: toUserItem({ ...account, id, role: 'organizer' }) }),
  );

/** @returns how many webhooks a replay of all events of its owner sends to the endpoint. */
async function replayedTo(endpoint: WebhookEndpoint): Promise<number> {
  const { organizerId } = endpoint;
  const { ports, told } = aWebhookSender();
  const endpoints = webhookEndpointStore(table);
  const replay = { id: realRuntime.newId(), endpointId: endpoint.id, organizerId };
  await endpoints.startReplay({ ...replay, since: 0, requestedAt: realRuntime.now() });
  const { events } = boxoffice.ports;
  await carryOutReplay(endpoint, {
    ...ports,
    endpoints: { ...ports.endpoints, ...endpoints },
    events,
    eventListings: eventListingStore(table),
  });
  return told.length;
}

test('an event that was handed over is told to the new owner’s endpoints, in changes and in replays', async () => {
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event);
  const next = realRuntime.newId();
  const [formerEndpoint, nextEndpoint] = [await anEndpoint(event.organizerId), await anEndpoint(next)];
  const { ports, told } = aWebhookSender();
  const cache = new EventCache(boxoffice.ports.events, ports.runtime);
  const toldTo = async () => {
    const before = told.length;
    const batch = new EndpointsOfBatch({ endpoints: webhookEndpointStore(table), users });
    const change = { eventId: event.id, subject: { bookingId: booking.id }, until: Infinity };
    await serveChange(change, batch, { ...ports, cache });
    return told.slice(before).map(({ type }) => type);
  };
  expect(await toldTo()).toEqual(['booking.booked']);
  expect([await replayedTo(formerEndpoint), await replayedTo(nextEndpoint)]).toEqual([1, 0]);

  await storeAccount(next);
  expect(await handOver(event, next)).toBe(true);
  await ports.runtime.sleep(1_000);
  await boxoffice.cancel(booking);
  expect(await toldTo()).toEqual(['booking.booked', 'booking.cancelled']);
  const logOf = async (endpointId: string) =>
    (await ports.deliveries.read({ event, subject: { bookingId: booking.id }, endpointId })).log;
  expect((await logOf(formerEndpoint.id)).handledEntries).toBe(1);
  expect((await logOf(nextEndpoint.id)).handledEntries).toBe(2);
  expect([await replayedTo(formerEndpoint), await replayedTo(nextEndpoint)]).toEqual([0, 2]);
});

test('an event is not handed over to an account that is closed meanwhile, nor an account closed that gets one meanwhile', async () => {
  const [event, next] = [await boxoffice.anEvent(), realRuntime.newId()];
  await storeAccount(next);
  const close = async () => {
    const before = await accountStore(table).read(next);
    if (before === undefined) throw new Error('There is no such account.');
    const securityEvent = { id: realRuntime.newId(), kind: 'account-closed' as const, at: 0 };
    return () => accountEnds(table).close(before, { at: 0, letters: [], securityEvent });
  };
  const early = await close();
  expect(await handOver(event, next)).toBe(true);
  expect(await early()).toBe('failed');
  expect(await (await close())()).toBe('done');
  expect(await handOver(await boxoffice.anEvent(), next)).toBe(false);
});
