/** Offers of released tickets: accepted, and declined. */
import type { Account, People } from '../people.ts';
import type { Stage } from '../stage.ts';
import { answered, holds, type Steps } from '../steps.ts';
import { type Booked, reach } from '../waiting.ts';
import { STARTS_AT } from './sale.ts';

const OFFER_TTL_SECONDS = 600;
const ONE = { quantity: 1 };

/** An event that offers released tickets for a time. */
export async function offer(
  stage: Stage,
  steps: Steps,
  { organizer, ada, ben, cleo }: People,
): Promise<void> {
  const { client } = stage;
  const body = {
    name: 'Second night',
    startsAt: STARTS_AT,
    capacity: 1,
    waitlist: { offerTtlSeconds: OFFER_TTL_SECONDS },
  };
  const eventId = await steps.take(
    'an event with offers is created',
    async () => answered(await client.call('create-event', { token: organizer.token, body }), 201).id,
  );
  const path = { eventId };
  const held = answered(await client.call('book-tickets', { path, token: ada.token, body: ONE }), 201);
  const join = async ({ token }: Account): Promise<Booked> => ({
    eventId,
    bookingId: answered(await client.call('book-tickets', { path, token, body: ONE }), 202).id,
  });
  const ofBen = await join(ben);
  const ofCleo = await join(cleo);
  const giveBack = async ({ token }: Account, of: Booked) =>
    answered(await client.call('cancel-booking', { path: of, token, body: {} }), 200);
  await steps.take('a ticket is given back, and offered to Ben', async () => {
    await giveBack(ada, { eventId, bookingId: held.id });
    await reach(stage, ben, ofBen, 'offered');
  });
  await steps.take('Ben accepts', async () => {
    const reply = await client.call('accept-offer', { path: ofBen, token: ben.token, body: {} });
    holds(answered(reply, 200).status === 'confirmed', 'the booking is confirmed');
  });
  await steps.take('Ben gives it back, and Cleo declines it', async () => {
    await giveBack(ben, ofBen);
    await reach(stage, cleo, ofCleo, 'offered');
    const reply = await client.call('decline-offer', { path: ofCleo, token: cleo.token, body: {} });
    holds(answered(reply, 200).status === 'cancelled', 'the booking is cancelled');
  });
}
