/** How an organizer steers a waitlist over the API, as a story of one evening, and what those who wait see of it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Waiter = { person: Person; bookingId: string };

/** A play of six tickets that one school holds, and people who wait for the given quantities. */
async function aPlay(waitlist: Record<string, unknown>, quantities: number[]) {
  const { id, organizer } = await it.anEvent({ name: 'The tempest', capacity: 6, waitlist });
  const school = await it.aPerson();
  const held = await it.book(school, id, { quantity: 6 });
  const asks = async () => it.book(await it.aPerson(), id);
  const waits = async (quantity: number): Promise<Waiter> => {
    const person = await it.aPerson();
    return { person, bookingId: (await it.book(person, id, { quantity })).body.id };
  };
  const waiters: Waiter[] = [];
  for (const quantity of quantities) waiters.push(await waits(quantity));
  const path = `/v1/events/${id}`;
  const asOrganizer = (part: string) => it.call({ path: `${path}${part}`, token: organizer.token });
  return {
    waiters,
    asks,
    waits,
    givesBack: (quantity: number) => it.cancel(school, id, held.body.id, { quantity }),
    change: (body: unknown) => it.call({ method: 'PATCH', path, token: organizer.token, body }),
    shown: async () => (await it.call({ path })).body,
    hold: async () => (await asOrganizer('/waitlist')).body,
    audit: async () => (await asOrganizer('/audit')).body,
    look: async ({ person, bookingId }: Waiter) =>
      (await it.call({ path: `${path}/bookings/${bookingId}`, token: person.token })).body,
    receipt: async ({ person, bookingId }: Waiter) =>
      (await it.call({ path: `${path}/bookings/${bookingId}/receipt`, token: person.token })).body,
  };
}

/** Longer than the time between two sweeps of the service on one machine. */
const SWEPT_MS = 15_000;

test('a family that wants four is passed after the stated time, keeps its place, and gets all four', async () => {
  const play = await aPlay({ passHeadAfterSeconds: 600 }, [4, 1]);
  const [family, student] = play.waiters as [Waiter, Waiter];
  await play.givesBack(2);
  const waiting = await eventually(async () => {
    const { because, head } = await play.hold();
    return because === 'head-wants-more' && head.heldBackSince !== undefined && head;
  });
  expect(waiting).toMatchObject({ bookingId: family.bookingId, waitsFor: 4 });
  expect(Date.parse(waiting.heldBackUntil) - Date.parse(waiting.heldBackSince)).toBe(600_000);

  const { body } = await play.change({ waitlist: { passHeadAfterSeconds: 1 } });
  expect(body.waitlist).toMatchObject({ policy: 'strict', passHeadAfterSeconds: 1 });
  await eventually(async () => (await play.look(student)).status === 'confirmed', SWEPT_MS);
  const passed = await play.look(family);
  expect(passed).toMatchObject({ status: 'waitlisted', position: 1, quantity: 4 });
  expect(passed.passedAt).toEqual(expect.any(String));
  expect(await play.hold()).toMatchObject({ because: 'nobody-fits', head: { passedAt: passed.passedAt } });
  expect(await play.receipt(family)).toMatchObject({
    policy: 'strict',
    passed: { at: passed.passedAt, heldBackSince: waiting.heldBackSince, quantity: 4, afterTurn: 0 },
    items: [{ turn: 1, quantity: 1 }],
  });

  await play.givesBack(3);
  const served = await eventually(async () => {
    const seen = await play.look(family);
    return seen.status === 'confirmed' && seen;
  });
  expect(served).not.toHaveProperty('passedAt');
  expect(served.tickets).toHaveLength(4);
  expect((await play.audit()).holds).toBe(true);

  const cleared = await play.change({ waitlist: { passHeadAfterSeconds: null } });
  expect(cleared.body.waitlist).not.toHaveProperty('passHeadAfterSeconds');
  const refused = { status: 422, body: { errors: [{ pointer: '/waitlist/passHeadAfterSeconds' }] } };
  for (const seconds of [0, 31 * 86_400, '60']) {
    expect(await play.change({ waitlist: { passHeadAfterSeconds: seconds } })).toMatchObject(refused);
  }
  const skipping = { capacity: 1, waitlist: { policy: 'skip', passHeadAfterSeconds: 60 } };
  await expect(it.anEvent(skipping)).rejects.toThrow('needs the policy strict');
});

test('the policy is changed: who waits keeps the place, and each promotion has the policy of its number', async () => {
  const play = await aPlay({ policy: 'strict', offerTtlSeconds: 3_600 }, [4, 1, 2]);
  const [family, student, couple] = play.waiters as [Waiter, Waiter, Waiter];
  await play.givesBack(2);
  await eventually(async () => (await play.hold()).because === 'head-wants-more');
  const { policy, policies } = (await play.shown()).waitlist;
  expect([policy, policies]).toEqual(['strict', undefined]);

  const skipping = await play.change({ waitlist: { policy: 'skip' } });
  expect(skipping).toMatchObject({ status: 200, body: { waitlist: { policy: 'skip' } } });
  await eventually(async () => (await play.look(student)).status === 'offered');
  expect(await play.look(family)).toMatchObject({ status: 'waitlisted', position: 1 });

  const faulty = await play.change({ waitlist: { policy: 'accept-fewer' } });
  expect(faulty).toMatchObject({ status: 422, body: { errors: [{ pointer: '/waitlist/offerTtlSeconds' }] } });
  await play.change({ waitlist: { policy: 'accept-fewer', offerTtlSeconds: null } });
  const partly = await eventually(async () => {
    const seen = await play.look(family);
    return seen.granted === 1 && seen;
  });
  expect(partly).toMatchObject({ status: 'waitlisted', quantity: 4, position: 1 });
  await play.change({ waitlist: { policy: 'strict' } });
  expect(await play.change({ waitlist: { offerTtlSeconds: 60 } })).toMatchObject({ status: 422 });
  await play.givesBack(4);
  await eventually(async () => (await play.look(family)).status === 'confirmed');
  expect(await play.look(couple)).toMatchObject({ status: 'waitlisted', position: 1 });

  const terms = [
    { policy: 'strict', fromTurn: 1 },
    { policy: 'skip', fromTurn: 1 },
    { policy: 'accept-fewer', fromTurn: 2 },
    { policy: 'strict', fromTurn: 3 },
  ];
  expect((await play.shown()).waitlist).toMatchObject({ policy: 'strict', policies: terms });
  expect(await play.receipt(family)).toMatchObject({
    policies: terms,
    turns: [2, 3],
    items: [{ turn: 1, quantity: 1 }],
  });
  const { holds, findings } = await play.audit();
  expect(holds).toBe(true);
  const order = findings.find(({ guarantee }: { guarantee: string }) => guarantee === 'NoOvertaking');
  expect(order.evidence).toContain('under strict, then skip, then accept-fewer, then strict');
});

test('the limit is lowered: nobody leaves, and nobody joins until fewer wait', async () => {
  const play = await aPlay({ limit: 2 }, [1, 1]);
  const isFull = async (limit: number) => {
    const { status, body } = await play.asks();
    expect([status, body.code, body.limit]).toEqual([409, 'waitlist-full', limit]);
  };
  await isFull(2);
  expect((await play.change({ waitlist: { limit: 3 } })).body.waitlist).toMatchObject({ limit: 3 });
  const third = await play.waits(1);
  await isFull(3);

  await play.change({ waitlist: { limit: 1 } });
  const everybody = [...play.waiters, third];
  for (const [index, waiter] of everybody.entries())
    expect(await play.look(waiter)).toMatchObject({ status: 'waitlisted', position: index + 1 });
  await play.givesBack(2);
  await eventually(async () => (await play.shown()).availability.waiting === 1);
  await isFull(1);
  await play.givesBack(1);
  await eventually(async () => (await play.look(third)).status === 'confirmed');
  await play.waits(1);
  await isFull(1);
  expect((await play.audit()).holds).toBe(true);

  const refused = { status: 422, body: { errors: [{ pointer: '/waitlist/limit' }] } };
  const removed = await play.change({ waitlist: { limit: null } });
  expect(removed).toMatchObject(refused);
  expect(removed.body.errors[0].detail).toContain('cannot be removed');
  const unlimited = await aPlay({}, []);
  const stated = await unlimited.change({ waitlist: { limit: 5 } });
  expect(stated).toMatchObject(refused);
  expect(stated.body.errors[0].detail).toContain('created without a limit');
});
