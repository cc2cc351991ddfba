/** A sale from its draft to the door. */
import type { People } from '../people.ts';
import type { Stage } from '../stage.ts';
import { answered, holds, refused, type Steps } from '../steps.ts';
import { type Booked, mailed, reach } from '../waiting.ts';

export const STARTS_AT = '2099-06-01T18:00:00Z';

/** `booked`: Ada's tickets. `waiting`: Cleo's place in the waitlist. */
export type SoldOut = { eventId: string; booked: Booked; waiting: Booked };

/** Sells an event out, and gives back a ticket of it, which the queue takes to who waits. */
export async function sale(stage: Stage, steps: Steps, people: People): Promise<void> {
  const { client, command } = stage;
  const { organizer, cleo } = people;
  const { token } = organizer;
  const { eventId, booked, waiting } = await sellOut(stage, steps, people);
  const path = { eventId };
  await steps.take('a request that would not wait is refused', async () => {
    const body = { quantity: 1, onSoldOut: 'reject' as const };
    refused(await client.call('book-tickets', { path, token, body }), 409, 'sold-out');
  });
  await giveBack(stage, steps, people, booked);
  await steps.take('the queue promotes Cleo', () => reach(stage, cleo, waiting, 'confirmed'));
  await steps.take('the audit finds nothing wrong', async () => {
    const { findings } = answered(await client.call('audit-event', { path, token }), 200);
    const violated = findings.filter((finding) => finding.holds === false);
    holds(violated.length === 0, `no finding, and not ${JSON.stringify(violated)}`);
  });
  await steps.take('the command audit finds nothing wrong', () => command(['audit', '--event', eventId]));
  await door(stage, steps, people, { waiting, booked });
  await steps.take('Cleo is told by mail that she waits, and that she has a ticket', () =>
    mailed(stage, cleo.email, 2),
  );
}

/** Sells four tickets to two people, and lets a third one wait. */
export async function sellOut(
  { client }: Stage,
  steps: Steps,
  { organizer, ada, ben, cleo }: People,
): Promise<SoldOut> {
  const { token } = organizer;
  const eventId = await steps.take('an event is created as a draft', async () => {
    const body = { name: 'First night', startsAt: STARTS_AT, capacity: 4, isDraft: true };
    return answered(await client.call('create-event', { token, body }), 201).id;
  });
  const path = { eventId };
  await steps.take('the event is published, and listed', async () => {
    answered(await client.call('publish-event', { path, token, body: {} }), 200);
    // Without a token the list of the last second would do.
    const { items } = answered(await client.call('list-events', { token }), 200);
    holds(
      items.some(({ id }) => id === eventId),
      'the list has the event',
    );
  });
  const request = { path, token: ada.token, body: { quantity: 2 }, idempotencyKey: 'twice' };
  const booked = await steps.take('Ada books two tickets', async () =>
    answered(await client.call('book-tickets', request), 201),
  );
  await steps.take('a repeat with the same key is the same booking', async () => {
    const again = answered(await client.call('book-tickets', request), 201);
    holds(again.id === booked.id, 'the repeat has the same id');
  });
  const ofAda = { eventId, bookingId: booked.id };
  await steps.take('Ada adds a ticket', async () => {
    const reply = await client.call('add-tickets', { path: ofAda, token: ada.token, body: { quantity: 1 } });
    holds(answered(reply, 200).quantity === 3, 'three tickets');
  });
  await steps.take('Ben books the last ticket', async () =>
    answered(await client.call('book-tickets', { path, token: ben.token, body: { quantity: 1 } }), 201),
  );
  const waiting = await steps.take('Cleo waits, as the first', async () => {
    const reply = await client.call('book-tickets', { path, token: cleo.token, body: { quantity: 1 } });
    const waits = { eventId, bookingId: answered(reply, 202).id };
    const { position } = answered(await client.call('read-booking', { path: waits, token: cleo.token }), 200);
    holds(position === 1, `position 1, and not ${position}`);
    return waits;
  });
  return { eventId, booked: ofAda, waiting };
}

export function giveBack(
  { client }: Pick<Stage, 'client'>,
  steps: Steps,
  { ada }: People,
  path: Booked,
): Promise<void> {
  return steps.take('Ada gives one ticket back', async () => {
    const reply = await client.call('cancel-booking', { path, token: ada.token, body: { quantity: 1 } });
    holds(answered(reply, 200).quantity === 2, 'two tickets are left');
  });
}

async function door(
  { client }: Stage,
  steps: Steps,
  { organizer, ada, cleo }: People,
  { waiting, booked }: Pick<SoldOut, 'waiting' | 'booked'>,
): Promise<void> {
  const { token } = organizer;
  const path = { eventId: waiting.eventId };
  await steps.take('Cleo reads the code of the ticket', async () => {
    const reply = await client.call('read-ticket-code', {
      path: { ...waiting, number: '1' },
      token: cleo.token,
    });
    const code: unknown = answered(reply, 200);
    holds(typeof code === 'object' || typeof code === 'string', 'there is a code');
  });
  await steps.take('the ticket is checked in, and not twice', async () => {
    const body = { bookingId: waiting.bookingId };
    answered(await client.call('check-in-ticket', { path, token, body }), 200);
    const again = await client.call('check-in-ticket', { path, token, body });
    holds(again.status === 409, `409, and not ${again.status}`);
  });
  await steps.take('a scan made offline is handed in, with a code of Ada', async () => {
    answered(await client.call('read-ticket-key', { path }), 200);
    const of = await client.call('read-tickets', { path: booked, token: ada.token });
    const ticket = answered(of, 200).tickets[0]?.code ?? '';
    const body = { scans: [{ ticket, scannedAt: new Date().toISOString() }] };
    answered(await client.call('check-in-batch', { path, token, body }), 200);
  });
  const arrived = async () =>
    JSON.stringify(answered(await client.call('read-arrivals', { path, token }), 200));
  await steps.take('two have arrived, and one after a check-in is undone', async () => {
    const both = await arrived();
    holds(both.includes('2'), `two are counted, and not ${both}`);
    const body = { bookingId: waiting.bookingId, reason: 'the wrong door' };
    answered(await client.call('undo-check-in', { path, token, body }), 200);
    const one = await arrived();
    holds(one.includes('1'), `one is counted, and not ${one}`);
  });
}
