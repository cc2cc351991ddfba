/**
 * One request to close an account has a bound, on however many staffs others put it and however many bookings it has, and a repeat
 * goes on. What it looked at before cannot change meanwhile.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { table } from '../../functions/compose.ts';
import { closeAccountPorts } from '../../functions/compose-erasure.ts';
import { hashPassword } from '../../functions/credentials/passwords.ts';
import { closeAccount } from '../../functions/domain/accounts/close-account.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import {
  CLOSING_ERASED_BOOKINGS,
  CLOSING_LOOK_ITEMS,
  CLOSING_PAUSE_MS,
  LISTING_READ_EVENTS,
} from '../../functions/domain/model/limits.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { eventStore } from '../../functions/store/events.ts';
import { toEventItem } from '../../functions/store/items/event.ts';
import { expectProblem } from '../api/answers.ts';
import { type PastBookings, putOnStaffs, storePastBookings } from '../kit/full-accounts.ts';
import { LONGEST_TEXTS, meter, totalUnits, type Use } from '../kit/metering.ts';
import { aService, type Person, type TestService } from '../kit/service.ts';
import { type ServiceClock, serviceClock } from '../kit/service-clock.ts';
import { anEndpoint } from '../kit/webhook-sender.ts';
import { putAll } from '../kit/worst-cases.ts';

const password = 'correct horse battery';
/** Read units of an event with the longest texts. */
const EVENT_UNITS = 3;
/** Read and write units of a request to close an account that looks at nothing. */
const OTHER_UNITS = 100;

let it: TestService;
let clock: ServiceClock;
let passwordHash: string;
let source: Event;
let owner: Person;
let uses: Use[];
beforeAll(async () => {
  it = await aService();
  clock = serviceClock();
  uses = meter(table());
  passwordHash = await hashPassword(password);
  const { id, organizer } = await it.anEvent({ ...LONGEST_TEXTS });
  owner = organizer;
  const stored = await eventStore(table()).read(id);
  if (stored === undefined) throw new Error('The event is not there.');
  source = stored;
});
afterAll(async () => {
  clock.restore();
  await it.stop();
});

let ada: Person;
beforeEach(async () => {
  ada = await it.aConfirmedAccount({ passwordHash, role: 'organizer' });
});

const close = (): Promise<ApiAnswer> =>
  it.call({ method: 'DELETE', path: '/v1/me', token: ada.token, body: { password } });

const staffed = (count: number, letter: string) => putOnStaffs(ada.id, source, count, letter);
const booked = (count: number) => storePastBookings(ada.id, source, count);

async function namedOf({ event, bookings: before }: PastBookings): Promise<number> {
  const bookings = await Promise.all(before.map(({ id }) => bookingStore(table()).read(event, id)));
  return bookings.filter((booking) => booking?.attendee !== undefined).length;
}

/** Repeats the request until it is answered otherwise than that it goes on. */
async function closeInParts(): Promise<{ parts: number; last: ApiAnswer; most: number }> {
  for (let [parts, most] = [1, 0]; ; parts += 1) {
    const before = totalUnits(uses);
    const last = await close();
    most = Math.max(most, totalUnits(uses) - before);
    if (last.status !== 503) return { parts, last, most };
    expect(last.headers['retry-after']).toMatch(/^\d+$/);
  }
}

describe('An account on many staffs', () => {
  test('is closed by several requests, each within a bound', async () => {
    await staffed(2 * CLOSING_LOOK_ITEMS + 1, 'A');
    const { parts, last, most } = await closeInParts();
    expect([parts, last.status]).toEqual([3, 204]);
    expect(most).toBeLessThanOrEqual(CLOSING_LOOK_ITEMS * EVENT_UNITS + OTHER_UNITS);
  });

  test('is not closed if it owns an event behind them that is not over', async () => {
    await staffed(CLOSING_LOOK_ITEMS + 1, 'A');
    const [own] = await staffed(1, 'B');
    await putAll([toEventItem({ ...(own as Event), organizerId: ada.id })]);
    expect((await close()).status).toBe(503);
    expectProblem(await close(), 409, 'events-open');
  });

  test('books nothing and makes no event meanwhile, and begins anew once it may again', async () => {
    await staffed(CLOSING_LOOK_ITEMS + LISTING_READ_EVENTS, 'B');
    expect((await close()).status).toBe(503);
    const body = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 1 };
    const create = () => it.call({ path: '/v1/events', token: ada.token, body });
    expectProblem(await create(), 409, 'account-closing');
    const { id: eventId } = await it.anEvent();
    expectProblem(await it.book(ada, eventId), 409, 'account-closing');

    clock.set(Date.now() + CLOSING_PAUSE_MS);
    const [first] = await staffed(1, 'A');
    await putAll([toEventItem({ ...(first as Event), organizerId: ada.id })]);
    expect((await it.book(ada, eventId)).status).toBe(201);
    expectProblem(await close(), 409, 'events-open');
  });

  test('is not closed if it is handed an event over that was looked at already', async () => {
    await staffed(2 * CLOSING_LOOK_ITEMS, 'B');
    const [looked] = await staffed(1, 'A');
    expect((await close()).status).toBe(503);
    const handed = { path: `/v1/events/${looked?.id}/owner`, token: owner.token, body: { userId: ada.id } };
    expect((await it.call(handed)).status).toBe(200);
    expectProblem(await close(), 409, 'events-open');
  });
});

test('an account that is handed an event over just before it is closed stays open', async () => {
  const [event] = await staffed(1, 'A');
  const ports = closeAccountPorts();
  let isHandedOver = false;
  const accounts: typeof ports.accounts = {
    ...ports.accounts,
    async close(before, closing) {
      const handed = { path: `/v1/events/${event?.id}/owner`, token: owner.token, body: { userId: ada.id } };
      if (!isHandedOver) expect((await it.call(handed)).status).toBe(200);
      isHandedOver = true;
      return ports.accounts.close(before, closing);
    },
  };
  const request = { userId: ada.id, check: async () => undefined, language: 'en', sendsMail: false } as const;
  await expect(closeAccount(request, { ...ports, accounts })).rejects.toMatchObject({ code: 'events-open' });
});

test('a webhook endpoint that is made just before the account is closed does not stay', async () => {
  const ports = closeAccountPorts();
  const accounts: typeof ports.accounts = {
    ...ports.accounts,
    async close(before, closing) {
      await anEndpoint(ada.id, { description: 'Ada Lovelace, +44 20 7946 0000' });
      return ports.accounts.close(before, closing);
    },
  };
  const request = { userId: ada.id, check: async () => undefined, language: 'en', sendsMail: false } as const;
  await closeAccount(request, { ...ports, accounts });
  expect(await ports.endpoints.list(ada.id)).toEqual([]);
});

describe('An account with many past bookings', () => {
  test('has their names erased by several requests, and then is closed', async () => {
    const first = await booked(CLOSING_ERASED_BOOKINGS + 10);
    expect((await close()).status).toBe(503);
    expect(await namedOf(first)).toBe(10);
    expect((await close()).status).toBe(204);
    expect(await namedOf(first)).toBe(0);
  });

  test('keeps all names if one of them is open, however far behind', async () => {
    const all = [await booked(150), await booked(150), await booked(150)];
    const { id: eventId } = await it.anEvent();
    const open = await it.book(ada, eventId);
    let last = await close();
    for (let parts = 1; last.status === 503; parts += 1) {
      expect(parts).toBeLessThan(5);
      last = await close();
    }
    expectProblem(last, 409, 'bookings-open');
    for (const some of all) expect(await namedOf(some)).toBe(150);
    expect((await it.cancel(ada, eventId, open.body.id)).status).toBe(200);
    expect((await closeInParts()).last.status).toBe(204);
    for (const some of all) expect(await namedOf(some)).toBe(0);
  });
});
