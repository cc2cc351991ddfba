/** A promotion over the API, from the cancellation to the confirmed booking. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

test('a cancellation promotes the first waiter, and nobody else', async () => {
  const { id } = await it.anEvent({ capacity: 1 });
  const [holder, first, second] = [await it.aPerson(), await it.aPerson(), await it.aPerson()];
  const held = await it.book(holder, id);
  expect(held.status).toBe(201);
  const waiting = [await it.book(first, id), await it.book(second, id)];
  expect(waiting.map((answer) => [answer.status, answer.body.status])).toEqual([
    [202, 'waitlisted'],
    [202, 'waitlisted'],
  ]);
  expect((await it.cancel(holder, id, held.body.id)).status).toBe(200);
  await eventually(async () => {
    const mine = await it.call({ path: '/v1/bookings', token: first.token });
    return mine.body.items[0].status === 'confirmed';
  });
  const others = await it.call({
    path: `/v1/events/${id}/bookings/${waiting[1]?.body.id}`,
    token: second.token,
  });
  expect(others.body).toMatchObject({ status: 'waitlisted', position: 1 });
});
