/** What customers do with their bookings and tickets, with an account and without one. */
import type { People } from '../people.ts';
import type { Stage } from '../stage.ts';
import { answered, holds, refused, type Steps } from '../steps.ts';
import { type Booked, linkMailed, mailed } from '../waiting.ts';
import { STARTS_AT } from './sale.ts';

const HOLDER = { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.org' };
const GUEST = { firstName: 'Hypatia', lastName: 'Alexandrina', email: 'hypatia@example.org' };

export async function bookings(stage: Stage, steps: Steps, people: People): Promise<void> {
  const { client } = stage;
  const { organizer, ada } = people;
  const booked = await steps.take('an event for guests, too, is created, and Ada books', async () => {
    const body = { name: 'Third night', startsAt: STARTS_AT, capacity: 10, allowGuests: true };
    const created = await client.call('create-event', { token: organizer.token, body });
    const eventId = answered(created, 201).id;
    const request = { path: { eventId }, token: ada.token, body: { quantity: 2 } };
    return { eventId, bookingId: answered(await client.call('book-tickets', request), 201).id };
  });
  await reading(stage, steps, people, booked);
  await tickets(stage, steps, people, booked);
  await guest(stage, steps, booked.eventId);
}

async function reading(
  { api, client }: Stage,
  steps: Steps,
  { organizer, ada }: People,
  path: Booked,
): Promise<void> {
  const { token } = ada;
  await steps.take('Ada lists her bookings, and reads the receipt', async () => {
    const [mine, receipt] = await Promise.all([
      client.call('list-my-bookings', { token }),
      client.call('read-receipt', { path, token }),
    ]);
    holds(
      answered(mine, 200).items.some(({ id }) => id === path.bookingId),
      'the list has the booking',
    );
    answered(receipt, 200);
  });
  await steps.take('the organizer lists the bookings, also as a table', async () => {
    const { eventId } = path;
    const [listed, table] = await Promise.all([
      client.call('list-bookings', { path: { eventId }, token: organizer.token }),
      api.call({
        path: `/v1/events/${eventId}/bookings`,
        token: organizer.token,
        headers: { accept: 'text/csv' },
      }),
    ]);
    holds(answered(listed, 200).items.length === 1, 'the list has one booking');
    holds(String(answered(table, 200)).includes(path.bookingId), 'the table has the booking');
  });
  await steps.take('no stream of updates is held open', async () => {
    refused(await client.call('read-booking-updates', { path, token }), 406, 'not-acceptable');
  });
}

async function tickets(stage: Stage, steps: Steps, { ada }: People, path: Booked): Promise<void> {
  const { api, client } = stage;
  const { token } = ada;
  const first = { ...path, number: '1' };
  await steps.take('the tickets are printed', async () => {
    const { eventId, bookingId } = path;
    const printed = await api.call({
      path: `/v1/events/${eventId}/bookings/${bookingId}/tickets`,
      token,
      headers: { accept: 'application/pdf' },
    });
    holds(printed.status === 200, `200, and not ${printed.status}`);
    holds(String(printed.body).startsWith('%PDF'), 'it is a PDF');
  });
  await steps.take('there are no passes for wallets without certificates', async () => {
    refused(await client.call('read-ticket-pass', { path: first, token }), 406, 'not-acceptable');
  });
  await steps.take('a ticket is named, then transferred, and mailed to its new holder', async () => {
    const { email, ...name } = HOLDER;
    answered(await client.call('name-ticket', { path: first, token, body: name }), 200);
    answered(await client.call('transfer-ticket', { path: first, token, body: HOLDER }), 200);
    await mailed(stage, email, 1);
  });
}

async function guest(stage: Stage, steps: Steps, eventId: string): Promise<void> {
  const { client } = stage;
  const bookingId = await steps.take('a guest books without an account', async () => {
    const body = { quantity: 1, attendee: GUEST };
    return answered(await client.call('book-tickets', { path: { eventId }, body }), 201).id;
  });
  const path = { eventId, bookingId };
  const token = await steps.take('the link that is mailed to the guest manages the booking', async () => {
    answered(await client.call('request-link', { path, body: {} }), 204);
    return linkMailed(stage, GUEST.email, /#[\w-]+\/[\w-]+\/(\S+)/);
  });
  await steps.take('the guest gives the ticket back, and is erased', async () => {
    answered(await client.call('cancel-booking', { path, token, body: {} }), 200);
    answered(await client.call('erase-booking', { path, token, body: {} }), 204);
  });
}
