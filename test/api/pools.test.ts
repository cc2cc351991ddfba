/** Events with pools over HTTP: which are refused, what they show of their types, and how their tickets are sold, given back and audited. */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aService, eventually, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem } from './answers.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const STANDING = { id: 'standing', name: 'Standing' };
const SEAT = { id: 'seat', name: 'Seat', pools: ['seats'] };
const VIP = { id: 'vip', name: 'VIP', pools: ['seats', 'front'] };
const POOLS = [
  { id: 'seats', capacity: 5 },
  { id: 'front', capacity: 2 },
];
const HALL = { capacity: 8, ticketTypes: [STANDING, SEAT, VIP], pools: POOLS, waitlist: { enabled: false } };

const anEvent = (fields: object = {}) => it.anEvent({ ...HALL, ...fields });
const of = (type: string, quantity: number) => ({ types: [{ type, quantity }] });

/** @returns what an event says that there is of each type, in the order of its types. */
async function availableIn(eventId: string): Promise<number[]> {
  const { body } = await it.call({ path: `/v1/events/${eventId}` });
  const { types } = body['availability'] as { types: { type: string; available: number }[] };
  expect(types.map(({ type }) => type)).toEqual(['standing', 'seat', 'vip']);
  return types.map(({ available }) => available);
}

/** The answer may be up to a second old, and the clerk returns what was given up. */
const untilAvailable = (eventId: string, expected: number[]) =>
  eventually(async () => isDeepStrictEqual(await availableIn(eventId), expected));

async function auditOf(event: Awaited<ReturnType<typeof anEvent>>): Promise<unknown> {
  const path = `/v1/events/${event.id}/audit`;
  return (await it.call({ path, token: event.organizer.token })).body['holds'];
}

describe('an event', () => {
  test('shows its pools and what there is of each type, and so does a copy', async () => {
    const event = await anEvent();
    const path = `/v1/events/${event.id}`;
    const { body } = await it.call({ path });
    expect([body['pools'], body['ticketTypes']]).toEqual([POOLS, HALL.ticketTypes]);
    expect(await availableIn(event.id)).toEqual([8, 5, 2]);
    const { token } = event.organizer;
    const copy = await it.call({ path: `${path}/copies`, token, body: { startsAt: '2099-07-01T18:00:00Z' } });
    expect([copy.status, copy.body['pools']]).toEqual([201, POOLS]);
  });

  test('without pools does not say what there is of each type', async () => {
    const event = await it.anEvent({ ticketTypes: [STANDING] });
    const { body } = await it.call({ path: `/v1/events/${event.id}` });
    expect(body['availability']).not.toHaveProperty('types');
  });

  test.each<[string, object, ...string[]]>([
    ['a waitlist', { waitlist: { enabled: true } }, '/waitlist/enabled'],
    ['nothing said of its waitlist', { waitlist: undefined }, '/waitlist/enabled'],
    ['a pool on which no type draws', { ticketTypes: [STANDING, SEAT] }, '/pools'],
    ['more places than it has tickets', { capacity: 4 }, '/pools'],
    ['a type that draws on another pool', { pools: POOLS.slice(0, 1) }, '/ticketTypes'],
    ['no pool', { pools: [] }, '/pools', '/ticketTypes'],
    [
      'more than seven pools',
      { pools: Array.from({ length: 8 }, (_, n) => ({ id: `p${n}`, capacity: 1 })) },
      '/pools',
    ],
    ['a pool without places', { pools: [{ id: 'seats', capacity: 0 }, POOLS[1]] }, '/pools/0/capacity'],
    [
      'an id with a capital letter',
      { pools: [{ id: 'Seats', capacity: 1 }, POOLS[1]] },
      '/pools/0/id',
      '/ticketTypes',
      '/pools',
    ],
    [
      'a type without any of its pools',
      { ticketTypes: [{ ...STANDING, pools: [] }] },
      '/ticketTypes/0/pools',
      '/pools',
    ],
  ])('with %s is refused', async (_, fields, ...pointers) => {
    const { token } = await it.aPerson('organizer');
    const body = { name: 'Fair', startsAt: '2099-06-01T18:00:00Z', ...HALL, ...fields };
    expectFaults(await it.call({ path: '/v1/events', token, body }), ...pointers);
  });

  test.each([
    ['its pools', { pools: POOLS }, '/pools'],
    ['the pools of a type', { ticketTypes: [STANDING, SEAT, { ...VIP, pools: ['front'] }] }, '/ticketTypes'],
    ['the waitlist', { waitlist: { enabled: true } }, '/waitlist/enabled'],
  ])('that is published keeps %s', async (_, body, pointer) => {
    const event = await anEvent();
    const path = `/v1/events/${event.id}`;
    expectFaults(await it.call({ method: 'PATCH', path, token: event.organizer.token, body }), pointer);
  });

  test('that is published gets further types, which draw on its pools', async () => {
    const event = await anEvent();
    const guest = { id: 'guest', name: 'Guest', pools: ['front'] };
    const body = { ticketTypes: [...HALL.ticketTypes, guest] };
    const path = `/v1/events/${event.id}`;
    expect((await it.call({ method: 'PATCH', path, token: event.organizer.token, body })).status).toBe(200);
    expect((await it.book(await it.aPerson(), event.id, of('guest', 2))).status).toBe(201);
    expect((await it.book(await it.aPerson(), event.id, of('vip', 1))).status).toBe(409);
  });
});

describe('tickets', () => {
  test('are sold until a pool has no place, and given back by type', async () => {
    const event = await anEvent();
    const person = await it.aPerson();
    const first = await it.book(person, event.id, { types: [...of('vip', 2).types, ...of('seat', 1).types] });
    expect(first.status).toBe(201);
    await untilAvailable(event.id, [5, 2, 0]);
    const refused = await it.book(await it.aPerson(), event.id, of('vip', 1));
    expectProblem(refused, 409, 'sold-out');
    expect(refused.body).toMatchObject({
      available: 0,
      requested: 1,
      detail: expect.stringContaining('0 × VIP'),
    });

    const path = `/v1/events/${event.id}/bookings/${String(first.body['id'])}`;
    const cancelled = await it.call({ path: `${path}/cancel`, token: person.token, body: { tickets: [1] } });
    expect(cancelled.status).toBe(200);
    await untilAvailable(event.id, [6, 3, 1]);
    expect((await it.call({ path: `${path}/add`, token: person.token, body: of('vip', 1) })).status).toBe(
      200,
    );
    await untilAvailable(event.id, [5, 2, 0]);
    expect(await auditOf(event)).toBe(true);
  });

  test('of types that all draw on a pool are sold out with it, though the capacity is not', async () => {
    const event = await anEvent({ name: 'Seats alone', ticketTypes: [SEAT, VIP] });
    const path = `/v1/events/${event.id}`;
    const read = async () => (await it.call({ path })).body['availability'];
    expect(await read()).toMatchObject({ state: 'on-sale', available: 5 });
    expect((await it.book(await it.aPerson(), event.id, of('seat', 5))).status).toBe(201);
    await eventually(async () => ((await read()) as { available: number }).available === 0);
    expect(await read()).toMatchObject({ state: 'sold-out', booked: 5 });
    // A list shows a summary, which is up to five seconds old.
    const listed = async () => {
      const { body } = await it.call({ path: '/v1/events?q=Seats%20alone' });
      return (body['items'] as { availability: object }[])[0]?.availability;
    };
    const expected = { state: 'sold-out', available: 0 };
    await eventually(
      async () => isDeepStrictEqual({ ...(await listed()), ...expected }, await listed()),
      10_000,
    );
  });

  test('of a type that is off sale are none', async () => {
    const event = await anEvent();
    const ticketTypes = [STANDING, { ...SEAT, isOffSale: true }, VIP];
    const path = `/v1/events/${event.id}`;
    await it.call({ method: 'PATCH', path, token: event.organizer.token, body: { ticketTypes } });
    await untilAvailable(event.id, [8, 0, 2]);
  });

  test('whose places are too many for one transaction are refused at once', async () => {
    const pools = [
      { id: 'seats', capacity: 90 },
      { id: 'front', capacity: 90 },
    ];
    const event = await anEvent({ capacity: 100, pools, maxPerBooking: 97 });
    expectFaults(await it.book(await it.aPerson(), event.id, of('vip', 33)), '/types');
    expect((await it.book(await it.aPerson(), event.id, of('vip', 32))).status).toBe(201);
  });

  test('of a capacity that is raised or lowered stay within it and within their pools', async () => {
    const event = await anEvent();
    const path = `/v1/events/${event.id}`;
    const to = (capacity: number) =>
      it.call({ method: 'PATCH', path, token: event.organizer.token, body: { capacity } });
    expect((await it.book(await it.aPerson(), event.id, of('vip', 2))).status).toBe(201);
    expect((await to(3)).status).toBe(200);
    await untilAvailable(event.id, [1, 1, 0]);
    expect((await to(20)).status).toBe(200);
    await untilAvailable(event.id, [18, 3, 0]);
    expect(await auditOf(event)).toBe(true);
  });
});
