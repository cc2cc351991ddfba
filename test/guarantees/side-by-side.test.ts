/**
 * During a deployment functions of two versions serve the same table and queue. Here a process of an earlier version serves beside
 * this code: requests of one sale go to both in turn, each has a clerk and a sweep, and the checks are those of this code.
 */
import { randomUUID } from 'node:crypto';

import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiClient, apiClient } from '../../bin/local/api-client.ts';
import { readEventSnapshot } from '../../bin/local/event-snapshot.ts';
import { makePeople } from '../../bin/local/people.ts';
import { type TypedClient, typedClient } from '../../bin/local/typed-client.ts';
import { type Buyer, cancelSome, type Purchase, sell } from '../../bin/onsale/crowd.ts';
import { observe } from '../../bin/onsale/observer.ts';
import { auditOnceSettled, waitUntilSettled } from '../../bin/onsale/settled.ts';
import { judge } from '../../bin/onsale/verdict.ts';
import { table } from '../../functions/compose.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { freeTickets } from '../../functions/domain/verify/snapshot.ts';
import { eventStore } from '../../functions/store/events.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import { upgradeTable } from '../../functions/store/table-version.ts';
import { brokenIn } from '../kit/audits.ts';
import { type EarlierVersion, startEarlierVersion } from '../kit/earlier-version.ts';
import { aService, type Person, type TestService } from '../kit/service.ts';

const CAPACITY = 40;
const BUYERS = { first: 30, later: 20 };
const CANCELLATIONS = 10;
const PASSWORD = 'a moth in the relay';

let present: TestService;
let earlier: EarlierVersion;
let apis: { earlier: ApiClient; present: ApiClient };
beforeAll(async () => {
  process.env['PUBLIC_ORIGIN'] = 'http://localhost';
  present = await aService();
  earlier = await startEarlierVersion();
  apis = { earlier: apiClient(earlier.url), present: apiClient(present.service.url) };
});
afterAll(async () => {
  for (const api of Object.values(apis ?? {})) api.close();
  await earlier?.stop();
  await present.stop();
  delete process.env['PUBLIC_ORIGIN'];
});

/** Sends requests to the two versions in turn, also those of one buyer that are sent twice. */
function bothInTurn(): TypedClient {
  let sent = 0;
  return typedClient({
    call: (call) => {
      sent += 1;
      return (sent % 2 === 0 ? apis.present : apis.earlier).call(call);
    },
  });
}

async function anEventMadeBy(version: keyof typeof apis, fields: Record<string, unknown> = {}) {
  const organizer = await present.aPerson('organizer');
  const body = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: CAPACITY, ...fields };
  const answer = await apis[version].call({ path: '/v1/events', token: organizer.token, body });
  expect(answer).toMatchObject({ status: 201 });
  const event = await eventStore(table()).read(answer.body.id);
  if (event === undefined) throw new Error('The event is missing from the table.');
  return { event, organizer };
}

const asBuyer = (person: Person, index: number): Buyer => ({
  ...person,
  quantity: 1 + (index % 2),
  key: randomUUID(),
});

/** Sells the event by both versions. In the middle some give their tickets back. @returns what is wrong, and the settled event. */
async function sale({ event }: Awaited<ReturnType<typeof anEventMadeBy>>) {
  const { id } = event;
  const client = bothInTurn();
  const options = { peak: 'max', connections: 8 } as const;
  const buyers = (await makePeople(BUYERS.first + BUYERS.later)).map(asBuyer);
  const observer = observe(table(), event, () => undefined);
  const first = await sell(client, id, buyers.slice(0, BUYERS.first), options, () => undefined);
  const [later, cancels] = await Promise.all([
    sell(client, id, buyers.slice(BUYERS.first), options, () => undefined),
    cancelSome(client, id, first, CANCELLATIONS),
  ]);
  await waitUntilSettled(id);
  await observer.stop();
  const purchases: Purchase[] = [...first, ...later];
  const requests = [...purchases.map(({ request }) => request), ...cancels];
  const audited = await auditOnceSettled(id, requests);
  const snapshot = await readEventSnapshot(table(), event);
  const verdict = judge(audited, snapshot, requests, purchases, observer.looks);
  return { broken: verdict.filter(({ holds }) => holds === false), snapshot, cancels };
}

describe.each(['earlier', 'present'] as const)('An event that the %s version made', (maker) => {
  test('is sold, waited for and handed on by both versions, and nothing is lost', async () => {
    const { broken, snapshot, cancels } = await sale(await anEventMadeBy(maker));
    expect(broken).toEqual([]);
    expect(cancels.every(({ sendings: [sending] }) => sending?.answer?.status === 200)).toBe(true);
    const confirmed = snapshot.bookings.filter(({ status }) => status === 'confirmed');
    const sold = confirmed.reduce((sum, { quantity }) => sum + quantity, 0);
    expect(sold + freeTickets(snapshot)).toBe(CAPACITY);
    expect(snapshot.entries.length).toBeGreaterThan(0);
    expect(earlier.logged('The waitlist of an event was served.')).toBeGreaterThan(0);
  });
});

/** Somebody else asks for a ticket each time. */
async function book(version: keyof typeof apis, { id }: Event) {
  const { token } = await present.aPerson();
  return apis[version].call({ path: `/v1/events/${id}/bookings`, token, body: { quantity: 1 } });
}

test('without what the earlier version reads in it, an event that this one made is not sold by both', async () => {
  const { event } = await anEventMadeBy('present', { capacity: 1 });
  await book('present', event);
  expect(await book('earlier', event)).toMatchObject({ status: 202 });
  const { client, name } = table();
  await client.send(
    new UpdateCommand({
      TableName: name,
      Key: waitlistKey(event.id),
      UpdateExpression: 'REMOVE joinedCount',
    }),
  );
  expect(await book('earlier', event)).toMatchObject({ status: 500 });
  expect(await book('present', event)).toMatchObject({ status: 202 });
});

describe('A limited waitlist, whose form table version 2 changed,', () => {
  test('of the earlier version takes no joins by this one before the upgrade, and keeps its limit', async () => {
    const { event } = await anEventMadeBy('earlier', { capacity: 1, waitlist: { limit: 2 } });
    const held = await book('earlier', event);
    const waits = await book('earlier', event);
    expect([held.status, waits.status]).toEqual([201, 202]);
    expect(await book('present', event)).toMatchObject({ status: 503, body: { code: 'busy' } });

    await upgradeAsIfDeployed();
    expect((await book('earlier', event)).status).toBeGreaterThanOrEqual(400);
    expect(await book('present', event)).toMatchObject({ status: 202 });
    expect(await book('present', event)).toMatchObject({
      status: 409,
      body: { code: 'waitlist-full' },
    });
    expect(await brokenIn(table(), event.id)).toEqual([]);
  });

  test('of this version takes no joins by the earlier one, which cannot list it, and keeps its limit', async () => {
    const { event } = await anEventMadeBy('present', { capacity: 1, waitlist: { limit: 1 } });
    await book('present', event);
    expect(await book('earlier', event)).toMatchObject({ status: 500 });
    expect(await apis.earlier.call({ path: '/v1/events' })).toMatchObject({ status: 500 });
    expect(await book('present', event)).toMatchObject({ status: 202 });
    expect(await brokenIn(table(), event.id)).toEqual([]);
  });
});

describe('Accounts, whose list table version 3 changed,', () => {
  const logIn = (version: keyof typeof apis, email: string) =>
    apis[version].call({ method: 'POST', path: '/v1/auth/login', body: { email, password: PASSWORD } });
  const register = async (version: keyof typeof apis) => {
    const email = `${version}-${randomUUID()}@example.com`;
    const body = { name: 'Ada Byron', email, password: PASSWORD };
    const { status } = await apis[version].call({ method: 'POST', path: '/v1/auth/register', body });
    expect(status).toBe(201);
    return email;
  };

  test('are used by both versions, whichever made them, and are all listed after the upgrade', async () => {
    const emails = [await register('earlier'), await register('present')];
    for (const email of emails)
      for (const version of ['earlier', 'present'] as const)
        expect(await logIn(version, email)).toMatchObject({ status: 200 });
    const { token } = await present.aPerson('admin');
    const listed = async () => {
      const all = await apis.present.call({ path: '/v1/users?q=byron', token });
      const items = all.body['items'] as { email: string }[];
      return emails.map((email) => items.some((item) => item.email === email));
    };
    expect(await listed()).toEqual([false, true]);
    await upgradeAsIfDeployed();
    expect(await listed()).toEqual([true, true]);
  });
});

/** `npm start` and this suite's service upgrade a table when they make it; a deployment does not. */
async function upgradeAsIfDeployed(): Promise<void> {
  const { client, name } = table();
  await client.send(
    new DeleteCommand({ TableName: name, Key: { pk: 'TABLE-VERSION', sk: 'TABLE-VERSION' } }),
  );
  expect(await upgradeTable(table())).toBeGreaterThan(0);
}
