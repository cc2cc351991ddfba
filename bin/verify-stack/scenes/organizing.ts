/** Running an event: changes, staff, announcements, and its cancellation. */
import { confirmAddress, makeOrganizer, type People } from '../people.ts';
import type { Stage } from '../stage.ts';
import { answered, holds, type Steps } from '../steps.ts';
import { linkMailed, reach } from '../waiting.ts';
import { STARTS_AT } from './sale.ts';

const CAPACITY = 2;
const RAISED = 3;

export async function organizing(stage: Stage, steps: Steps, people: People): Promise<void> {
  const { client } = stage;
  const { organizer, ada } = people;
  const { token } = organizer;
  const eventId = await steps.take('an event is created, copied, and changed', async () => {
    const body = { name: 'Fourth night', startsAt: STARTS_AT, capacity: CAPACITY };
    const { id } = answered(await client.call('create-event', { token, body }), 201);
    const path = { eventId: id };
    const copy = { startsAt: '2099-06-08T18:00:00Z' };
    answered(await client.call('copy-event', { path, token, body: copy }), 201);
    answered(await client.call('change-event', { path, token, body: { capacity: RAISED } }), 200);
    const { availability } = answered(await client.call('read-event', { path, token }), 200);
    holds(availability.capacity === RAISED, `${RAISED} tickets, and not ${availability.capacity}`);
    return id;
  });
  const path = { eventId };
  const bookingId = await steps.take(
    'Ada books, and the organizer sees the waitlist and its line',
    async () => {
      const request = { path, token: ada.token, body: { quantity: 1 } };
      const booked = answered(await client.call('book-tickets', request), 201);
      const [waitlist, line] = await Promise.all([
        client.call('read-waitlist', { path, token }),
        client.call('read-line', { path }),
      ]);
      answered(waitlist, 200);
      holds(answered(line, 200).waiting === 0, 'nobody waits');
      return booked.id;
    },
  );
  await announcements(stage, steps, people, eventId);
  await staff(stage, steps, people, eventId);
  await steps.take('the event is cancelled, and the booking with it', async () => {
    answered(await client.call('cancel-event', { path, token }), 202);
    await reach(stage, ada, { eventId, bookingId }, 'cancelled');
  });
}

async function announcements(
  stage: Stage,
  steps: Steps,
  { organizer, ada }: People,
  eventId: string,
): Promise<void> {
  const { client } = stage;
  const request = {
    path: { eventId },
    token: organizer.token,
    body: { subject: 'Doors', text: 'The doors open at six.', to: 'holders' as const },
  };
  await steps.take('an announcement is previewed, written and listed', async () => {
    answered(await client.call('preview-announcement', request), 200);
    answered(await client.call('write-announcement', request), 202);
    const { path, token } = request;
    const { items } = answered(await client.call('list-announcements', { path, token }), 200);
    holds(items.length === 1, `one announcement, and not ${items.length}`);
  });
  await steps.take('it is mailed to Ada, who unsubscribes by its link, and subscribes again', async () => {
    const link = await linkMailed(stage, ada.email, /unsubscribe\/([\w-]+\/[\w-]+\/[\w-]+)/);
    const [organizerId = '', addressId = '', token = ''] = link.split('/');
    const path = { organizerId, addressId, token };
    answered(await client.call('unsubscribe', { path }), 204);
    const after = answered(await client.call('read-unsubscription', { path }), 200);
    holds(JSON.stringify(after).includes('true'), 'the address is unsubscribed');
    answered(await client.call('subscribe-again', { path }), 204);
  });
}

async function staff(
  stage: Stage,
  steps: Steps,
  { admin, organizer, ben, cleo }: People,
  eventId: string,
): Promise<void> {
  const { client } = stage;
  const { token } = organizer;
  const path = { eventId };
  await steps.take('Ben becomes a manager, and Cleo stands at the door until she is removed', async () => {
    const appoint = (email: string, role: 'manager' | 'door') =>
      client.call('appoint-member', { path, token, body: { email, role } });
    await Promise.all([ben, cleo].map((member) => confirmAddress(stage, member)));
    answered(await appoint(ben.email, 'manager'), 200);
    answered(await appoint(cleo.email, 'door'), 200);
    answered(await client.call('remove-member', { path: { ...path, userId: cleo.id }, token }), 204);
    const { items } = answered(await client.call('list-staff', { path, token }), 200);
    holds(items.length === 2, `an owner and a manager, and not ${items.length}`);
  });
  await steps.take('the event is handed over to Ben, and back', async () => {
    await makeOrganizer(stage, admin, ben);
    const handOver = (from: string, userId: string) =>
      client.call('hand-over-event', { path, token: from, body: { userId } });
    answered(await handOver(token, ben.id), 200);
    answered(await handOver(ben.token, organizer.id), 200);
  });
}
