/** Events with `peakRequestsPerSecond`, and so with many shards, over the API. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const RUSH = { peakRequestsPerSecond: 10_000 };

const availability = async (id: string) => (await it.call({ path: `/v1/events/${id}` })).body.availability;

const change = (organizer: Person, id: string, body: unknown) =>
  it.call({ method: 'PATCH', path: `/v1/events/${id}`, token: organizer.token, body });

const people = (count: number) => Promise.all(Array.from({ length: count }, () => it.aPerson()));

const statusOf = async (person: Person) =>
  (await it.call({ path: '/v1/bookings', token: person.token })).body.items[0].status;

async function isSound(id: string, organizer: Person): Promise<void> {
  const { body } = await it.call({ path: `/v1/events/${id}/audit`, token: organizer.token });
  expect(body.findings.filter(({ holds }: { holds: boolean | null }) => holds === false)).toEqual([]);
}

describe('An event made for a rush', () => {
  test('shows its `peakRequestsPerSecond`, which has a maximum', async () => {
    const { id } = await it.anEvent({ capacity: 5, ...RUSH });
    expect((await it.call({ path: `/v1/events/${id}` })).body.peakRequestsPerSecond).toBe(10_000);
    const organizer = await it.aPerson('organizer');
    const body = {
      name: 'Too much',
      startsAt: '2099-01-01T20:00:00Z',
      capacity: 5,
      peakRequestsPerSecond: 10_001,
    };
    const answer = await it.call({ path: '/v1/events', token: organizer.token, body });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/peakRequestsPerSecond']);
  });

  test('sells its tickets once, waitlists the others and promotes them', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 40, ...RUSH });
    const buyers = await people(60);
    const answers = await Promise.all(buyers.map((buyer) => it.book(buyer, id)));
    const holders = buyers.filter((_, index) => answers[index]?.status === 201);
    expect([holders.length, answers.filter(({ status }) => status === 202).length]).toEqual([40, 20]);
    const bookings = await Promise.all(
      holders.slice(0, 5).map(async (holder) => {
        const own = await it.call({ path: '/v1/bookings', token: holder.token });
        return it.cancel(holder, id, own.body.items[0].id);
      }),
    );
    expect(bookings.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await eventually(async () => (await availability(id)).waiting === 15);
    await isSound(id, organizer);
  });

  test('gives the tickets of a raised capacity to waiters, and the remaining ones to newcomers', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 1, ...RUSH });
    const [first, second, third] = await people(3);
    for (const person of [first, second]) if (person) await it.book(person, id);
    await change(organizer, id, { capacity: 3 });
    await eventually(async () => second && (await statusOf(second)) === 'confirmed');
    expect(third && (await it.book(third, id)).status).toBe(201);
    await isSound(id, organizer);
  });

  test('adds a raised capacity to its shards while it sells', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 300, ...RUSH });
    await change(organizer, id, { capacity: 700 });
    await eventually(async () => (await availability(id)).available === 700);
    await isSound(id, organizer);
  });

  test('can be cut to the held tickets, whatever shards have the free ones', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 2_560, maxPerBooking: 20, ...RUSH });
    const [holder] = await people(1);
    if (holder) await it.book(holder, id, { quantity: 20 });
    expect(await change(organizer, id, { capacity: 19 })).toMatchObject({
      status: 409,
      body: { code: 'capacity-below-held', held: 20 },
    });
    const cut = await change(organizer, id, { capacity: 25 });
    expect([cut.status, cut.body.availability.available]).toEqual([200, 5]);
    await isSound(id, organizer);
  });

  test('applies a changed limit and a changed sales window in every shard', async () => {
    const { id, organizer } = await it.anEvent({
      capacity: 600,
      maxPerBooking: 1,
      maxPerCustomer: 4,
      ...RUSH,
    });
    await change(organizer, id, { maxPerCustomer: 1 });
    const buyers = await people(50);
    const first = await Promise.all(buyers.map((buyer) => it.book(buyer, id)));
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set([201]));
    const second = await Promise.all(buyers.map((buyer) => it.book(buyer, id)));
    expect(new Set(second.map(({ body }) => body.code))).toEqual(new Set(['customer-limit-reached']));
    await change(organizer, id, {
      salesCloseAt: '2021-01-01T00:00:00Z',
      salesOpenAt: '2020-01-01T00:00:00Z',
    });
    const late = await Promise.all((await people(50)).map((buyer) => it.book(buyer, id)));
    expect(new Set(late.map(({ body }) => body.code))).toEqual(new Set(['sales-closed']));
  });

  test('is cancelled with all of its bookings', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 30, ...RUSH });
    const buyers = await people(45);
    await Promise.all(buyers.map((buyer) => it.book(buyer, id)));
    const path = `/v1/events/${id}`;
    expect((await it.call({ method: 'DELETE', path, token: organizer.token })).status).toBe(202);
    const [late] = await people(1);
    expect(late && (await it.book(late, id)).body.code).toBe('event-cancelled');
    await eventually(async () => (await availability(id)).cancellation.isComplete);
    expect(await availability(id)).toMatchObject({ booked: 0, waiting: 0, cancellation: { bookings: 45 } });
    await isSound(id, organizer);
  });

  test('enforces the limit of its waitlist exactly', async () => {
    const { id } = await it.anEvent({ capacity: 1, waitlist: { limit: 2 }, ...RUSH });
    const buyers = await people(5);
    const statuses = [];
    for (const buyer of buyers) statuses.push((await it.book(buyer, id)).status);
    expect(statuses).toEqual([201, 202, 202, 409, 409]);
  });
});
