/** The sale of a demonstration: it opens, sells out, people wait, some cancel, and the first who wait get their tickets. */
import { randomUUID } from 'node:crypto';
import type { TypedClient } from '../local/typed-client.ts';
import { nameOf } from './names.ts';
import { eachSecond } from './progress.ts';

/** `tickets`, `crowd` and `cancellations` are counts; everybody of the crowd asks for one ticket. */
export type DemoPlan = {
  tickets: number;
  crowd: number;
  cancellations: number;
  opensInSeconds: number;
  bookingsPerSecond: number;
  cancellationsPerSecond: number;
  pauseSeconds: number;
};

/** `url`: of the service. `token`: of an admin. */
export type Stage = {
  client: TypedClient;
  token: string;
  url: string;
  plan: DemoPlan;
  say: (line: string) => void;
};

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
const BUSY_REPEATS = 10;
const PROMOTIONS_TIMEOUT_MS = 15_000;
const LOOK_MS = 300;

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * SECOND_MS));

/** @throws an error that says what to do when the service refuses something, or does not answer. */
export async function runSale(stage: Stage): Promise<void> {
  const { plan, say, url } = stage;
  const eventId = await makeEvent(stage);
  say(`Watch it on ${url}/events/${eventId}\nThe sale opens in ${plan.opensInSeconds} s.`);
  const progress = eachSecond(stage, eventId);
  try {
    await seconds(plan.opensInSeconds);
    const booked = await fillSale(stage, eventId);
    await seconds(plan.pauseSeconds);
    for (const bookingId of booked.slice(0, plan.cancellations))
      await Promise.all([cancel(stage, eventId, bookingId), seconds(1 / plan.cancellationsPerSecond)]);
    await untilPromoted(stage, eventId);
  } finally {
    await progress.stop();
  }
  const waiting = plan.crowd - plan.tickets;
  say(
    `Done: ${plan.tickets} tickets sold, ${waiting} people waited, ${plan.cancellations} gave theirs back, and the first ${plan.cancellations} of the waitlist have them now.`,
  );
}

async function makeEvent({ client, token, plan }: Stage): Promise<string> {
  const now = Date.now();
  const body = {
    name: `Demonstration of ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')}`,
    description: 'A crowd of npm run demo books this event.',
    venue: 'Town hall',
    startsAt: new Date(now + DAY_MS).toISOString(),
    salesOpenAt: new Date(now + plan.opensInSeconds * SECOND_MS).toISOString(),
    capacity: plan.tickets,
    allowGuests: true,
  };
  const answer = await client.call('create-event', { token, body, idempotencyKey: randomUUID() });
  if (answer.status === 201) return answer.body.id;
  throw new Error(`The event was not made: ${answer.body.detail ?? answer.body.title}`);
}

/** @returns the ids of the bookings with tickets, in the order in which they were made. */
async function fillSale(stage: Stage, eventId: string): Promise<string[]> {
  const booked: string[] = [];
  for (let index = 0; index < stage.plan.crowd; index += 1) {
    const [id] = await Promise.all([book(stage, eventId, index), seconds(1 / stage.plan.bookingsPerSecond)]);
    if (id !== undefined) booked.push(id);
  }
  return booked;
}

/** @returns the id of the booking, undefined if it waits. */
async function book({ client, token }: Stage, eventId: string, index: number): Promise<string | undefined> {
  const body = { quantity: 1, attendee: nameOf(index), reason: 'Demonstration' };
  const call = { path: { eventId }, token, body, idempotencyKey: randomUUID() };
  for (let repeat = 0; ; repeat += 1) {
    const answer = await client.call('book-tickets', call);
    if (answer.status === 201) return answer.body.id;
    if (answer.status === 202) return undefined;
    const retryAfter = Number(answer.headers['retry-after']);
    if (answer.status === 429)
      throw new Error(
        `The service admits no more bookings of this account for now (${retryAfter} s for the next). Run the demo again in ten minutes, or start the service with RATE_LIMITS=off npm start`,
      );
    if (answer.status !== 503 || repeat === BUSY_REPEATS)
      throw new Error(`A booking was refused: ${answer.body.detail ?? answer.body.title}`);
    await seconds(retryAfter);
  }
}

async function cancel({ client, token }: Stage, eventId: string, bookingId: string): Promise<void> {
  const path = { eventId, bookingId };
  const body = { reason: 'Demonstration' };
  const answer = await client.call('cancel-booking', { path, token, body, idempotencyKey: randomUUID() });
  if (answer.status === 200) return;
  throw new Error(`A cancellation was refused: ${answer.body.detail ?? answer.body.title}`);
}

/** Waits until those who wait have the tickets that came back. @throws if they do not get them in time. */
async function untilPromoted({ client, token, plan }: Stage, eventId: string): Promise<void> {
  const waiting = plan.crowd - plan.tickets - plan.cancellations;
  const deadline = Date.now() + PROMOTIONS_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const answer = await client.call('read-event', { path: { eventId }, token });
    if (answer.status === 200 && answer.body.availability.waiting <= waiting) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error('The first of the waitlist did not get the tickets that came back within 15 s.');
}
