/** Lists over a table that takes 300 ms a page: each answer is in time, and has fewer items if it must. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { table } from '../../functions/compose.ts';
import { aService, type Person, type TestService } from '../kit/service.ts';
import { anEventWith, type EventWithBookings } from '../kit/stored-bookings.ts';

const MS_PER_PAGE = 300;
/** Below the ten seconds of a function, with room for its start and the network. */
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
  'the bookings of an event are answered in time%s',
  async (query) => {
    const path = `/v1/events/${event.id}/bookings${query}`;
    expect((await inTime(path, event.organizer)).body.items.length).toBeGreaterThan(0);
    expect((await inTime(path, event.organizer, 'text/csv')).body).toContain('"');
  },
);

test('a receipt is answered in time, with a cursor to the next page', async () => {
  const path = `/v1/events/${event.id}/bookings/${event.bookings[0]?.id}/receipt`;
  expect((await inTime(path, person)).body.nextCursor).toEqual(expect.any(String));
});

test('the caller’s own bookings are answered in time', async () => {
  expect((await inTime('/v1/bookings', person)).body.items).toHaveLength(1);
});

test.each(['', '?q=night', '?state=on-sale', '?organizer=me'])(
  'events are answered in time%s',
  async (query) => {
    expect((await inTime(`/v1/events${query}`, event.organizer)).body.items).toHaveLength(1);
  },
);
