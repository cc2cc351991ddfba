/** Ada does not read her mail: what becomes of her place over the API, with no request of hers, by the clock and the sweep. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { receiptFaults } from '../../functions/domain/bookings/receipt.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type Waiter = { person: Person; id: string };

test('whoever lets an offer lapse twice goes to the end of the waitlist, and the third time loses the place', async () => {
  const event = await it.anEvent({
    capacity: 1,
    waitlist: { offerTtlSeconds: 1, lapsedOffer: 'wait-again' },
  });
  const bookings = `/v1/events/${event.id}/bookings`;
  const look = async ({ person, id }: Waiter) =>
    (await it.call({ path: `${bookings}/${id}`, token: person.token })).body;
  const history = async ({ id }: Waiter) =>
    (await it.call({ path: `${bookings}/${id}`, token: event.organizer.token })).body.history;
  const lapses = async (waiter: Waiter) =>
    (await history(waiter)).filter(({ what }: { what: string }) => what === 'lapsed');
  const answer = ({ person, id }: Waiter, verb: 'accept' | 'decline') =>
    it.call({ method: 'POST', path: `${bookings}/${id}/${verb}`, token: person.token });
  const until = (waiter: Waiter, status: string) =>
    eventually(async () => {
      const body = await look(waiter);
      return body.status === status && body;
    }, 20_000);

  // Max has the only ticket. Ada waits, then Bob. Max cannot come.
  const max = await it.aPerson();
  const held = await it.book(max, event.id);
  const waits = async (): Promise<Waiter> => {
    const person = await it.aPerson();
    return { person, id: (await it.book(person, event.id)).body.id };
  };
  const ada = await waits();
  const bob = await waits();
  await it.cancel(max, event.id, held.body.id);

  // Ada is offered the ticket, and is told what follows. She sleeps: she keeps her place and is offered it again.
  expect(await until(ada, 'offered')).toMatchObject({ ifUnanswered: 'keeps-place' });
  await eventually(async () => (await lapses(ada)).length === 1, 20_000);
  expect(await look(bob)).toMatchObject({ status: 'waitlisted' });
  expect(await until(ada, 'offered')).toMatchObject({ ifUnanswered: 'moves-to-end' });

  // She sleeps on. From the instant on the offer is void, and she waits, not cancelled; then Bob gets the ticket.
  await eventually(async () => (await look(ada)).status === 'waitlisted', 20_000);
  expect(await answer(ada, 'accept')).toMatchObject({ status: 410, body: { code: 'offer-expired' } });
  const moved = await look(ada);
  expect(moved).toMatchObject({ status: 'waitlisted', quantity: 1, position: expect.any(Number) });
  expect(moved).not.toHaveProperty('endedBecause');
  await until(bob, 'offered');
  expect((await lapses(ada))[1]).toMatchObject({ earlierArrival: moved.createdAt });
  const list = async (status: string) => {
    const path = `${bookings}?status=${status}`;
    const { items } = (await it.call({ path, token: event.organizer.token })).body;
    return items.map(({ id }: { id: string }) => id);
  };
  const cay = await waits();
  expect(await list('waitlisted')).toEqual([ada.id, cay.id]);
  expect(await list('cancelled')).toEqual([held.body.id]);

  // Bob declines. Ada is at the end, but nobody was there before her; her third offer is the last one.
  expect((await answer(bob, 'decline')).status).toBe(200);
  expect(await until(ada, 'offered')).not.toHaveProperty('ifUnanswered');
  expect(await until(ada, 'cancelled')).toMatchObject({ endedBecause: 'offer-ran-out' });
  await until(cay, 'offered');
  expect((await answer(cay, 'accept')).status).toBe(200);

  // The receipt of Cay shows Ada's last turn by the arrival that counted, and the audit finds no fault.
  const receipt = await it.call({ path: `${bookings}/${cay.id}/receipt`, token: cay.person.token });
  expect(receipt.body.items).toHaveLength(4);
  expect(receipt.body.items[3]).toMatchObject({ movedTo: expect.any(String) });
  expect(receiptFaults(receipt.body, receipt.body.items)).toEqual([]);
  const own = await it.call({ path: `${bookings}/${ada.id}/receipt`, token: ada.person.token });
  expect(own.body).toMatchObject({ turns: [1, 2, 4], lapsed: [{ turn: 1 }, { turn: 2 }], isServed: true });
  const audit = await it.call({ path: `/v1/events/${event.id}/audit`, token: event.organizer.token });
  expect(audit.body.findings.filter(({ holds }: { holds: boolean | null }) => holds === false)).toEqual([]);
});
