import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Waiter = { person: Person; bookingId: string };

/** An event whose four tickets are held by one person, and a line of people who ask for so many tickets each. */
async function aLine(waitlist: Record<string, unknown>, quantities: number[]) {
  const { id, organizer } = await it.anEvent({ capacity: 4, waitlist });
  const holder = await it.aPerson();
  const held = await it.book(holder, id, { quantity: 4 });
  const line: Waiter[] = [];
  for (const quantity of quantities) {
    const person = await it.aPerson();
    line.push({ person, bookingId: (await it.book(person, id, { quantity })).body.id });
  }
  const release = (quantity: number) => it.cancel(holder, id, held.body.id, { quantity });
  return { id, organizer, line, release };
}

const statuses = (id: string, line: Waiter[]) =>
  Promise.all(
    line.map(async ({ person, bookingId }) => {
      const { body } = await it.call({ path: `/v1/events/${id}/bookings/${bookingId}`, token: person.token });
      return `${body.status} ${body.granted ?? 0}/${body.quantity}${body.position ? ` #${body.position}` : ''}`;
    }),
  );

const untilLine = (id: string, line: Waiter[], expected: string[]) =>
  eventually(async () => JSON.stringify(await statuses(id, line)) === JSON.stringify(expected)).catch(
    async () => {
      expect(await statuses(id, line)).toEqual(expected);
    },
  );

test('strict: the head waits for its whole quantity and nobody passes it', async () => {
  const { id, line, release } = await aLine({ policy: 'strict' }, [3, 1]);
  await release(2);
  await untilLine(id, line, ['waitlisted 0/3 #1', 'waitlisted 0/1 #2']);
  await release(1);
  await untilLine(id, line, ['confirmed 0/3', 'waitlisted 0/1 #1']);
});

test('accept-fewer: the head takes what there is and keeps its place for the rest', async () => {
  const { id, line, release } = await aLine({ policy: 'accept-fewer' }, [3, 1]);
  await release(2);
  await untilLine(id, line, ['waitlisted 2/3 #1', 'waitlisted 0/1 #2']);
  await release(2);
  await untilLine(id, line, ['confirmed 0/3', 'confirmed 0/1']);
});

test('accept-fewer: who cancels while waiting for the rest gives back what they have', async () => {
  const { id, line, release } = await aLine({ policy: 'accept-fewer' }, [3, 2]);
  await release(2);
  await untilLine(id, line, ['waitlisted 2/3 #1', 'waitlisted 0/2 #2']);
  const [first] = line as [Waiter, Waiter];
  await it.cancel(first.person, id, first.bookingId);
  await untilLine(id, line, ['cancelled 0/0', 'confirmed 0/2']);
});

test('accept-fewer: who gives up the rest keeps what they have', async () => {
  const { id, line, release } = await aLine({ policy: 'accept-fewer' }, [3, 1]);
  await release(2);
  await untilLine(id, line, ['waitlisted 2/3 #1', 'waitlisted 0/1 #2']);
  const [first] = line as [Waiter, Waiter];
  await it.cancel(first.person, id, first.bookingId, { quantity: 1 });
  await untilLine(id, line, ['confirmed 0/2', 'waitlisted 0/1 #1']);
});

test('skip: the first that fits is served', async () => {
  const { id, line, release } = await aLine({ policy: 'skip' }, [3, 1, 1]);
  await release(1);
  await untilLine(id, line, ['waitlisted 0/3 #1', 'confirmed 0/1', 'waitlisted 0/1 #2']);
});

test('partial cancel with three waiters serves as many as fit, in order', async () => {
  const { id, line, release } = await aLine({ policy: 'strict' }, [1, 1, 2]);
  await release(3);
  await untilLine(id, line, ['confirmed 0/1', 'confirmed 0/1', 'waitlisted 0/2 #1']);
});

test('a limited line takes exactly as many as its limit, and again when one leaves', async () => {
  const { id, line } = await aLine({ limit: 3 }, []);
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
  expect(line).toEqual([]);
});

test('a promotion makes room in a limited line', async () => {
  const { id, line, release } = await aLine({ limit: 1 }, [1]);
  await release(1);
  await untilLine(id, line, ['confirmed 0/1']);
  expect((await it.book(await it.aPerson(), id)).status).toBe(202);
});

test('a resting line keeps its order, takes nobody and promotes nobody until it goes on', async () => {
  const { id, organizer, line, release } = await aLine({}, [1, 1]);
  const path = `/v1/events/${id}`;
  const pause = { method: 'PATCH', path, token: organizer.token, body: { waitlist: { enabled: false } } };
  expect((await it.call(pause)).body.waitlist.enabled).toBe(false);
  await release(1);
  await eventually(async () => (await it.call({ path })).body.availability.booked === 3);
  await untilLine(id, line, ['waitlisted 0/1 #1', 'waitlisted 0/1 #2']);
  expect(await it.book(await it.aPerson(), id)).toMatchObject({ status: 409, body: { code: 'sold-out' } });
  await it.call({ ...pause, body: { waitlist: { enabled: true } } });
  await untilLine(id, line, ['confirmed 0/1', 'waitlisted 0/1 #1']);
});

test('accept-fewer: who would not wait gives back the part that they were given', async () => {
  const { id, line, release } = await aLine({ policy: 'accept-fewer' }, [1]);
  const [waiter] = line as [Waiter];
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

test('a limited line says that sales have not begun', async () => {
  const { id, organizer } = await aLine({ limit: 2 }, [1]);
  const body = { salesOpenAt: '2098-01-01T00:00:00Z' };
  await it.call({ method: 'PATCH', path: `/v1/events/${id}`, token: organizer.token, body });
  expect((await it.book(await it.aPerson(), id)).body.code).toBe('sales-not-open');
});
