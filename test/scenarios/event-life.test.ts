/** The life of events as organizers make them: drafts, their publication, and who sees what in between. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { table } from '../../functions/compose.ts';
import { expectFaults, expectProblem } from '../api/answers.ts';
import { brokenIn } from '../kit/audits.ts';
import { moveIntoPast } from '../kit/begun-event.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const MAY = '2099-05-01T20:00:00.000Z';

type Made = { id: string; organizer: Person };

const aDraft = (fields: Record<string, unknown> = {}) =>
  it.anEvent({ startsAt: MAY, isDraft: true, ...fields });
const pathOf = ({ id }: Made) => `/v1/events/${id}`;
const read = (event: Made, person?: Person): Promise<ApiAnswer> =>
  it.call({ path: pathOf(event), ...(person && { token: person.token }) });
const as = ({ organizer }: Made, call: ApiCall): Promise<ApiAnswer> =>
  it.call({ token: organizer.token, ...call });
const change = (event: Made, body: unknown) => as(event, { method: 'PATCH', path: pathOf(event), body });
const publish = (event: Made, call: Partial<ApiCall> = {}) =>
  as(event, { method: 'POST', path: `${pathOf(event)}/publish`, ...call });

async function idsIn(query: string, person?: Person): Promise<string[]> {
  const { body } = await it.call({
    path: `/v1/events?limit=100&${query}`,
    ...(person && { token: person.token }),
  });
  return body.items.map(({ id }: { id: string }) => id);
}

describe('A draft', () => {
  test('is prepared in private, published once, and sells from then on', async () => {
    const event = await aDraft({ allowGuests: true, capacity: 4 });
    const [customer, admin, rival] = [
      await it.aPerson(),
      await it.aPerson('admin'),
      await it.aPerson('organizer'),
    ];
    const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
    const bookings = `${pathOf(event)}/bookings`;

    for (const person of [undefined, customer, rival])
      expectProblem(await read(event, person), 404, 'not-found');
    expectProblem(await it.call({ path: `${pathOf(event)}/ticket-key` }), 404, 'not-found');
    expectProblem(await it.book(customer, event.id), 404, 'not-found');
    expectProblem(await it.book(rival, event.id, { quantity: 1, attendee, reason: 'x' }), 404, 'not-found');
    expectProblem(await it.call({ path: bookings, body: { quantity: 1, attendee } }), 401, 'unauthenticated');
    expectProblem(await publish(event, { token: rival.token }), 404, 'not-found');
    expectProblem(await publish(event, { token: customer.token }), 404, 'not-found');

    for (const person of [event.organizer, admin])
      expect(await read(event, person)).toMatchObject({
        status: 200,
        body: { isDraft: true, availability: { state: 'not-open', available: 0, booked: 0 } },
      });
    expectProblem(await it.book(event.organizer, event.id), 409, 'sales-not-open');
    const atDoor = { quantity: 1, attendee, reason: 'A friend' };
    expectProblem(await it.book(event.organizer, event.id, atDoor), 409, 'sales-not-open');
    expect(await idsIn('organizer=me', event.organizer)).toEqual([event.id]);
    expect(await idsIn('')).not.toContain(event.id);

    expect((await change(event, { venue: 'Great hall', capacity: 2, maxPerBooking: 1 })).body).toMatchObject({
      isDraft: true,
      capacity: 2,
      availability: { state: 'not-open' },
    });

    const published = await publish(event);
    expect(published).toMatchObject({
      status: 200,
      body: { venue: 'Great hall', availability: { state: 'on-sale', capacity: 2, available: 2 } },
    });
    const { publishedAt, salesOpenAt } = published.body;
    expect([published.body.isDraft, salesOpenAt]).toEqual([undefined, publishedAt]);
    const again = await publish(event, { headers: { 'idempotency-key': 'again' } });
    expect([again.status, again.body.publishedAt]).toEqual([200, publishedAt]);
    expect(await read(event)).toMatchObject({ status: 200, body: { publishedAt } });
    await eventually(async () => (await idsIn('')).includes(event.id));

    expect((await it.book(customer, event.id)).status).toBe(201);
    expect((await it.call({ path: bookings, body: { quantity: 1, attendee } })).status).toBe(201);
    expect((await it.book(rival, event.id)).status).toBe(202);
    expect(await brokenIn(table(), event.id)).toEqual([]);
  });

  test('whose sales have ended is not published', async () => {
    const ended = { salesOpenAt: '2024-01-01T00:00:00Z', salesCloseAt: '2024-02-01T00:00:00Z' };
    const event = await aDraft(ended);
    expectFaults(await publish(event), '/salesCloseAt');
    expect((await change(event, { salesCloseAt: null })).status).toBe(200);
    expect((await publish(event)).status).toBe(200);
  });

  test('opens its sales when it says so, and not with its publication', async () => {
    const event = await aDraft({ salesOpenAt: '2099-04-01T00:00:00.000Z' });
    expect((await publish(event)).body).toMatchObject({
      salesOpenAt: '2099-04-01T00:00:00.000Z',
      availability: { state: 'not-open' },
    });
    expectProblem(await it.book(await it.aPerson(), event.id), 409, 'sales-not-open');
  });

  test('with many shards is published in all of them', async () => {
    const event = await aDraft({ capacity: 256, peakRequestsPerSecond: 10_000 });
    expect((await publish(event)).status).toBe(200);
    expect((await it.book(await it.aPerson(), event.id, { quantity: 10 })).status).toBe(201);
    expect(await brokenIn(table(), event.id)).toEqual([]);
  });

  test('that is discarded is removed, and was never seen', async () => {
    const event = await aDraft();
    expect((await as(event, { method: 'DELETE', path: pathOf(event) })).status).toBe(202);
    for (const query of ['', 'state=cancelled']) expect(await idsIn(query)).not.toContain(event.id);
    expectProblem(await read(event), 404, 'not-found');
    await eventually(async () => (await read(event, event.organizer)).status === 404);
    expectProblem(await publish(event), 404, 'not-found');
  });

  test('is not published once it is cancelled, once its start has passed, or by an editor who saw another one', async () => {
    const event = await aDraft();
    const seen = String((await read(event, event.organizer)).headers['etag']);
    await change(event, { name: 'Second night' });
    expectProblem(await publish(event, { headers: { 'if-match': seen } }), 412, 'changed-meanwhile');
    await moveIntoPast(event.id, { startsAt: new Date(Date.now() - 60_000).toISOString() });
    expectFaults(await publish(event), '/startsAt');
    expectProblem(await read(event), 404, 'not-found');
    await change(event, { startsAt: MAY });
    expect((await publish(event)).status).toBe(200);
    await it.book(await it.aPerson(), event.id);
    await as(event, { method: 'DELETE', path: pathOf(event) });
    expectProblem(await publish(event), 409, 'event-cancelled');
  });

  test('is made by a flag at the creation alone', async () => {
    const event = await aDraft({ isDraft: false });
    expect((await read(event)).body).not.toHaveProperty('isDraft');
    expectFaults(await change(event, { isDraft: true }), '/isDraft');
  });
});

describe('A copy', () => {
  const copy = (event: Made, body: unknown, call: Partial<ApiCall> = {}) =>
    as(event, { path: `${pathOf(event)}/copies`, body, ...call });

  test('is a draft with the terms of the event at another start, and nothing of its sale', async () => {
    const terms = {
      venue: 'Town hall',
      address: '1 Market Square',
      url: 'https://townhall.example/',
      timeZone: 'Europe/Berlin',
      description: 'A comedy.',
      maxPerBooking: 2,
      maxPerCustomer: 4,
      allowGuests: true,
      peakRequestsPerSecond: 100,
      waitlist: {
        enabled: true,
        policy: 'strict',
        offerTtlSeconds: 3_600,
        quietHours: { from: '22:00', to: '08:00' },
        limit: 5,
        limitPerCustomer: 2,
      },
    };
    // Berlin has winter time until 29 March 2099, and the copy is in summer time.
    const times = {
      startsAt: '2099-03-01T19:00:00.000Z',
      endsAt: '2099-03-01T21:30:00.000Z',
      salesOpenAt: '2099-01-15T09:00:00.000Z',
      salesCloseAt: '2099-03-01T18:00:00.000Z',
      namesCloseAt: '2099-02-28T23:00:00.000Z',
    };
    const event = await it.anEvent({ ...times, ...terms, salesOpenAt: '2024-01-15T09:00:00Z', capacity: 2 });
    await it.book(await it.aPerson(), event.id, { quantity: 2 });
    await it.book(await it.aPerson(), event.id);
    await change(event, { salesOpenAt: times.salesOpenAt });

    const made = await copy(event, { startsAt: '2099-05-01T20:00:00+02:00', name: 'Second night' });
    expect(made.status).toBe(201);
    const { id, createdAt, availability, ...rest } = made.body;
    expect(made.headers['location']).toBe(`/v1/events/${id}`);
    expect(rest).toEqual({
      ...terms,
      name: 'Second night',
      organizerId: event.organizer.id,
      capacity: 2,
      isDraft: true,
      startsAt: '2099-05-01T18:00:00.000Z',
      endsAt: '2099-05-01T20:30:00.000Z',
      salesOpenAt: '2099-03-17T09:00:00.000Z',
      salesCloseAt: '2099-05-01T17:00:00.000Z',
      namesCloseAt: '2099-04-30T22:00:00.000Z',
    });
    expect(availability).toMatchObject({ state: 'not-open', capacity: 2, booked: 0, waiting: 0 });
    expect(Date.parse(createdAt)).toBeGreaterThan(Date.parse((await read(event)).body.createdAt));
    const twin = { id, organizer: event.organizer };
    expectProblem(await read(twin), 404, 'not-found');
    await change(twin, { salesOpenAt: null });
    expect((await publish(twin)).body).toMatchObject({ availability: { state: 'on-sale', available: 2 } });
    expect((await it.book(await it.aPerson(), id)).status).toBe(201);
    for (const one of [event.id, id]) expect(await brokenIn(table(), one)).toEqual([]);
  });

  test('of an event without stated times follows its start, and can be made of a cancelled one', async () => {
    const event = await it.anEvent({ startsAt: MAY });
    await it.book(await it.aPerson(), event.id);
    await as(event, { method: 'DELETE', path: pathOf(event) });
    const { body } = await copy(event, { startsAt: '2099-06-01T20:00:00Z' });
    expect(body).toMatchObject({
      name: 'First night',
      salesOpenAt: body.createdAt,
      salesCloseAt: '2099-06-01T20:00:00.000Z',
      isDraft: true,
    });
    expect(body).not.toHaveProperty('cancelledAt');
  });

  test('is made once for a key, for the organizer of the event, also by an admin', async () => {
    const event = await it.anEvent({ startsAt: MAY });
    const admin = await it.aPerson('admin');
    const body = { startsAt: '2099-06-01T20:00:00Z' };
    const once = { token: admin.token, headers: { 'idempotency-key': 'once' } };
    const first = await copy(event, body, once);
    await change(event, { name: 'Changed since', capacity: 99 });
    const again = await copy(event, body, once);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expectProblem(await copy(event, { ...body, name: 'Other' }, once), 422, 'idempotency-key-reused');
    expect(first.body.organizerId).toBe(event.organizer.id);
    await as(event, { method: 'DELETE', path: pathOf(event) });
    await eventually(async () => (await read(event, admin)).status === 404);
    expect((await copy(event, body, once)).body).toEqual(first.body);
    expectProblem(await copy(event, body), 404, 'not-found');
    expect(await idsIn('organizer=me', event.organizer)).toEqual([first.body.id]);
  });

  test('is refused to others, in the past, and where its times cannot be stated', async () => {
    const event = await it.anEvent({ startsAt: MAY, endsAt: '2099-05-09T20:00:00Z' });
    const body = { startsAt: '2099-06-01T20:00:00Z' };
    const rival = await it.aPerson('organizer');
    expectProblem(await copy(event, body, { token: rival.token }), 404, 'not-found');
    expectFaults(await copy(event, {}), '/startsAt');
    expectFaults(await copy(event, { startsAt: '2001-01-01T20:00:00Z' }), '/startsAt');
    expectFaults(await copy(event, { startsAt: '9999-12-30T20:00:00Z' }), '/startsAt');
    expectFaults(await copy(event, { ...body, capacity: 5 }), '/capacity');
    expect(await idsIn('organizer=me', event.organizer)).toEqual([event.id]);
  });
});

describe('An unlimited capacity', () => {
  const LIMIT = 10_000_000;

  test('sells without end, and can be limited to what is held', async () => {
    const event = await it.anEvent({ capacity: 'unlimited', maxPerBooking: 50, maxPerCustomer: 60 });
    expect((await read(event)).body).toMatchObject({ capacity: LIMIT, isUnlimited: true });
    const people = await Promise.all(Array.from({ length: 4 }, () => it.aPerson()));
    const booked = await Promise.all(people.map((person) => it.book(person, event.id, { quantity: 50 })));
    expect(booked.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const [person] = people as [Person];
    expectProblem(await it.book(person, event.id, { quantity: 11 }), 409, 'customer-limit-reached');
    expectProblem(await change(event, { capacity: 199 }), 409, 'capacity-below-held');
    expect((await read(event, event.organizer)).body.isUnlimited).toBe(true);
    const limited = await change(event, { capacity: 201 });
    expect(limited.body).toMatchObject({ capacity: 201, availability: { booked: 200, available: 1 } });
    expect(limited.body).not.toHaveProperty('isUnlimited');
    expect(await brokenIn(table(), event.id)).toEqual([]);
  });

  test('serves everybody who waits, once the capacity of a sold-out event becomes it', async () => {
    const event = await it.anEvent({ capacity: 1 });
    await it.book(await it.aPerson(), event.id);
    const waiter = await it.aPerson();
    const { body } = await it.book(waiter, event.id, { quantity: 1 });
    expect(body.status).toBe('waitlisted');
    expect((await change(event, { capacity: 'unlimited' })).body).toMatchObject({ isUnlimited: true });
    const mine = { path: `${pathOf(event)}/bookings/${body.id}`, token: waiter.token };
    await eventually(async () => (await it.call(mine)).body.status === 'confirmed');
    expect((await it.book(await it.aPerson(), event.id, { quantity: 1 })).status).toBe(201);
    const twin = await as(event, { path: `${pathOf(event)}/copies`, body: { startsAt: MAY } });
    expect(twin.body).toMatchObject({ capacity: LIMIT, isUnlimited: true });
    expect(await brokenIn(table(), event.id)).toEqual([]);
  });

  test('is a word of its own, and no limit of a customer', async () => {
    const { token } = await it.aPerson('organizer');
    const create = (fields: object) =>
      it.call({
        path: '/v1/events',
        token,
        body: { name: 'First night', startsAt: MAY, capacity: 1, ...fields },
      });
    for (const capacity of ['endless', '10', null, LIMIT + 1])
      expectFaults(await create({ capacity }), '/capacity');
    expectFaults(await create({ maxPerCustomer: 'unlimited' }), '/maxPerCustomer');
    expectFaults(await create({ isUnlimited: true }), '/isUnlimited');
  });
});
