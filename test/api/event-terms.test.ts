/** Sale terms: those that the organizer states, those derived from the event, and both through changes of the event. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { moveIntoPast } from '../kit/begun-event.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem } from './answers.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Made = { id: string; organizer: Person };

const change = ({ id, organizer }: Made, body: Record<string, unknown>): Promise<ApiAnswer> =>
  it.call({ method: 'PATCH', path: `/v1/events/${id}`, token: organizer.token, body });

const read = async ({ id }: Made) => (await it.call({ path: `/v1/events/${id}` })).body;

const MAY = '2099-05-01T20:00:00.000Z';
const JUNE = '2099-06-01T20:00:00.000Z';
const APRIL = '2099-04-01T20:00:00.000Z';

describe('A derived end of sales', () => {
  test.each([
    ['later', JUNE],
    ['earlier', APRIL],
  ])('follows an event that moves to a %s day', async (_, startsAt) => {
    const event = await it.anEvent({ startsAt: MAY });
    expect(await change(event, { startsAt })).toMatchObject({
      status: 200,
      body: { salesCloseAt: startsAt },
    });
    expect(await read(event)).toMatchObject({ startsAt, salesCloseAt: startsAt });
  });

  test('is the end of the event, so tickets are sold while it runs', async () => {
    const event = await it.anEvent({ startsAt: MAY, endsAt: JUNE });
    expect((await read(event)).salesCloseAt).toBe(JUNE);
  });

  test('reaches the shards: after the event moves to an earlier start, sales end at that start', async () => {
    const event = await it.anEvent({ startsAt: MAY });
    const startsAt = new Date(Date.now() + 300).toISOString();
    await change(event, { startsAt });
    await eventually(async () => {
      const answer = await it.book(await it.aPerson(), event.id);
      return answer.body.code === 'sales-closed';
    });
  });
});

describe('An event that is over', () => {
  test.each([
    ['startsAt', { startsAt: MAY, endsAt: null }],
    ['endsAt', { endsAt: new Date(Date.now() + 86_400_000).toISOString() }],
  ])('is not moved into the future by its %s, and is copied instead', async (field, body) => {
    const event = await it.anEvent({ startsAt: APRIL, endsAt: MAY });
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    await moveIntoPast(event.id, { startsAt: ago(3), endsAt: ago(1) });
    expectFaults(await change(event, body), `/${field}`);
    expect((await change(event, { name: 'Last night' })).status).toBe(200);
    const copy = { path: `/v1/events/${event.id}/copies`, token: event.organizer.token };
    expect((await it.call({ ...copy, body: { startsAt: MAY } })).status).toBe(201);
  });
});

describe('The end of an event', () => {
  const tooLate = { endsAt: '9998-01-01T00:00:00Z' };
  const copyOf = ({ id, organizer }: Made) =>
    it.call({ path: `/v1/events/${id}/copies`, token: organizer.token, body: { startsAt: JUNE } });

  /** An event with a customer that began an hour ago, and was stored when an end could be as late as that. */
  async function aLongEvent() {
    const [event, customer] = [await it.anEvent({ startsAt: MAY }), await it.aPerson()];
    const booking = (await it.book(customer, event.id)).body;
    await moveIntoPast(event.id, { startsAt: new Date(Date.now() - 3_600_000).toISOString(), ...tooLate });
    const path = `/v1/events/${event.id}/bookings/${booking.id}`;
    const send = (act: string) => it.call({ path: `${path}/${act}`, token: customer.token, body: {} });
    return { event, send };
  }

  test('is at most 366 days after its start, of a new event and of a stored one', async () => {
    const { token } = await it.aPerson('organizer');
    const body = { name: 'First night', startsAt: MAY, capacity: 1, ...tooLate };
    expectFaults(await it.call({ path: '/v1/events', token, body }), '/endsAt');
    const event = await it.anEvent({ startsAt: MAY });
    expectFaults(await change(event, tooLate), '/endsAt');
    expect(await change(event, { endsAt: '2100-05-02T20:00:00Z' })).toMatchObject({ status: 200 });
    expectFaults(await change(event, { startsAt: APRIL }), '/endsAt');
  });

  test('that is stored and later stays, is moved to no other such time, and is not copied', async () => {
    const { event } = await aLongEvent();
    expect(await change(event, { venue: 'Small hall' })).toMatchObject({ status: 200 });
    expect(await change(event, { startsAt: MAY })).toMatchObject({ status: 200 });
    expectFaults(await change(event, { endsAt: '9997-01-01T00:00:00Z' }), '/endsAt');
    expectFaults(await copyOf(event), '/startsAt');
    expect(await change(event, { endsAt: JUNE })).toMatchObject({ status: 200 });
    expect((await copyOf(event)).status).toBe(201);
  });

  test('a negative control: as late as that, it keeps customers from giving tickets back and being erased', async () => {
    const { event, send } = await aLongEvent();
    expect(await send('cancel')).toMatchObject({ status: 409 });
    expectProblem(await send('erase'), 409, 'bookings-open');
    expect(await read(event)).toMatchObject({ availability: { state: 'on-sale' } });
  });
});

describe('A stated end of sales', () => {
  test('stays when the event moves', async () => {
    const event = await it.anEvent({ startsAt: MAY, salesCloseAt: APRIL });
    await change(event, { startsAt: JUNE });
    expect((await read(event)).salesCloseAt).toBe(APRIL);
  });

  test('may be after the start of an event with a stated end, up to that end', async () => {
    const event = await it.anEvent({ startsAt: APRIL, endsAt: JUNE, salesCloseAt: MAY });
    expect((await read(event)).salesCloseAt).toBe(MAY);
    expectFaults(await change(event, { salesCloseAt: '2099-06-01T20:00:00.001Z' }), '/salesCloseAt');
    expectFaults(await change(event, { endsAt: null }), '/salesCloseAt');
  });

  test('rejects an earlier start of the event; a derived end of sales does not', async () => {
    const event = await it.anEvent({ startsAt: MAY, salesOpenAt: '2099-03-01T00:00:00Z' });
    expectFaults(await change(event, { startsAt: '2099-02-01T00:00:00Z' }), '/salesOpenAt');
  });
});

describe('A start in the past', () => {
  const past = '2001-05-01T20:00:00.000Z';

  test('is refused with the time given and the time it is, for a new event and for a stored one', async () => {
    const before = new Date().toISOString();
    const { token } = await it.aPerson('organizer');
    const body = { name: 'First night', startsAt: '2001-05-01T22:00:00+02:00', capacity: 1 };
    const event = await it.anEvent({ startsAt: MAY });
    for (const answer of [
      await it.call({ path: '/v1/events', token, body }),
      await change(event, { startsAt: past }),
    ]) {
      expectFaults(answer, '/startsAt');
      const [, given, now] = /must be in the future: (\S+) was before (\S+), which is now/.exec(
        answer.body.errors[0].detail,
      ) as string[];
      expect(given).toBe(past);
      const times = [before, now, new Date().toISOString()];
      expect(times).toEqual([...times].sort());
    }
    expect(await read(event)).toMatchObject({ startsAt: MAY });
  });

  test('of an event that has begun is kept, and no obstacle to other changes', async () => {
    const event = await it.anEvent({ startsAt: MAY });
    await moveIntoPast(event.id, { startsAt: past });
    expect(await change(event, { startsAt: past, venue: 'Great hall' })).toMatchObject({
      status: 200,
      body: { startsAt: past, venue: 'Great hall' },
    });
    expectFaults(await change(event, { startsAt: '2001-05-01T20:00:00.001Z' }), '/startsAt');
    await moveIntoPast(event.id, { startsAt: new Date(Date.now() - 60_000).toISOString() });
    expect((await change(event, { startsAt: MAY })).status).toBe(200);
  });

  test('does not keep a repeated creation from its answer once the event has begun', async () => {
    const { token } = await it.aPerson('organizer');
    const startsAt = new Date(Date.now() + 300).toISOString();
    const body = { name: 'First night', startsAt, capacity: 1 };
    const create = () => it.call({ path: '/v1/events', token, body, headers: { 'idempotency-key': 'once' } });
    const first = await create();
    await eventually(async () => Date.now() > Date.parse(startsAt));
    expect(await create()).toMatchObject({ status: 201, body: { id: first.body.id } });
  });
});

describe('The limits of a booking and of a customer', () => {
  test('follow one another while one of them is not stated', async () => {
    const event = await it.anEvent({ capacity: 50 });
    await change(event, { maxPerBooking: 20 });
    expect(await read(event)).toMatchObject({ maxPerBooking: 20, maxPerCustomer: 20 });
    await change(event, { maxPerBooking: null, maxPerCustomer: 4 });
    expect(await read(event)).toMatchObject({ maxPerBooking: 4, maxPerCustomer: 4 });
    await change(event, { maxPerCustomer: null });
    expect(await read(event)).toMatchObject({ maxPerBooking: 10, maxPerCustomer: 10 });
  });
});

describe('A time zone', () => {
  test('can be changed, and nothing else changes with it', async () => {
    const event = await it.anEvent({ startsAt: MAY, timeZone: 'Europe/Berlin' });
    const answer = await change(event, { timeZone: 'America/New_York' });
    expect(answer).toMatchObject({ status: 200, body: { timeZone: 'America/New_York', startsAt: MAY } });
    expect(await read(event)).toMatchObject({ timeZone: 'America/New_York', startsAt: MAY });
    expectFaults(await change(event, { timeZone: '+02:00' }), '/timeZone');
    expect((await read(event)).timeZone).toBe('America/New_York');
  });
});

describe('Null', () => {
  test('clears optional fields', async () => {
    const stated = {
      venue: 'Town hall',
      address: '1 Market Square',
      url: 'https://townhall.example/',
      timeZone: 'Europe/Berlin',
      description: 'With a band',
      endsAt: JUNE,
      salesCloseAt: APRIL,
    };
    const event = await it.anEvent({ startsAt: MAY, ...stated });
    expect(await read(event)).toMatchObject(stated);
    const cleared = Object.fromEntries(Object.keys(stated).map((field) => [field, null]));
    await change(event, cleared);
    const body = await read(event);
    for (const field of ['venue', 'address', 'url', 'timeZone', 'description', 'endsAt'])
      expect(body).not.toHaveProperty(field);
    expect(body.salesCloseAt).toBe(MAY);
  });

  test('turns offers off: tickets are assigned at once from then on', async () => {
    const event = await it.anEvent({ waitlist: { offerTtlSeconds: 60 } });
    await change(event, { waitlist: { offerTtlSeconds: null } });
    expect((await read(event)).waitlist).toEqual({ enabled: true, policy: 'strict', limitPerCustomer: 1 });
  });

  test.each(['name', 'startsAt', 'capacity', 'allowGuests', 'waitlist'])(
    'is rejected for the required field %s',
    async (field) => {
      expectFaults(await change(await it.anEvent(), { [field]: null }), `/${field}`);
    },
  );

  test('is rejected in a new event', async () => {
    const { token } = await it.aPerson('organizer');
    const body = { name: 'First night', startsAt: MAY, capacity: 1, venue: null };
    expectFaults(await it.call({ path: '/v1/events', token, body }), '/venue');
  });
});

test('offers with the policy `accept-fewer` are rejected, in a new event and in a change', async () => {
  const event = await it.anEvent({ waitlist: { policy: 'accept-fewer' } });
  expectFaults(await change(event, { waitlist: { offerTtlSeconds: 60 } }), '/waitlist/offerTtlSeconds');
});

test('what a lapsed offer does is stated, changed and cleared, and only where there are offers', async () => {
  const waitlist = { offerTtlSeconds: 60, lapsedOffer: 'wait-again' };
  const event = await it.anEvent({ waitlist });
  expect((await read(event)).waitlist).toMatchObject(waitlist);
  expectFaults(await change(event, { waitlist: { offerTtlSeconds: null } }), '/waitlist/lapsedOffer');
  expectFaults(await change(event, { waitlist: { lapsedOffer: 'cancel' } }), '/waitlist/lapsedOffer');
  await change(event, { waitlist: { lapsedOffer: 'end' } });
  expect((await read(event)).waitlist.lapsedOffer).toBe('end');
  await change(event, { waitlist: { lapsedOffer: null } });
  expect((await read(event)).waitlist).not.toHaveProperty('lapsedOffer');

  const { token } = await it.aPerson('organizer');
  const body = { name: 'First night', startsAt: MAY, capacity: 1, waitlist: { lapsedOffer: 'wait-again' } };
  expectFaults(await it.call({ path: '/v1/events', token, body }), '/waitlist/lapsedOffer');
});

test('an event created again with the key of a removed one sells its tickets', async () => {
  const organizer = await it.aPerson('organizer');
  const make = () =>
    it.call({
      path: '/v1/events',
      token: organizer.token,
      body: { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 2 },
      headers: { 'idempotency-key': 'the same' },
    });
  const { id } = (await make()).body;
  const path = `/v1/events/${id}`;
  expect((await it.call({ method: 'DELETE', path, token: organizer.token })).status).toBe(202);
  await eventually(async () => (await it.call({ path })).status === 404);
  expect((await make()).body.id).toBe(id);
  expect((await it.book(await it.aPerson(), id)).status).toBe(201);
});

test('an event without any booking is removed; one with a booking stays, as cancelled', async () => {
  const [unbooked, booked] = [await it.anEvent(), await it.anEvent()];
  const person = await it.aPerson();
  const booking = await it.book(person, booked.id);
  await it.cancel(person, booked.id, booking.body.id);
  for (const { id, organizer } of [unbooked, booked]) {
    const answer = await it.call({ method: 'DELETE', path: `/v1/events/${id}`, token: organizer.token });
    expect(answer).toMatchObject({ status: 202, body: { cancelledAt: expect.any(String) } });
  }
  await eventually(async () => (await it.call({ path: `/v1/events/${unbooked.id}` })).status === 404);
  await eventually(async () => (await read(booked)).availability.cancellation.isComplete);
  expect((await it.book(await it.aPerson(), unbooked.id)).status).toBe(404);
  expect((await it.book(await it.aPerson(), booked.id)).body.code).toBe('event-cancelled');
});

test('a field that only a new event can have is rejected as fixed, and not as unknown', async () => {
  const event = await it.anEvent();
  const answer = await change(event, {
    limitsGuestsByAddress: true,
    peakRequestsPerSecond: 100,
    draw: { windowSeconds: 60 },
    colour: 'red',
    waitlist: { colour: 'red' },
  });
  expectProblem(answer, 422, 'validation-failed');
  const faults = answer.body.errors.map(({ pointer, detail }: Record<string, string>) => [pointer, detail]);
  expect(new Map(faults)).toEqual(
    new Map([
      ['/draw', 'cannot be changed after creation'],
      ['/limitsGuestsByAddress', 'cannot be changed after creation'],
      ['/peakRequestsPerSecond', 'cannot be changed after creation'],
      ['/colour', 'unknown field'],
      ['/waitlist/colour', 'unknown field'],
    ]),
  );
});
