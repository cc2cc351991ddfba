/** The audit over HTTP: its findings for sound and broken events, and its readers. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import { bookingKey } from '../../functions/store/items/booking.ts';
import { shardKey } from '../../functions/store/items/shard.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const audit = (id: string, token: string) => it.call({ path: `/v1/events/${id}/audit`, token });

const broken = (answer: { body: { findings: { guarantee: string; holds: boolean | null }[] } }) =>
  answer.body.findings.filter(({ holds }) => holds === false).map(({ guarantee }) => guarantee);

/** A sold-out event with a cancellation, a promotion and waiters. */
async function aLivelyEvent() {
  const { id, organizer } = await it.anEvent({ capacity: 4 });
  const people = await Promise.all(Array.from({ length: 8 }, () => it.aPerson()));
  const bookings: { id: string; status: string }[] = [];
  for (const person of people) bookings.push((await it.book(person, id)).body);
  const [first] = people;
  if (first === undefined || bookings[0] === undefined) throw new Error('Nobody came.');
  await it.cancel(first, id, bookings[0].id);
  await eventually(async () => (await it.call({ path: `/v1/events/${id}` })).body.availability.waiting === 3);
  return { id, token: organizer.token, bookings };
}

test('an event with bookings, a cancellation and a promotion breaks no guarantee', async () => {
  const { id, token } = await aLivelyEvent();
  const answer = await audit(id, token);
  expect(answer).toMatchObject({ status: 200, body: { eventId: id, holds: true, bookings: 8 } });
  expect(answer.body.tickets).toEqual({ capacity: 4, sold: 4, reserved: 0, released: 0, free: 0 });
  expect(Math.abs(Date.parse(answer.body.auditedAt) - Date.now())).toBeLessThan(60_000);
  expect(answer.body.findings.map(({ guarantee }: { guarantee: string }) => guarantee)).toEqual([
    'NoOversell',
    'NoLostTicket',
    'NoOvertaking',
    'OneEffect',
    'Durable',
    'HonestAnswer',
    'WithinLimit',
    'OnTime',
    'Mine',
    'FairDraw',
    'Notified',
  ]);
  expect(broken(answer)).toEqual([]);
});

const change = (key: { pk: string; sk: string }, set: string, values: Record<string, unknown>) =>
  table().client.send(
    new UpdateCommand({
      TableName: table().name,
      Key: key,
      UpdateExpression: set,
      ExpressionAttributeValues: values,
    }),
  );

const spread = { shardCount: 4 };

test('an audit finds a ticket that no capacity accounts for', async () => {
  const { id, token } = await aLivelyEvent();
  await change(shardKey(id, 0), 'SET freeTickets = freeTickets + :one', { ':one': 1 });
  expect(broken(await audit(id, token))).toEqual(['NoOversell']);
});

test('an audit names a booking whose history does not add up', async () => {
  const { id, token, bookings } = await aLivelyEvent();
  const victim = bookings[1]?.id ?? '';
  await change(bookingKey({ id, ...spread }, victim), 'SET quantity = :two', { ':two': 2 });
  const answer = await audit(id, token);
  expect(broken(answer)).toEqual(['NoOversell', 'OneEffect']);
  const finding = answer.body.findings.find(
    ({ guarantee }: { guarantee: string }) => guarantee === 'OneEffect',
  );
  expect(finding.offenders).toEqual([victim]);
});

test('an audit by another organizer or an attendee is rejected', async () => {
  const { id } = await it.anEvent();
  expect((await audit(id, (await it.aPerson('organizer')).token)).status).toBe(404);
  expect((await audit(id, (await it.aPerson()).token)).status).toBe(404);
});
