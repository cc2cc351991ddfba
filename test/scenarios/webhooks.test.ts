/**
 * An organizer’s systems, told by webhooks: from the routes through the table’s stream to real receivers on loopback,
 * whose answers are good, bad, late or too long. The library of the specification verifies what they get.
 */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runtime, table } from '../../functions/compose.ts';
import { WEBHOOK_ENDPOINTS_LIMIT } from '../../functions/domain/model/limits.ts';
import { webhookEndpointStore } from '../../functions/store/webhook-endpoints.ts';
import { expectFaults, expectProblem, UNKNOWN_ID } from '../api/answers.ts';
import { mailsTo, subjectsTo } from '../kit/mailbox.ts';
import { aReceiver, type Receiver, verified, withStatus } from '../kit/receiver.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
let receiver: Receiver;
beforeAll(async () => {
  it = await aService({ sendsNotices: true, webhooks: 'any' });
});
afterAll(() => it.stop());
beforeEach(async () => {
  receiver = await aReceiver();
});
afterEach(() => receiver.stop());

type Made = { id: string; secret: string };

async function anEndpointOf({ token }: Person, url = receiver.url): Promise<Made> {
  const answer = await it.call({ path: '/v1/webhooks', token, body: { url } });
  expect([answer.status, answer.headers['location']]).toEqual([201, `/v1/webhooks/${answer.body.id}`]);
  return answer.body;
}

/** An event, and an endpoint of its organizer. */
async function anEventWithEndpoint(fields: Record<string, unknown> = {}) {
  const event = await it.anEvent(fields);
  return { event, endpoint: await anEndpointOf(event.organizer) };
}

const path = ({ id }: { id: string }, rest = '') => `/v1/webhooks/${id}${rest}`;
const got = (count: number) =>
  eventually(async () => receiver.received.length >= count && receiver.received.slice());

async function deliveriesOf(endpoint: Made, { token }: Person) {
  return (await it.call({ path: path(endpoint, '/deliveries'), token })).body.items;
}

async function testOf(endpoint: Made, { token }: Person) {
  return (await it.call({ method: 'POST', path: path(endpoint, '/test'), token, body: {} })).body;
}

describe('An organizer’s endpoint', () => {
  test('gets each history entry of a booking, in order, and signed', async () => {
    const { event, endpoint } = await anEventWithEndpoint({ capacity: 1 });
    const [holder, waiter] = [await it.aPerson(), await it.aPerson()];
    const held = (await it.book(holder, event.id)).body.id;
    const waiting = (await it.book(waiter, event.id)).body.id;
    await it.cancel(holder, event.id, held);
    await eventually(async () => receiver.types().includes('booking.promoted'));
    await eventually(async () => receiver.types().includes('booking.handed-on'));
    const contents = receiver.received.map((one) => verified(endpoint.secret, one));
    const of = (id: string) => contents.filter(({ data }) => data.bookingId === id).map(({ type }) => type);
    expect(of(held)).toEqual(['booking.booked', 'booking.cancelled', 'booking.handed-on']);
    expect(of(waiting)[0]).toBe('booking.joined');
    expect(of(waiting).at(-1)).toBe('booking.promoted');
    const promoted = contents.find(({ type }) => type === 'booking.promoted');
    expect(promoted?.data).toMatchObject({
      eventId: event.id,
      quantity: 1,
      historyEntry: { what: 'promoted', promotionNumber: 1 },
      booking: { id: waiting, status: 'confirmed', quantity: 1, customerId: waiter.id },
    });
    expect(promoted?.timestamp).toBe(promoted?.data.historyEntry?.at);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(ids.length);
    expect(JSON.stringify(contents)).not.toContain('people.invalid');
    expect(() => verified(`whsec_${Buffer.alloc(32).toString('base64')}`, receiver.received[0])).toThrow();
  });

  test('gets the changes and the cancellation of an event, and check-ins', async () => {
    const { event } = await anEventWithEndpoint();
    const { token } = event.organizer;
    const buyer = await it.aPerson();
    const { id } = (await it.book(buyer, event.id)).body;
    const [{ code }] = (await it.call({ path: `/v1/events/${event.id}/bookings/${id}`, token: buyer.token }))
      .body.tickets;
    await it.call({ path: `/v1/events/${event.id}/check-ins`, token, body: { ticket: code } });
    await eventually(async () => receiver.types().includes('booking.checked-in'));
    const change = { venue: 'Great hall' };
    await it.call({ method: 'PATCH', path: `/v1/events/${event.id}`, token, body: change });
    await eventually(async () => receiver.types().includes('event.changed'));
    await it.call({ method: 'DELETE', path: `/v1/events/${event.id}`, token });
    await eventually(async () => receiver.types().includes('event.cancelled'));
    await eventually(async () => receiver.types().includes('booking.event-cancelled'));
    const changed = receiver.received.find(({ body }) => body.includes('event.changed'));
    expect(JSON.parse(changed?.body ?? '').data.event).toMatchObject({ id: event.id, venue: 'Great hall' });
  });

  test('gets nothing of the events of others, and no other account sees it', async () => {
    const { endpoint, event } = await anEventWithEndpoint();
    const other = await it.anEvent();
    await it.book(await it.aPerson(), other.id);
    await it.book(await it.aPerson(), event.id);
    const received = await got(1);
    expect(received.map(({ body }) => JSON.parse(body).data.eventId)).toEqual([event.id]);
    const { token } = await it.aPerson('admin');
    const read = ['', '/deliveries', '/replay'].map((rest) => ({
      method: 'GET',
      path: path(endpoint, rest),
    }));
    const post = ['/test', '/rotate-secret', `/deliveries/${UNKNOWN_ID}/replay`].map((rest) => ({
      method: 'POST',
      path: path(endpoint, rest),
      body: {},
    }));
    const others = ['PATCH', 'DELETE'].map((method) => ({ method, path: path(endpoint), body: {} }));
    for (const call of [...read, ...post, ...others])
      expectProblem(await it.call({ ...call, token }), 404, 'not-found');
    expect((await it.call({ path: '/v1/webhooks', token })).body.items).toEqual([]);
    const attendee = await it.aPerson();
    expectProblem(await it.call({ path: '/v1/webhooks', token: attendee.token }), 403, 'forbidden');
  });

  test('is listed, changed and removed, and its secret is shown once', async () => {
    const { event, endpoint } = await anEventWithEndpoint();
    const { token } = event.organizer;
    expect(endpoint.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const change = { description: 'Accounting', enabled: false };
    const changed = await it.call({ method: 'PATCH', path: path(endpoint), token, body: change });
    expect(changed.body).toMatchObject({ ...change, disabledBecause: 'by-organizer' });
    await it.book(await it.aPerson(), event.id);
    const enable = { description: null, enabled: true };
    const enabled = await it.call({ method: 'PATCH', path: path(endpoint), token, body: enable });
    expect(enabled.body).not.toHaveProperty('description');
    expect(Date.parse(enabled.body.deliversFrom)).toBeGreaterThan(Date.parse(enabled.body.createdAt));
    const { items } = (await it.call({ path: '/v1/webhooks', token })).body;
    expect(items).toEqual([enabled.body]);
    expect(JSON.stringify(items)).not.toContain('whsec_');
    // What happened while it was disabled is not sent: only the booking from now on is.
    await it.book(await it.aPerson(), event.id);
    await got(1);
    expect(receiver.types()).toEqual(['booking.booked']);
    expect((await it.call({ method: 'DELETE', path: path(endpoint), token })).status).toBe(204);
    expectProblem(await it.call({ path: path(endpoint), token }), 404, 'not-found');
  });

  test('has no secret in the table, before and after a rotation', async () => {
    const { event, endpoint } = await anEventWithEndpoint();
    const { token } = event.organizer;
    const rotated = await it.call({ path: path(endpoint, '/rotate-secret'), token, body: {} });
    const stored = await webhookEndpointStore(table()).read(event.organizer.id, endpoint.id);
    expect(stored?.secrets).toHaveLength(2);
    const { Items = [] } = await table().client.send(new ScanCommand({ TableName: table().name }));
    const found = (secret: string) =>
      [
        secret.slice('whsec_'.length),
        Buffer.from(secret.slice('whsec_'.length), 'base64').toString('base64url'),
      ].some((text) => JSON.stringify(Items).includes(text));
    expect([endpoint.secret, rotated.body.secret].map(found)).toEqual([false, false]);
    await testOf(endpoint, event.organizer);
    for (const secret of [endpoint.secret, rotated.body.secret])
      expect(verified(secret, receiver.received[0]).type).toBe('webhook.test');
  });

  test('of an earlier version signs with the secret that was stored, until its rotation is over', async () => {
    const { event, endpoint } = await anEventWithEndpoint();
    const { token } = event.organizer;
    const store = webhookEndpointStore(table());
    const made = await store.read(event.organizer.id, endpoint.id);
    if (made === undefined) throw new Error('The endpoint is there.');
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const former = { ...made, revision: made.revision + 1, secrets: [{ secret, rotation: made.id }] };
    expect(await store.change(former)).toBe(true);
    expect(JSON.stringify(await store.read(event.organizer.id, endpoint.id))).toContain(secret);
    await testOf(endpoint, event.organizer);
    expect(verified(secret, receiver.received[0]).type).toBe('webhook.test');
    expect(() => verified(endpoint.secret, receiver.received[0])).toThrow();
    const rotate = (overlapSeconds: number) =>
      it.call({ path: path(endpoint, '/rotate-secret'), token, body: { overlapSeconds } });
    const next = (await rotate(60)).body.secret;
    await testOf(endpoint, event.organizer);
    for (const one of [secret, next]) expect(verified(one, receiver.received[1]).type).toBe('webhook.test');
    await rotate(0);
    expect(JSON.stringify(await store.read(event.organizer.id, endpoint.id))).not.toContain('whsec_');
  });

  test('is made once by a repeated request, and an organizer has up to ten', async () => {
    const { token } = await it.aPerson('organizer');
    const make = (key: string, url = receiver.url) =>
      it.call({ path: '/v1/webhooks', token, body: { url }, headers: { 'idempotency-key': key } });
    const first = await make('0');
    expect((await make('0')).body).toEqual(first.body);
    expectProblem(await make('0', `${receiver.url}/other`), 422, 'idempotency-key-reused');
    const others = Array.from({ length: WEBHOOK_ENDPOINTS_LIMIT }, (_, index) => make(`${index + 1}`));
    const statuses = (await Promise.all(others)).map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(
      WEBHOOK_ENDPOINTS_LIMIT - 1,
    );
    const refused = await eventually(async () => {
      const answer = await make(runtime.newId());
      return answer.status === 409 && answer;
    });
    expectProblem(refused, 409, 'too-many-webhooks');
    const { items } = (await it.call({ path: '/v1/webhooks', token })).body;
    expect(items).toHaveLength(WEBHOOK_ENDPOINTS_LIMIT);
    await it.call({ method: 'DELETE', path: path(first.body), token });
    expect((await make(runtime.newId())).status).toBe(201);
  });

  test('signs with the old and the new secret until the overlap is over, and a repeat rotates once', async () => {
    const organizer = await it.aPerson('organizer');
    const { token } = organizer;
    const endpoint = await anEndpointOf(organizer);
    const rotate = async (key: string, body: object = {}) =>
      (
        await it.call({
          path: path(endpoint, '/rotate-secret'),
          token,
          body,
          headers: { 'idempotency-key': key },
        })
      ).body;
    const second = await rotate('a');
    expect((await rotate('a')).secret).toBe(second.secret);
    expect(second.secret).not.toBe(endpoint.secret);
    expect(Date.parse(second.oldSecretsUntil) - runtime.now()).toBeGreaterThan(23 * 60 * 60 * 1000);
    await testOf(endpoint, organizer);
    const [both] = receiver.received;
    expect(both?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const secret of [endpoint.secret, second.secret]) verified(secret, both);
    const third = await rotate('b', { overlapSeconds: 0 });
    expect(third).not.toHaveProperty('oldSecretsUntil');
    await testOf(endpoint, organizer);
    const last = receiver.received.at(-1);
    verified(third.secret, last);
    for (const secret of [endpoint.secret, second.secret]) expect(() => verified(secret, last)).toThrow();
  });
});

describe('A delivery', () => {
  test('that fails is listed with its answer, tried again and waited for by later ones', async () => {
    receiver.answer = withStatus(500, 'x'.repeat(5_000));
    const { event, endpoint } = await anEventWithEndpoint();
    const buyer = await it.aPerson();
    const { id } = (await it.book(buyer, event.id)).body;
    await got(1);
    await it.cancel(buyer, event.id, id);
    const [failed] = await eventually(async () => {
      const items = await deliveriesOf(endpoint, event.organizer);
      return items.length > 0 && items;
    });
    expect(failed).toMatchObject({
      type: 'booking.booked',
      bookingId: id,
      cause: 'entry',
      attempt: 1,
      outcome: 'failed',
      status: 500,
      answer: 'x'.repeat(500),
    });
    expect(Date.parse(failed.nextAttemptAt) - Date.parse(failed.at)).toBeGreaterThanOrEqual(5_000);
    expect(receiver.types()).toEqual(['booking.booked']);

    receiver.answer = withStatus(204);
    const again = await it.call({
      method: 'POST',
      path: path(endpoint, `/deliveries/${failed.id}/replay`),
      token: event.organizer.token,
      body: {},
    });
    expect(again.body).toMatchObject({
      webhookId: failed.webhookId,
      cause: 'replay',
      outcome: 'accepted',
      status: 204,
    });
    expect(receiver.received[1]?.headers['webhook-id']).toBe(failed.webhookId);
    const unknown = await it.call({
      method: 'POST',
      path: path(endpoint, `/deliveries/${UNKNOWN_ID}/replay`),
      token: event.organizer.token,
      body: {},
    });
    expectProblem(unknown, 404, 'not-found');
  });

  test('does not follow a redirect, and its answer may be late, broken or not HTTP', async () => {
    const organizer = await it.aPerson('organizer');
    const endpoint = await anEndpointOf(organizer);
    receiver.answer = withStatus(302, '', { location: `${receiver.url}/elsewhere` });
    expect(await testOf(endpoint, organizer)).toMatchObject({ status: 302, outcome: 'given-up' });
    expect(receiver.received.map((one) => one.path)).toEqual(['/webhooks']);
    receiver.answer = (_response, request) => request.socket.end('This is no HTTP.\r\n\r\n');
    expect(await testOf(endpoint, organizer)).toMatchObject({ error: 'not-understood' });
    receiver.answer = (_response, request) => request.socket.destroy();
    expect(await testOf(endpoint, organizer)).toMatchObject({ error: 'not-connected' });
    receiver.answer = (response) => response.writeHead(200).write('The rest never comes');
    expect(await testOf(endpoint, organizer)).toMatchObject({
      status: 200,
      outcome: 'accepted',
      answer: 'The rest never comes',
    });
    const types = receiver.types();
    expect(new Set(types)).toEqual(new Set(['webhook.test']));
    const page = await it.call({ path: path(endpoint, '/deliveries?limit=3'), token: organizer.token });
    const next = await it.call({
      path: path(endpoint, `/deliveries?cursor=${page.body.nextCursor}`),
      token: organizer.token,
    });
    const instants = [...page.body.items, ...next.body.items].map(({ at }) => at);
    expect([page.body.items.length, next.body.items.length, next.body.nextCursor]).toEqual([3, 1, null]);
    expect(instants).toEqual(instants.toSorted().reverse());
    const listed = async (query: string) =>
      await it.call({ path: path(endpoint, `/deliveries?${query}`), token: organizer.token });
    const accepted = (await listed('outcome=accepted&type=webhook.test')).body;
    expect(accepted.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['accepted']);
    expect((await listed('type=booking.booked')).body).toEqual({ items: [], nextCursor: null });
    expectFaults(await listed('cursor=x'), 'cursor');
    expectFaults(await listed('outcome=lost'), 'outcome');
    expectFaults(await listed('type=booking'), 'type');
  });
});

describe('A replay', () => {
  test('sends everything since an instant again, in order, also what was before the endpoint', async () => {
    const event = await it.anEvent();
    const [buyer, other] = [await it.aPerson(), await it.anEvent()];
    const { id } = (await it.book(buyer, event.id)).body;
    await it.cancel(buyer, event.id, id);
    await it.book(buyer, other.id);
    const endpoint = await anEndpointOf(event.organizer);
    const { token } = event.organizer;
    const body = { since: '2020-01-01T00:00:00Z', eventId: event.id };
    const replay = () => it.call({ path: path(endpoint, '/replay'), token, body });
    expect((await replay()).status).toBe(202);
    const isDone = async () => (await it.call({ path: path(endpoint, '/replay'), token })).body.isDone;
    await eventually(isDone);
    const first = await got(3);
    expect(receiver.types()).toEqual(['booking.booked', 'booking.cancelled', 'booking.handed-on']);
    await it.call({ path: path(endpoint, '/replay'), token, body: { since: body.since } });
    await eventually(isDone);
    const all = await got(6);
    const ids = all.map(({ headers }) => headers['webhook-id']);
    expect(ids.slice(3)).toEqual(first.map(({ headers }) => headers['webhook-id']));
    const late = { since: new Date(runtime.now() + 1_000).toISOString() };
    await it.call({ path: path(endpoint, '/replay'), token, body: late });
    await eventually(isDone);
    expect(receiver.received).toHaveLength(6);
    const replayOf = (eventId: string) =>
      it.call({ path: path(endpoint, '/replay'), token, body: { ...body, eventId } });
    const foreign = await replayOf(other.id);
    expectProblem(foreign, 404, 'not-found');
    expect((await replayOf(UNKNOWN_ID)).body).toEqual(foreign.body);
    await it.call({ method: 'PATCH', path: path(endpoint), token, body: { enabled: false } });
    expectProblem(await replay(), 409, 'webhook-disabled');
  });
});

test('An organizer whose endpoint answers 410 is told by mail, and sees why at the endpoint', async () => {
  const { event, endpoint } = await anEventWithEndpoint();
  receiver.answer = withStatus(410, 'No more');
  await it.book(await it.aPerson(), event.id);
  const address = `${event.organizer.id}@people.invalid`;
  const subject = 'Your webhook endpoint was disabled';
  const subjects = await subjectsTo(it.service, address, 2);
  expect(subjects.toSorted()).toEqual(['A webhook endpoint of yours was set up', subject]);
  const mail = (await mailsTo(it.service, address)).find((one) => one.subject === subject);
  expect(mail?.body.text).toContain(receiver.url);
  expect(mail?.body.html).toContain('410 Gone');
  const { body } = await it.call({ path: path(endpoint), token: event.organizer.token });
  expect(body).toMatchObject({ enabled: false, disabledBecause: 'gone' });
  const stored = await eventually(async () => {
    const found = await webhookEndpointStore(table()).read(event.organizer.id, endpoint.id);
    return found?.isTold && found;
  });
  expect(stored.disabled?.because).toBe('gone');
});
