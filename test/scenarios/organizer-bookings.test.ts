/** What the organizer books for others: a block for a sponsor, walk-ins, and a speaker ahead of the waitlist. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { receiptFaults } from '../../functions/domain/bookings/receipt.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const SPEAKER = { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' };
const NO_ADDRESS = { firstName: 'Alan', lastName: 'Turing' };

const book = (organizer: Person, id: string, body: object) =>
  it.book(organizer, id, { quantity: 1, attendee: SPEAKER, reason: 'Speaks at seven', ...body });

const readBooking = async (id: string, bookingId: string, { token }: Person) =>
  (await it.call({ path: `/v1/events/${id}/bookings/${bookingId}`, token })).body;

const audit = async (id: string, { token }: Person) =>
  (await it.call({ path: `/v1/events/${id}/audit`, token })).body;

describe('An event with little room', () => {
  test('the organizer books a block beyond the limits, gives a part back, and hands on another', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 30, maxPerBooking: 2, maxPerCustomer: 2 });
    const block = await book(organizer, id, { quantity: 25, reason: 'Sponsor' });
    expect([block.status, block.body.quantity]).toEqual([201, 25]);
    const tooMany = await book(organizer, id, { quantity: 98 });
    expect([tooMany.status, tooMany.body.errors[0].pointer]).toEqual([422, '/quantity']);
    const visitor = await it.aPerson();
    expect((await it.book(visitor, id, { quantity: 3 })).status).toBe(422);
    await it.cancel(organizer, id, block.body.id, { quantity: 20, reason: 'Sponsor brings five' });
    const path = `/v1/events/${id}`;
    await eventually(async () => (await it.call({ path })).body.availability.available === 25);
    const { history } = await readBooking(id, block.body.id, organizer);
    expect(history.map(({ what, why }: { what: string; why?: string }) => [what, why])).toEqual([
      ['booked', 'Sponsor'],
      ['cancelled', 'Sponsor brings five'],
      ['handed-on', undefined],
    ]);
    expect((await audit(id, organizer)).holds).toBe(true);
  });

  test('a walk-in needs no address, and only the organizer books without one', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 2, allowGuests: true });
    const walkIn = await book(organizer, id, { attendee: NO_ADDRESS, reason: 'At the door' });
    expect([walkIn.status, walkIn.body.attendee]).toEqual([201, NO_ADDRESS]);
    const { body } = await it.call({ path: `/v1/events/${id}/bookings?q=turing`, token: organizer.token });
    expect(body.items).toHaveLength(1);
    const guest = await it.call({
      method: 'POST',
      path: `/v1/events/${id}/bookings`,
      body: { quantity: 1, attendee: NO_ADDRESS },
    });
    expect([guest.status, guest.body.errors[0].pointer]).toEqual([422, '/attendee/email']);
  });
});

describe('A sold-out event with a waitlist', () => {
  test('the organizer puts a speaker ahead, and the receipt of the waiter who is passed says why', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 2, waitlist: { offerTtlSeconds: 3_600 } });
    const [holder, waiter] = [await it.aPerson(), await it.aPerson()];
    const held = await it.book(holder, id, { quantity: 2 });
    const waiting = await it.book(waiter, id, { quantity: 1 });
    const seated = await book(organizer, id, { aheadOfWaitlist: true });
    expect([seated.status, seated.body.status]).toEqual([202, 'waitlisted']);
    expect(Date.parse(seated.body.createdAt)).toBeGreaterThan(Date.parse(waiting.body.createdAt));
    expect((await readBooking(id, seated.body.id, organizer)).position).toBe(1);
    expect((await readBooking(id, waiting.body.id, waiter)).position).toBe(2);

    await it.cancel(holder, id, held.body.id, { quantity: 1 });
    await eventually(async () => (await readBooking(id, seated.body.id, organizer)).status === 'confirmed');
    expect((await readBooking(id, waiting.body.id, waiter)).status).toBe('waitlisted');
    await it.cancel(holder, id, held.body.id);
    await eventually(async () => (await readBooking(id, waiting.body.id, waiter)).status === 'offered');

    const receipt = (
      await it.call({ path: `/v1/events/${id}/bookings/${waiting.body.id}/receipt`, token: waiter.token })
    ).body;
    expect(receipt.items).toMatchObject([
      { turn: 1, aheadBecause: 'Speaks at seven', arrivedAt: seated.body.createdAt },
    ]);
    expect(JSON.stringify(receipt)).not.toMatch(/Grace|Hopper|grace@/);
    expect(receiptFaults(receipt, receipt.items)).toEqual([]);
    const [{ aheadBecause: _why, ...unsaid }] = receipt.items;
    expect(receiptFaults({ ...receipt, joinedAt: '2026-01-01T00:00:00.000Z' }, [unsaid])).toHaveLength(1);

    const found = await audit(id, organizer);
    expect(found.holds).toBe(true);
    const order = found.findings.find(({ guarantee }: { guarantee: string }) => guarantee === 'NoOvertaking');
    expect(order.evidence).toContain('1 put ahead by the organizer, with a reason');
  });

  test('two that are put ahead keep their order, and a request for it needs a reason and may wait', async () => {
    const { id, organizer } = await it.anEvent({ capacity: 1 });
    await it.book(await it.aPerson(), id);
    const first = await book(organizer, id, { aheadOfWaitlist: true });
    const second = await book(organizer, id, { aheadOfWaitlist: true });
    const position = async (bookingId: string) => (await readBooking(id, bookingId, organizer)).position;
    expect([await position(first.body.id), await position(second.body.id)]).toEqual([1, 2]);
    const refused = await Promise.all([
      book(organizer, id, { aheadOfWaitlist: true, onSoldOut: 'reject' }),
      it.book(organizer, id, { quantity: 1, aheadOfWaitlist: true }),
    ]);
    expect(refused.map(({ status, body }) => [status, body.errors[0].pointer])).toEqual(
      Array(2).fill([422, '/aheadOfWaitlist']),
    );
    const stranger = await book(await it.aPerson(), id, { aheadOfWaitlist: true });
    expect([stranger.status, stranger.body.code]).toEqual([403, 'forbidden']);
  });
});
