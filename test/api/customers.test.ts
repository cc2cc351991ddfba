/** The account behind a booking: shown to the organizer, and to nobody else. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Contact } from '../../functions/domain/model/user.ts';
import { aService, type Person, removeAccount, type TestService } from '../kit/service.ts';
import { expectProblem, readBooking } from './answers.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const list = (eventId: string, { token }: Person) =>
  it.call({ path: `/v1/events/${eventId}/bookings`, token });

type Shown = { quantity: number; customer?: Contact; attendee?: object };

const shownPeople = ({ quantity, customer, attendee }: Shown) =>
  [quantity, { ...(customer && { customer }), ...(attendee && { attendee }) }] as const;

test('an organizer sees the account of each booking, and the attendee if one was stated', async () => {
  const event = await it.anEvent({ allowGuests: true });
  const [grace, edsger] = [await it.anAccount({ name: 'Grace' }), await it.anAccount({ name: 'Edsger' })];
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
  await it.book(grace, event.id);
  await it.book(grace, event.id, { quantity: 2, attendee });
  await it.book(edsger, event.id, { quantity: 3 });
  await it.call({ path: `/v1/events/${event.id}/bookings`, body: { quantity: 4, attendee } });
  const gone = await it.aPerson();
  await it.book(gone, event.id, { quantity: 5 });
  await removeAccount(gone);
  const contact = ({ name, email }: Contact) => ({ name, email });
  const expected = new Map([
    [1, { customer: contact(grace) }],
    [2, { customer: contact(grace), attendee }],
    [3, { customer: contact(edsger) }],
    [4, { attendee }],
    [5, {}],
  ]);
  for (const person of [event.organizer, await it.aPerson('admin')]) {
    const { items } = (await list(event.id, person)).body;
    expect(new Map(items.map(shownPeople))).toEqual(expected);
    for (const { id, quantity } of items) {
      const one = (await readBooking(it, person, event.id, id)).body;
      expect(shownPeople(one)[1]).toEqual(expected.get(quantity));
    }
  }
});

test('nobody but the organizer and admins sees the account of a booking, not even its owner', async () => {
  const event = await it.anEvent();
  const grace = await it.anAccount();
  const { body } = await it.book(grace, event.id);
  const own = [
    body,
    (await readBooking(it, grace, event.id, body.id)).body,
    (await it.call({ path: '/v1/bookings', token: grace.token })).body.items[0],
    (await it.cancel(grace, event.id, body.id)).body,
  ];
  for (const shown of own) expect(shown).not.toHaveProperty('customer');
  const stranger = await it.aPerson('organizer');
  expectProblem(await readBooking(it, stranger, event.id, body.id), 404, 'not-found');
});

test('a list holds no more of an account than its name and address', async () => {
  const event = await it.anEvent();
  await it.book(await it.anAccount({ passwordHash: 'secret hash' }), event.id);
  const { items } = (await list(event.id, event.organizer)).body;
  expect(Object.keys(items[0].customer).sort()).toEqual(['email', 'name']);
  expect(JSON.stringify(items)).not.toMatch(/secret|passwordHash|role/);
});
