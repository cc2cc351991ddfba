/** The waitlist over the API: its policies, its limit, and pausing it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Waiter = { person: Person; bookingId: string };

/** An event whose four tickets one person holds, and a waitlist with an entry for each of the quantities. */
async function aWaitlist(waitlist: Record<string, unknown>, quantities: number[]) {
  const { id, organizer } = await it.anEvent({ capacity: 4, waitlist });
  const holder = await it.aPerson();
  const held = await it.book(holder, id, { quantity: 4 });
  const waiters: Waiter[] = [];
  for (const quantity of quantities) {
    const person = await it.aPerson();
    waiters.push({ person, bookingId: (await it.book(person, id, { quantity })).body.id });
  }
  const release = (quantity: number) => it.cancel(holder, id, held.body.id, { quantity });
  return { id, organizer, waiters, release };
}

const statuses = (id: string, waiters: Waiter[]) =>
  Promise.all(
    waiters.map(async ({ person, bookingId }) => {
      const { body } = await it.call({ path: `/v1/events/${id}/bookings/${bookingId}`, token: person.token });
      return `${body.status} ${body.granted ?? 0}/${body.quantity}${body.position ? ` #${body.position}` : ''}`;
    }),
  );

const untilWaitlist = (id: string, waiters: Waiter[], expected: string[]) =>
  eventually(async () => JSON.stringify(await statuses(id, waiters)) === JSON.stringify(expected)).catch(
    async () => {
      expect(await statuses(id, waiters)).toEqual(expected);
    },
  );

test('strict: the head waits for its whole quantity, and nobody overtakes it', async () => {
  const { id, waiters, release } = await aWaitlist({ policy: 'strict' }, [3, 1]);
  await release(2);
  await untilWaitlist(id, waiters, ['waitlisted 0/3 #1', 'waitlisted 0/1 #2']);
  await release(1);
  await untilWaitlist(id, waiters, ['confirmed 0/3', 'waitlisted 0/1 #1']);
});

test('accept-fewer: the head is granted the available tickets and keeps its position for the rest', async () => {
  const { id, waiters, release } = await aWaitlist({ policy: 'accept-fewer' }, [3, 1]);
  await release(2);
  await untilWaitlist(id, waiters, ['waitlisted 2/3 #1', 'waitlisted 0/1 #2']);
  await release(2);
  await untilWaitlist(id, waiters, ['confirmed 0/3', 'confirmed 0/1']);
});

test('accept-fewer: a waiter who cancels while waiting for the rest returns the granted tickets', async () => {
  const { id, waiters, release } = await aWaitlist({ policy: 'accept-fewer' }, [3, 2]);
  await release(2);
  await untilWaitlist(id, waiters, ['waitlisted 2/3 #1', 'waitlisted 0/2 #2']);
  const [first] = waiters as [Waiter, Waiter];
  await it.cancel(first.person, id, first.bookingId);
  await untilWaitlist(id, waiters, ['cancelled 0/0', 'confirmed 0/2']);
});

test('accept-fewer: a waiter who gives up the rest keeps the granted tickets', async () => {
  const { id, waiters, release } = await aWaitlist({ policy: 'accept-fewer' }, [3, 1]);
  await release(2);
  await untilWaitlist(id, waiters, ['waitlisted 2/3 #1', 'waitlisted 0/1 #2']);
  const [first] = waiters as [Waiter, Waiter];
  await it.cancel(first.person, id, first.bookingId, { quantity: 1 });
  await untilWaitlist(id, waiters, ['confirmed 0/2', 'waitlisted 0/1 #1']);
});

test('skip: the first entry that fits is promoted', async () => {
  const { id, waiters, release } = await aWaitlist({ policy: 'skip' }, [3, 1, 1]);
  await release(1);
  await untilWaitlist(id, waiters, ['waitlisted 0/3 #1', 'confirmed 0/1', 'waitlisted 0/1 #2']);
});

test('a partial cancellation with three waiters promotes as many as fit, in order', async () => {
  const { id, waiters, release } = await aWaitlist({ policy: 'strict' }, [1, 1, 2]);
  await release(3);
  await untilWaitlist(id, waiters, ['confirmed 0/1', 'confirmed 0/1', 'waitlisted 0/2 #1']);
});

test('a limited waitlist admits exactly as many bookings as its limit, and one more when one leaves', async () => {
  const { id, waiters } = await aWaitlist({ limit: 3 }, []);
  const people = await Promise.all(Array.from({ length: 8 }, () => it.aPerson()));
  const answers = await Promise.all(people.map((person) => it.book(person, id)));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 409, 409, 409, 409, 409]);
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
    code: 'waitlist-full',
    limit: 3,
  });
  const index = answers.findIndex(({ status }) => status === 202);
  const [person, booking] = [people[index] as Person, answers[index]?.body.id];
  await it.cancel(person, id, booking);
  expect((await it.book(await it.aPerson(), id)).status).toBe(202);
  expect((await it.book(await it.aPerson(), id)).status).toBe(409);
  expect(waiters).toEqual([]);
});

test('a promotion makes room in a limited waitlist', async () => {
  const { id, waiters, release } = await aWaitlist({ limit: 1 }, [1]);
  await release(1);
  await untilWaitlist(id, waiters, ['confirmed 0/1']);
  expect((await it.book(await it.aPerson(), id)).status).toBe(202);
});

test('a paused waitlist keeps its order, admits nobody and promotes nobody until it resumes', async () => {
  const { id, organizer, waiters, release } = await aWaitlist({}, [1, 1]);
  const path = `/v1/events/${id}`;
  const pause = { method: 'PATCH', path, token: organizer.token, body: { waitlist: { enabled: false } } };
  expect((await it.call(pause)).body.waitlist.enabled).toBe(false);
  await release(1);
  await eventually(async () => (await it.call({ path })).body.availability.booked === 3);
  await untilWaitlist(id, waiters, ['waitlisted 0/1 #1', 'waitlisted 0/1 #2']);
  expect(await it.book(await it.aPerson(), id)).toMatchObject({ status: 409, body: { code: 'sold-out' } });
  await it.call({ ...pause, body: { waitlist: { enabled: true } } });
  await untilWaitlist(id, waiters, ['confirmed 0/1', 'waitlisted 0/1 #1']);
});

test('accept-fewer: a request that would not wait returns a part that it was granted', async () => {
  const { id, waiters, release } = await aWaitlist({ policy: 'accept-fewer' }, [1]);
  const [waiter] = waiters as [Waiter];
  await it.cancel(waiter.person, id, waiter.bookingId);
  await release(2);
  const path = `/v1/events/${id}`;
  await eventually(async () => (await it.call({ path })).body.availability.available === 2);
  const reject = (quantity: number) =>
    it.aPerson().then((who) => it.book(who, id, { quantity, onSoldOut: 'reject' }));
  const answers = await Promise.all([reject(1), reject(2), reject(1)]);
  expect(answers.map(({ status }) => [201, 409].includes(status))).toEqual([true, true, true]);
  const sold = answers.reduce((sum, { status, body }) => sum + (status === 201 ? body.quantity : 0), 0);
  await eventually(async () => (await it.call({ path })).body.availability.booked === 2 + sold);
});

test('a request to a limited waitlist before sales open is answered sales-not-open', async () => {
  const { id, organizer } = await aWaitlist({ limit: 2 }, [1]);
  const body = { salesOpenAt: '2098-01-01T00:00:00Z' };
  await it.call({ method: 'PATCH', path: `/v1/events/${id}`, token: organizer.token, body });
  expect((await it.book(await it.aPerson(), id)).body.code).toBe('sales-not-open');
});

test('a customer who wants more tickets goes to the end, and who wants fewer keeps the position', async () => {
  const { id, waiters, release } = await aWaitlist({ policy: 'strict' }, [1, 3, 2]);
  const [ada, ben] = waiters as [Waiter, Waiter, Waiter];
  await it.cancel(ben.person, id, ben.bookingId, { quantity: 2 });
  await untilWaitlist(id, waiters, ['waitlisted 0/1 #1', 'waitlisted 0/1 #2', 'waitlisted 0/2 #3']);

  const second = await it.book(ada.person, id, { quantity: 4 });
  expect([second.status, second.body.code]).toEqual([409, 'already-waiting']);
  const more = await it.book(ada.person, id, { quantity: 4, replaces: ada.bookingId });
  expect([more.status, more.body.status, more.body.quantity]).toEqual([202, 'waitlisted', 4]);
  const left = await it.call({
    path: `/v1/events/${id}/bookings/${ada.bookingId}`,
    token: ada.person.token,
  });
  expect(left.body).toMatchObject({ endedBecause: 'replaced', replacedBy: more.body.id, quantity: 0 });
  const now = [...waiters, { person: ada.person, bookingId: more.body.id }];
  await untilWaitlist(id, now, [
    'cancelled 0/0',
    'waitlisted 0/1 #1',
    'waitlisted 0/2 #2',
    'waitlisted 0/4 #3',
  ]);

  await release(3);
  await untilWaitlist(id, now, ['cancelled 0/0', 'confirmed 0/1', 'confirmed 0/2', 'waitlisted 0/4 #1']);
  const again = await it.book(ada.person, id, { quantity: 2, replaces: ada.bookingId });
  expect([again.status, again.body.code]).toEqual([409, 'not-waiting']);
  for (const body of [
    { quantity: 2, replaces: more.body.id, onSoldOut: 'reject' },
    { quantity: 2, replaces: 'x' },
  ]) {
    const wrong = await it.book(ada.person, id, body);
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/replaces']);
  }
  const stranger = await it.book(await it.aPerson(), id, { quantity: 2, replaces: more.body.id });
  expect([stranger.status, stranger.body.code]).toEqual([404, 'not-found']);
});

test('the organizer sees what holds up the waitlist, and acts on it', async () => {
  const { id, organizer, waiters, release } = await aWaitlist({ policy: 'strict' }, [3, 1]);
  const [large] = waiters as [Waiter, Waiter];
  const path = `/v1/events/${id}/waitlist`;
  const hold = async () => (await it.call({ path, token: organizer.token })).body;
  const head = { bookingId: large.bookingId, waitsFor: 3, granted: 0 };
  expect(await hold()).toMatchObject({ because: 'no-tickets', unassigned: 0, head });
  await release(2);
  await eventually(async () => (await hold()).because === 'head-wants-more');
  expect(await hold()).toMatchObject({ unassigned: 2, head });
  const pause = (enabled: boolean) =>
    it.call({
      method: 'PATCH',
      path: `/v1/events/${id}`,
      token: organizer.token,
      body: { waitlist: { enabled } },
    });
  await pause(false);
  expect((await hold()).because).toBe('paused');
  await pause(true);
  await it.cancel(organizer, id, large.bookingId, {
    quantity: 1,
    reason: 'Two are left, as you agreed by phone',
  });
  await untilWaitlist(id, waiters, ['confirmed 0/2', 'waitlisted 0/1 #1']);
  expect((await hold()).because).toBe('no-tickets');

  const { body } = await it.call({ path, token: (await it.aPerson('organizer')).token });
  expect(body.code).toBe('not-found');
  const fresh = await it.anEvent({ capacity: 2 });
  const untouched = await it.call({ path: `/v1/events/${fresh.id}/waitlist`, token: fresh.organizer.token });
  expect(untouched.body).toMatchObject({ because: 'sells-directly', unassigned: 0 });
  expect(untouched.body.head).toBeUndefined();
});

test('a booking waits for no more tickets than the organizer allows, so that a large one holds up nobody', async () => {
  const { id, organizer, waiters, release } = await aWaitlist({ maxPerBooking: 2 }, [2]);
  const large = await it.book(await it.aPerson(), id, { quantity: 3 });
  expect([large.status, large.body.code]).toEqual([409, 'sold-out']);
  expect(large.body.detail).toContain('can wait for at most 2 tickets');
  const [waiter] = waiters as [Waiter];
  const more = await it.book(waiter.person, id, { quantity: 3, replaces: waiter.bookingId });
  expect([more.status, more.body.code]).toEqual([409, 'sold-out']);
  expect(more.body.detail).toContain('can wait for at most 2 tickets');

  await release(4);
  await untilWaitlist(id, waiters, ['confirmed 0/2']);
  expect((await it.book(await it.aPerson(), id, { quantity: 3, onSoldOut: 'reject' })).status).toBe(409);
  const change = (maxPerBooking: number | null) =>
    it.call({
      method: 'PATCH',
      path: `/v1/events/${id}`,
      token: organizer.token,
      body: { waitlist: { maxPerBooking } },
    });
  expect((await change(1)).body.waitlist).toMatchObject({ maxPerBooking: 1 });
  const atOnce = await it.book(await it.aPerson(), id, { quantity: 2 });
  expect([atOnce.status, atOnce.body.status]).toEqual([201, 'confirmed']);
  expect((await change(null)).body.waitlist.maxPerBooking).toBeUndefined();
  expect((await it.book(await it.aPerson(), id, { quantity: 3 })).status).toBe(202);
});
