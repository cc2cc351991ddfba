/** Lists over a table that takes 300 ms for each page: every answer comes in time, short where it has to be. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { table } from '../../functions/compose.ts';
import { aService, type Person, type TestService } from '../kit/service.ts';
import { anEventWith, type EventWithBookings } from '../kit/stored-bookings.ts';

const MS_PER_PAGE = 300;
/** A function has ten seconds, and this machine is not the only thing that takes time. */
const IN_TIME_MS = 8_000;

let it: TestService;
let event: EventWithBookings;
let person: Person;

beforeAll(async () => {
  it = await aService();
  person = await it.aPerson();
  const waits = { status: 'waitlisted', shard: 0 } as const;
  event = await anEventWith(
    it,
    Array.from({ length: 100 }, () => ({ ...waits, customerId: person.id })),
  );
  await it.book(person, event.id);
  table().client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'QueryCommand') await sleep(MS_PER_PAGE);
        return next(args);
      },
    { step: 'initialize', name: 'slowDown' },
  );
});
afterAll(async () => {
  table().client.middlewareStack.remove('slowDown');
  await it.stop();
});

async function inTime(path: string, { token }: Person, accept = 'application/json'): Promise<ApiAnswer> {
  const answer = await it.call({ path, token, headers: { accept } });
  expect(answer.status).toBe(200);
  expect(answer.latencyMs).toBeLessThan(IN_TIME_MS);
  return answer;
}

test.each(['', '?status=confirmed', '?status=waitlisted'])(
  'the bookings of an event come in time%s',
  async (query) => {
    const path = `/v1/events/${event.id}/bookings${query}`;
    expect((await inTime(path, event.organizer)).body.items.length).toBeGreaterThan(0);
    expect((await inTime(path, event.organizer, 'text/csv')).body).toContain('"');
  },
);

test('a receipt comes in time and leads on', async () => {
  const path = `/v1/events/${event.id}/bookings/${event.bookings[0]?.id}/receipt`;
  expect((await inTime(path, person)).body.nextCursor).toEqual(expect.any(String));
});

test('one’s own bookings come in time', async () => {
  expect((await inTime('/v1/bookings', person)).body.items).toHaveLength(1);
});

test.each(['', '?q=night', '?state=on-sale', '?organizer=me'])('events come in time%s', async (query) => {
  expect((await inTime(`/v1/events${query}`, event.organizer)).body.items).toHaveLength(1);
});
