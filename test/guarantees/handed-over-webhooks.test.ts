/** Webhooks show an event to its present owner alone: after it was handed over, the endpoints of the former owner get nothing. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectProblem } from '../api/answers.ts';
import { aReceiver, type Receiver } from '../kit/receiver.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
let receiver: Receiver;
beforeAll(async () => {
  it = await aService({ webhooks: 'any' });
  receiver = await aReceiver();
});
afterAll(async () => {
  await receiver.stop();
  await it.stop();
});

/** An event with a booking, of which the endpoint of its owner was told. */
async function aToldEvent() {
  const { id: eventId, organizer } = await it.anEvent();
  const { token } = organizer;
  const endpoint = (await it.call({ path: '/v1/webhooks', token, body: { url: receiver.url } })).body.id;
  await it.book(await it.aPerson(), eventId);
  const path = `/v1/webhooks/${endpoint}/deliveries`;
  const [delivery] = await eventually(async () => {
    const { items } = (await it.call({ path, token })).body;
    return items.length > 0 && items;
  });
  const replay = () => it.call({ method: 'POST', path: `${path}/${delivery.id}/replay`, token });
  return { eventId, organizer, replay };
}

async function handOver(eventId: string, { token }: Person): Promise<Person> {
  const other = await it.anAccount({ role: 'organizer' });
  const path = `/v1/events/${eventId}`;
  const body = { email: other.email, role: 'manager' };
  expect((await it.call({ path: `${path}/staff`, token, body })).status).toBe(200);
  expect((await it.call({ path: `${path}/owner`, token, body: { userId: other.id } })).status).toBe(200);
  return other;
}

test('a delivery is not sent again to the former owner of its event, not even while they are its manager', async () => {
  const { eventId, organizer, replay } = await aToldEvent();
  const owner = await handOver(eventId, organizer);
  const seen = receiver.received.length;
  expectProblem(await replay(), 404, 'not-found');
  const member = `/v1/events/${eventId}/staff/${organizer.id}`;
  expect((await it.call({ method: 'DELETE', path: member, token: owner.token })).status).toBe(204);
  expectProblem(await replay(), 404, 'not-found');
  expect(receiver.received).toHaveLength(seen);
});

test('a negative control: it is sent again to the owner', async () => {
  const { replay } = await aToldEvent();
  const seen = receiver.received.length;
  const { status, body } = await replay();
  expect([status, body.outcome]).toEqual([200, 'accepted']);
  expect(receiver.received).toHaveLength(seen + 1);
});
