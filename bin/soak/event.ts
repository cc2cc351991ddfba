/**
 * Plays one event of a soak, from its opening until the last customer is done: organizer, customers and
 * check-ins.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '../../functions/compose.ts';
import { personOf } from '../local/people.ts';
import type { Chance } from './chance.ts';
import { type Customer, live } from './customer.ts';
import type { EventRecord } from './records.ts';
import { arrivalOf, type Scene } from './scenes.ts';
import type { Stage } from './tested-service.ts';
import { type Counts, outcomeOf, Visitor } from './visitor.ts';

const LIMIT_PER_CUSTOMER = 6;

/** The record of an event, and its organizer's access token. */
export type Played = { record: EventRecord; token: string };

/** Creates an event and plays it. @throws when the event cannot be created. */
export async function playEvent(stage: Stage, scene: Scene, chance: Chance, counts: Counts): Promise<Played> {
  const { organizer, customers } = stage.accounts;
  const { token } = await personOf(organizer);
  const { kind, capacity, waitlist } = scene;
  const closing = closingOf(scene);
  const record: EventRecord = {
    eventId: '',
    kind,
    ...closing,
    capacity,
    maybeCapacity: [],
    wishes: [],
    oddAnswers: [],
  };
  const visitor = new Visitor(stage, chance.fork(), counts, record.oddAnswers);
  const body = {
    name: `Soak: ${kind}`,
    startsAt: '2099-01-01T20:00:00Z',
    capacity,
    maxPerBooking: LIMIT_PER_CUSTOMER,
    maxPerCustomer: LIMIT_PER_CUSTOMER,
    waitlist,
    ...closing,
  };
  const creation = { token, body, idempotencyKey: runtime.newId() };
  const made = await visitor.ask((client) => client.call('create-event', creation), {
    retriesUntilDone: true,
  });
  if (made?.status !== 201) throw new Error(`The event was refused: ${JSON.stringify(made?.body)}`);
  const eventId = made.body.id;
  record.eventId = eventId;

  const checkIn: Customer['checkIn'] = async (code, key) => {
    const request = { path: { eventId }, token, body: { ticket: code }, idempotencyKey: key };
    const answer = await visitor.ask((client) => client.call('check-in-ticket', request));
    return { outcome: outcomeOf(answer), ...(answer?.status === 200 && { ticket: answer.body.ticket }) };
  };
  const leavesAt = performance.now() + scene.staysMs;
  const crowd = customers.slice(0, scene.customers).map(async (customer) => {
    const own = chance.fork();
    await sleep(arrivalOf(scene, own));
    await live({
      ...(await personOf(customer)),
      visitor: new Visitor(stage, own.fork(), counts, record.oddAnswers),
      chance: own,
      scene,
      record,
      leavesAt,
      checkIn,
    });
  });
  await Promise.all([...crowd, raiseCapacity(visitor, record, token, scene, chance.fork())]);
  return { record, token };
}

function closingOf({ salesLastMs }: Scene): { salesCloseAt?: string } {
  if (salesLastMs === undefined) return {};
  return { salesCloseAt: new Date(runtime.now() + salesLastMs).toISOString() };
}

/** Raises the capacity in two steps at random times during the sale. */
async function raiseCapacity(
  visitor: Visitor,
  record: EventRecord,
  token: string,
  { raise, arrivalsMs }: Scene,
  chance: Chance,
): Promise<void> {
  const { eventId } = record;
  for (const capacity of [record.capacity + Math.ceil(raise / 2), record.capacity + raise]) {
    await sleep(chance.next() * arrivalsMs);
    record.maybeCapacity.push(capacity);
    const request = { path: { eventId }, token, body: { capacity } };
    const answer = await visitor.ask((client) => client.call('change-event', request));
    if (answer?.status !== 200 && answer?.status !== 202) continue;
    record.capacity = answer.body.capacity;
    record.maybeCapacity = [];
  }
}
