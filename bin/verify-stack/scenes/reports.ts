/** What the mail service reports about a mail that bounced, by the topic of the stack. */
import { reportBounce } from '../events.ts';
import type { Account, People } from '../people.ts';
import type { Stage } from '../stage.ts';
import { answered, holds, type Steps } from '../steps.ts';
import { type Booked, within } from '../waiting.ts';
import { STARTS_AT } from './sale.ts';

/** Creates an event with one ticket, which somebody books. */
export async function bookAlone(
  { client }: Pick<Stage, 'client'>,
  { organizer }: People,
  { token }: Account,
): Promise<Booked> {
  const body = { name: 'Sixth night', startsAt: STARTS_AT, capacity: 1 };
  const created = await client.call('create-event', { token: organizer.token, body });
  const eventId = answered(created, 201).id;
  const request = { path: { eventId }, token, body: { quantity: 1 } };
  return { eventId, bookingId: answered(await client.call('book-tickets', request), 201).id };
}

export async function reports(stage: Stage, steps: Steps, people: People): Promise<void> {
  const { client, emulator, waitsMs } = stage;
  const { organizer, ben } = people;
  const { token } = organizer;
  await steps.take('a bounce that is published to the topic is shown at the booking', async () => {
    const path = await bookAlone(stage, people, ben);
    const read = async () => answered(await client.call('read-booking', { path, token }), 200);
    // As on AWS, a report is about a mail that was sent.
    await within(waitsMs, async () => (await read()).notices?.some(({ outcome }) => outcome === 'sent'));
    await reportBounce(emulator, ben.email, path);
    const found = await within(waitsMs, async () => (await read()).undeliverable);
    holds(found === 'bounced', `bounced, and not ${found}`);
  });
}
