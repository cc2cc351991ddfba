/**
 * Events that sell several kinds of ticket: booking, waiting, adding and cancelling by type, and which changes of the types are
 * refused.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { parseCsv } from '../kit/csv.ts';
import { readPrintedPages } from '../kit/qr-reader.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem } from './answers.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true });
});
afterAll(() => it.stop());

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const ADULT = { id: 'adult', name: 'Adult', price: eur(2_500) };
const CHILD = { id: 'child', name: 'Child', price: eur(1_000) };
const BOTH = [ADULT, CHILD];
const family = [
  { type: 'adult', quantity: 2 },
  { type: 'child', quantity: 1 },
];

const anEvent = (fields: object = {}) => it.anEvent({ capacity: 10, ticketTypes: BOTH, ...fields });
const bookingOf = ({ body }: ApiAnswer) => body as { id: string; [field: string]: unknown };

type Line = { number: number; type: string };
async function linesOf(person: Person, eventId: string, bookingId: string): Promise<[number, string][]> {
  const { body } = await it.call({
    path: `/v1/events/${eventId}/bookings/${bookingId}/tickets`,
    token: person.token,
  });
  return (body['tickets'] as Line[]).map(({ number, type }) => [number, type]);
}

async function change(event: { id: string; organizer: Person }, ticketTypes: unknown): Promise<ApiAnswer> {
  return it.call({
    method: 'PATCH',
    path: `/v1/events/${event.id}`,
    token: event.organizer.token,
    body: { ticketTypes },
  });
}

describe('an event', () => {
  test('shows its types, and so does a copy', async () => {
    const event = await anEvent();
    const path = `/v1/events/${event.id}`;
    expect((await it.call({ path })).body['ticketTypes']).toEqual(BOTH);
    const { token } = event.organizer;
    const copy = await it.call({ path: `${path}/copies`, token, body: { startsAt: '2099-07-01T18:00:00Z' } });
    expect(copy.body['ticketTypes']).toEqual(BOTH);
  });

  test.each([
    ['two types with one id', [ADULT, { ...CHILD, id: 'adult' }], '/ticketTypes'],
    ['two types with one name', [ADULT, { ...CHILD, name: 'Adult' }], '/ticketTypes'],
    ['two currencies', [ADULT, { ...CHILD, price: { amount: 1, currency: 'USD' } }], '/ticketTypes'],
    ['no type', [], '/ticketTypes'],
    ['an id with a capital letter', [{ ...ADULT, id: 'Adult' }], '/ticketTypes/0/id'],
    [
      'a currency that does not exist',
      [{ ...ADULT, price: { amount: 1, currency: 'XQQ' } }],
      '/ticketTypes/0/price/currency',
    ],
    ['a price below nothing', [{ ...ADULT, price: eur(-1) }], '/ticketTypes/0/price/amount'],
  ])('with %s is refused', async (_, ticketTypes, pointer) => {
    const { token } = await it.aPerson('organizer');
    const body = { name: 'Fair', startsAt: '2099-06-01T18:00:00Z', capacity: 10, ticketTypes };
    expectFaults(await it.call({ path: '/v1/events', token, body }), pointer);
  });

  test('that is published gets further types and takes types off sale, and keeps those that it has and their prices', async () => {
    const event = await anEvent();
    const third = { id: 'senior', name: 'Senior' };
    expect((await change(event, [...BOTH, third])).body['ticketTypes']).toEqual([...BOTH, third]);
    const offSale = [ADULT, { ...CHILD, isOffSale: true }, third];
    expect((await change(event, offSale)).body['ticketTypes']).toEqual(offSale);
    for (const ticketTypes of [
      [ADULT, third],
      null,
      [ADULT, { ...CHILD, price: eur(1) }, third],
      [ADULT, { ...CHILD, name: 'Standing' }, third],
      [ADULT, { id: 'child', name: 'Child' }, third],
    ])
      expectFaults(await change(event, ticketTypes), '/ticketTypes');
    const plain = await it.anEvent();
    expectFaults(await change(plain, BOTH), '/ticketTypes');
  });

  test('that is a draft changes its types as it likes', async () => {
    const event = await it.anEvent({ isDraft: true });
    expect((await change(event, BOTH)).body['ticketTypes']).toEqual(BOTH);
    expect((await change(event, [{ ...ADULT, price: eur(1) }])).status).toBe(200);
    expect((await change(event, null)).body).not.toHaveProperty('ticketTypes');
  });
});

describe('a booking', () => {
  test('has its tickets by type, in the order of its request', async () => {
    const [event, person] = [await anEvent(), await it.aPerson()];
    const answer = await it.book(person, event.id, { types: family });
    expect([answer.status, answer.body['quantity'], answer.body['types']]).toEqual([201, 3, family]);
    expect(await linesOf(person, event.id, bookingOf(answer).id)).toEqual([
      [1, 'adult'],
      [2, 'adult'],
      [3, 'child'],
    ]);
  });

  test.each([
    ['a number alone', { quantity: 2 }, '/quantity'],
    ['a type that the event has not', { types: [{ type: 'senior', quantity: 1 }] }, '/types/0/type'],
    ['both', { quantity: 1, types: [{ type: 'adult', quantity: 1 }] }, '/quantity'],
    ['neither', {}, '/quantity'],
    ['a type twice', { types: [family[0], family[0]] }, '/types'],
    ['more than the event allows', { types: [{ type: 'adult', quantity: 11 }] }, '/types'],
  ])('with %s is refused', async (_, body, pointer) => {
    const [event, person] = [await anEvent({ capacity: 50 }), await it.aPerson()];
    expectFaults(await it.book(person, event.id, body), pointer);
    expect((await it.call({ path: `/v1/events/${event.id}` })).body['availability']).toMatchObject({
      booked: 0,
    });
  });

  test('of an event without types states none', async () => {
    const [event, person] = [await it.anEvent(), await it.aPerson()];
    expectFaults(await it.book(person, event.id, { types: family }), '/types');
  });

  test('of a type that is off sale is refused at once where that was changed', async () => {
    const [event, person] = [await anEvent(), await it.aPerson()];
    await change(event, [ADULT, { ...CHILD, isOffSale: true }]);
    expectFaults(await it.book(person, event.id, { types: family }), '/types/1/type');
    await change(event, BOTH);
    expect((await it.book(person, event.id, { types: family })).status).toBe(201);
  });

  test('that is repeated is answered as the first time, and another choice of types is another request', async () => {
    const [event, person] = [await anEvent(), await it.aPerson()];
    const key = { 'idempotency-key': 'order-1' };
    const first = await it.book(person, event.id, { types: family }, key);
    await it.cancel(person, event.id, bookingOf(first).id, { tickets: [2] });
    expect((await it.book(person, event.id, { types: family }, key)).body).toEqual(first.body);
    const [adults, children] = family.map(({ type }, index) => ({ type, quantity: 1 + index }));
    expectProblem(
      await it.book(person, event.id, { types: [adults, children] }, key),
      422,
      'idempotency-key-reused',
    );
  });

  test('gets further tickets by type', async () => {
    const [event, person] = [await anEvent(), await it.aPerson()];
    const { id } = bookingOf(await it.book(person, event.id, { types: family }));
    const path = `/v1/events/${event.id}/bookings/${id}/add`;
    const call = { path, token: person.token, headers: { 'idempotency-key': 'more' } };
    expectFaults(await it.call({ ...call, body: { quantity: 1 } }), '/quantity');
    const more = { ...call, body: { types: [{ type: 'child', quantity: 2 }] } };
    const added = await it.call(more);
    expect([added.body['quantity'], added.body['types']]).toEqual([
      5,
      [family[0], { type: 'child', quantity: 3 }],
    ]);
    await it.cancel(person, event.id, id, { tickets: [1, 5] });
    expect((await it.call(more)).body['types']).toEqual(added.body['types']);
    const other = { ...call, body: { types: [{ type: 'adult', quantity: 2 }] } };
    expectProblem(await it.call(other), 422, 'idempotency-key-reused');
    expect((await linesOf(person, event.id, id)).map(([, type]) => type)).toEqual([
      'adult',
      'child',
      'child',
    ]);
  });

  test('is cancelled in part by naming tickets, unless they are all of one type', async () => {
    const [event, person] = [await anEvent(), await it.aPerson()];
    const { id } = bookingOf(await it.book(person, event.id, { types: family }));
    expectFaults(await it.cancel(person, event.id, id, { quantity: 1 }), '/quantity');
    const keyed = {
      path: `/v1/events/${event.id}/bookings/${id}/cancel`,
      token: person.token,
      headers: { 'idempotency-key': 'c' },
    };
    const rest = await it.call({ ...keyed, body: { tickets: [3] } });
    expect(rest.body['types']).toEqual([family[0]]);
    expect((await it.cancel(person, event.id, id, { quantity: 1 })).body['types']).toEqual([
      { type: 'adult', quantity: 1 },
    ]);
    expect((await it.call({ ...keyed, body: { tickets: [3] } })).body).toEqual(rest.body);
    expect((await it.cancel(person, event.id, id)).body['types']).toEqual([]);
  });
});

describe('a booking that waits', () => {
  async function aFullEvent(fields: object = {}) {
    const event = await anEvent({ capacity: 3, ...fields });
    const first = await it.aPerson();
    const { id } = bookingOf(await it.book(first, event.id, { types: [{ type: 'adult', quantity: 3 }] }));
    return { event, giveBack: (quantity: number) => it.cancel(first, event.id, id, { quantity }) };
  }
  const read = (person: Person, eventId: string, id: string) =>
    it.call({ path: `/v1/events/${eventId}/bookings/${id}`, token: person.token });

  test('is promoted to tickets of its types, without those that it gave up, the last ones first', async () => {
    const { event, giveBack } = await aFullEvent();
    const person = await it.aPerson();
    const waiting = await it.book(person, event.id, { types: family });
    expect([waiting.status, waiting.body['types']]).toEqual([202, family]);
    const { id } = bookingOf(waiting);
    expect((await it.cancel(person, event.id, id, { quantity: 1 })).body['types']).toEqual([family[0]]);
    await giveBack(2);
    await eventually(async () => (await read(person, event.id, id)).body['status'] === 'confirmed');
    expect(await linesOf(person, event.id, id)).toEqual([
      [1, 'adult'],
      [2, 'adult'],
    ]);
  });

  test('gets a part of its tickets in the order of its request', async () => {
    const { event, giveBack } = await aFullEvent({ waitlist: { policy: 'accept-fewer' } });
    const person = await it.aPerson();
    const types = [family[1], { type: 'adult', quantity: 1 }];
    const { id } = bookingOf(await it.book(person, event.id, { types }));
    await giveBack(1);
    await eventually(async () => (await read(person, event.id, id)).body['granted'] === 1);
    expect(await linesOf(person, event.id, id)).toEqual([[1, 'child']]);
    expect((await read(person, event.id, id)).body['types']).toEqual(types);
  });

  test('accepts an offer of tickets of its types', async () => {
    const { event, giveBack } = await aFullEvent({ waitlist: { offerTtlSeconds: 600 } });
    const person = await it.aPerson();
    const { id } = bookingOf(await it.book(person, event.id, { types: family }));
    await giveBack(3);
    await eventually(async () => (await read(person, event.id, id)).body['status'] === 'offered');
    const fewer = await it.cancel(person, event.id, id, { quantity: 1 });
    expect(fewer.body['types']).toEqual([family[0]]);
    const path = `/v1/events/${event.id}/bookings/${id}/accept`;
    const accepted = await it.call({ method: 'POST', path, token: person.token });
    expect([accepted.status, accepted.body['types']]).toEqual([200, [family[0]]]);
    expect((await linesOf(person, event.id, id)).map(([, type]) => type)).toEqual(['adult', 'adult']);
  });
});

test('the door sees the type of each ticket, and its new holder has the same one', async () => {
  const [event, person] = [await anEvent(), await it.aPerson()];
  const { id } = bookingOf(await it.book(person, event.id, { types: family }));
  const { token } = event.organizer;
  const scanned = await it.call({ path: `/v1/events/${event.id}/check-ins`, token, body: { bookingId: id } });
  expect((scanned.body['tickets'] as { type: string }[]).map(({ type }) => type)).toEqual([
    'adult',
    'adult',
    'child',
  ]);
  const listed = await it.call({ path: `/v1/events/${event.id}/bookings`, token });
  expect(listed.body['items']).toEqual([expect.objectContaining({ types: family })]);
  const other = await it.aPerson();
  const own = bookingOf(await it.book(other, event.id, { types: family })).id;
  const to = { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' };
  const path = `/v1/events/${event.id}/bookings/${own}/tickets/1/transfer`;
  expect((await it.call({ path, token: other.token, body: to })).status).toBe(200);
  expect(await linesOf(other, event.id, own)).toEqual([
    [2, 'adult'],
    [3, 'child'],
    [4, 'adult'],
  ]);
});

test('printed tickets and exports state types', async () => {
  const [event, person] = [await anEvent(), await it.aPerson()];
  const { id } = bookingOf(await it.book(person, event.id, { types: family }));
  const ofEvent = `${it.service.url}/v1/events/${event.id}/bookings`;
  const get = async (url: string, token: string, accept: string) =>
    fetch(url, { headers: { authorization: `Bearer ${token}`, accept } });
  const printed = await get(`${ofEvent}/${id}/tickets`, person.token, 'application/pdf');
  const pages = await readPrintedPages(Buffer.from(await printed.arrayBuffer()));
  expect(pages.map(({ text }) => /Ticket type\s*(Adult|Child)/.exec(text)?.[1])).toEqual([
    'Adult',
    'Adult',
    'Child',
  ]);
  const exported = await get(ofEvent, event.organizer.token, 'text/csv');
  const [header, row] = parseCsv(await exported.text());
  expect(row?.[header?.indexOf('ticketTypes') ?? -1]).toBe('2 adult; 1 child');
});
