/** Offers over the API: accepted, declined, expired, and passed on to the next waiter. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

/**
 * A sold-out event of one ticket with offers, a holder who can cancel, and `waiting` people in its waitlist.
 */
async function aSoldOutEvent(waiting: number, fields: Record<string, unknown> = {}) {
  const { id, organizer } = await it.anEvent({ capacity: 1, waitlist: { offerTtlSeconds: 60 }, ...fields });
  const holder = await it.aPerson();
  const held = await it.book(holder, id);
  const waiters: { person: Person; bookingId: string }[] = [];
  for (let n = 0; n < waiting; n += 1) {
    const person = await it.aPerson();
    waiters.push({ person, bookingId: (await it.book(person, id)).body.id });
  }
  const cancelHeld = () => it.cancel(holder, id, held.body.id);
  return { id, organizer, waiters, cancelHeld };
}

type Waiter = { person: Person; bookingId: string };

const look = (id: string, { person, bookingId }: Waiter) =>
  it.call({ path: `/v1/events/${id}/bookings/${bookingId}`, token: person.token });

const untilStatus = (id: string, waiter: Waiter, status: string) =>
  eventually(async () => {
    const { body } = await look(id, waiter);
    return body.status === status && body;
  }, 10_000);

const answer = (id: string, { person, bookingId }: Waiter, verb: 'accept' | 'decline') =>
  it.call({ method: 'POST', path: `/v1/events/${id}/bookings/${bookingId}/${verb}`, token: person.token });

const theTwo = (waiters: Waiter[]): [Waiter, Waiter] => {
  const [first, second] = waiters;
  if (!first || !second) throw new Error('Fewer than two wait.');
  return [first, second];
};

test('without offers a waiter is confirmed at once', async () => {
  const { id, waiters, cancelHeld } = await aSoldOutEvent(1, { waitlist: {} });
  await cancelHeld();
  expect(await untilStatus(id, waiters[0] as Waiter, 'confirmed')).toMatchObject({ quantity: 1 });
});

test('the time of an offer stops in the quiet hours of the venue', async () => {
  const asTime = (instant: number) => new Date(instant).toISOString().slice(11, 16);
  const hour = 3_600_000;
  const quietHours = { from: asTime(Date.now() - hour), to: asTime(Date.now() + 2 * hour) };
  const { id, organizer, waiters, cancelHeld } = await aSoldOutEvent(1, {
    timeZone: 'UTC',
    waitlist: { offerTtlSeconds: 600, quietHours },
  });
  await cancelHeld();
  const { offerExpiresAt } = await untilStatus(id, waiters[0] as Waiter, 'offered');
  expect(asTime(Date.parse(offerExpiresAt) - 600_000)).toBe(quietHours.to);
  const { body } = await it.call({ path: `/v1/events/${id}/audit`, token: organizer.token });
  expect(body.findings).toContainEqual(expect.objectContaining({ guarantee: 'OnTime', holds: true }));

  const change = { waitlist: { quietHours: null }, timeZone: null };
  const changed = await it.call({
    method: 'PATCH',
    path: `/v1/events/${id}`,
    token: organizer.token,
    body: change,
  });
  expect(changed.body.waitlist).not.toHaveProperty('quietHours');
});

test('an offer that is not answered expires, and the next waiter is offered the ticket', async () => {
  const { id, waiters, cancelHeld } = await aSoldOutEvent(2, { waitlist: { offerTtlSeconds: 1 } });
  const [first, second] = theTwo(waiters);
  await cancelHeld();
  const offered = await untilStatus(id, first, 'offered');
  expect(Date.parse(offered.offerExpiresAt)).toBeGreaterThan(Date.now() - 2_000);
  await untilStatus(id, second, 'offered');
  expect((await look(id, first)).body).toMatchObject({ status: 'cancelled', quantity: 0 });
  expect(await answer(id, first, 'accept')).toMatchObject({ status: 410, body: { code: 'offer-expired' } });
});

test('an offer expires by the clock, also before the sweep has collected it', async () => {
  const { id, waiters, cancelHeld } = await aSoldOutEvent(1, { waitlist: { offerTtlSeconds: 1 } });
  const [only] = waiters as [Waiter];
  await cancelHeld();
  const { offerExpiresAt } = await untilStatus(id, only, 'offered');
  await eventually(async () => Date.now() >= Date.parse(offerExpiresAt));
  expect((await answer(id, only, 'accept')).status).toBe(410);
  expect((await look(id, only)).body.status).toBe('cancelled');
});

test('an accepted offer is confirmed, and a repeated acceptance changes nothing', async () => {
  const { id, waiters, cancelHeld } = await aSoldOutEvent(1);
  const [only] = waiters as [Waiter];
  await cancelHeld();
  await untilStatus(id, only, 'offered');
  expect(await answer(id, only, 'accept')).toMatchObject({
    status: 200,
    body: { status: 'confirmed', quantity: 1 },
  });
  expect(await answer(id, only, 'accept')).toMatchObject({ status: 200, body: { status: 'confirmed' } });
  expect(await answer(id, only, 'decline')).toMatchObject({ status: 409, body: { code: 'not-offered' } });
  expect((await it.cancel(only.person, id, only.bookingId)).status).toBe(200);
  for (const late of ['accept', 'decline'] as const) {
    expect(await answer(id, only, late)).toMatchObject({ status: 409, body: { code: 'already-cancelled' } });
  }
});

test('when an offer is declined, the next waiter is offered the ticket at once', async () => {
  const { id, waiters, cancelHeld } = await aSoldOutEvent(2);
  const [first, second] = theTwo(waiters);
  await cancelHeld();
  await untilStatus(id, first, 'offered');
  expect(await answer(id, first, 'decline')).toMatchObject({
    status: 200,
    body: { status: 'cancelled', quantity: 0 },
  });
  await untilStatus(id, second, 'offered');
  expect((await answer(id, first, 'decline')).status).toBe(200);
  expect(await answer(id, first, 'accept')).toMatchObject({
    status: 409,
    body: { code: 'already-cancelled' },
  });
});

test('only the owner of an offer can answer it', async () => {
  const { id, organizer, waiters, cancelHeld } = await aSoldOutEvent(1);
  const [only] = waiters as [Waiter];
  await cancelHeld();
  await untilStatus(id, only, 'offered');
  const stranger = await it.aPerson();
  expect((await answer(id, { ...only, person: stranger }, 'accept')).status).toBe(404);
  expect((await answer(id, { ...only, person: organizer }, 'accept')).status).toBe(404);
  expect((await answer(id, only, 'accept')).status).toBe(200);
});

test('an offer that is accepted and declined at once, four times each, is either accepted or declined', async () => {
  const { id, waiters, cancelHeld } = await aSoldOutEvent(1);
  const [only] = waiters as [Waiter];
  await cancelHeld();
  await untilStatus(id, only, 'offered');
  const answers = await Promise.all([
    ...Array.from({ length: 4 }, () => answer(id, only, 'accept')),
    ...Array.from({ length: 4 }, () => answer(id, only, 'decline')),
  ]);
  const accepted = answers.slice(0, 4).filter(({ status }) => status === 200).length;
  const declined = answers.slice(4).filter(({ status }) => status === 200).length;
  expect([accepted, declined]).toEqual(accepted > 0 ? [4, 0] : [0, 4]);
  expect((await look(id, only)).body.status).toBe(accepted > 0 ? 'confirmed' : 'cancelled');
});

test('a newcomer is confirmed at once while tickets are available, and not offered them', async () => {
  const { id, cancelHeld } = await aSoldOutEvent(1, { waitlist: { offerTtlSeconds: 60 } });
  await cancelHeld();
  const other = await it.anEvent({ capacity: 1, waitlist: { offerTtlSeconds: 60 } });
  const [a, b, c] = [await it.aPerson(), await it.aPerson(), await it.aPerson()];
  const held = await it.book(a, other.id);
  const waiting = await it.book(b, other.id);
  await it.cancel(b, other.id, waiting.body.id);
  await it.cancel(a, other.id, held.body.id);
  await eventually(
    async () => (await it.call({ path: `/v1/events/${other.id}` })).body.availability.available === 1,
  );
  expect(await it.book(c, other.id)).toMatchObject({ status: 201, body: { status: 'confirmed' } });
  expect(id).not.toBe(other.id);
});
