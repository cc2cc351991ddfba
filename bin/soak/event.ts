/**
 * Plays one event of a soak, from its opening until the last customer is done: organizer, customers and
 * check-ins.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '../../functions/compose.ts';
import { type Person, personOf } from '../local/people.ts';
import type { Chance } from './chance.ts';
import { type Customer, live } from './customer.ts';
import { EventRecord } from './records.ts';
import { arrivalOf, type Scene } from './scenes.ts';
import type { Stage } from './tested-service.ts';
import { type Counts, Visitor } from './visitor.ts';

const LIMIT_PER_CUSTOMER = 6;

/** Creates an event and plays it. @throws when the event cannot be created. */
export async function playEvent(
  stage: Stage,
  scene: Scene,
  chance: Chance,
  counts: Counts,
): Promise<EventRecord> {
  const { customers } = stage.accounts;
  const organizer = await personOf(stage.accounts.organizer);
  const { id, token } = organizer;
  const { kind, capacity, waitlist } = scene;
  const record = new EventRecord(kind);
  const visitor = new Visitor(stage, chance.fork(), counts);
  const body = {
    name: `Soak: ${kind}`,
    startsAt: '2099-01-01T20:00:00Z',
    capacity,
    maxPerBooking: LIMIT_PER_CUSTOMER,
    maxPerCustomer: LIMIT_PER_CUSTOMER,
    waitlist,
    ...closingOf(scene),
  };
  const creation = { token, body, idempotencyKey: runtime.newId() };
  const created = record.add({ what: 'create-event', capacity }, id);
  const made = await visitor.ask(created, (client) => client.call('create-event', creation), {
    retriesUntilDone: true,
  });
  if (made?.status !== 201) throw new Error(`The event was refused: ${JSON.stringify(made?.body)}`);
  const eventId = made.body.id;
  record.eventId = eventId;

  const checkIn: Customer['checkIn'] = async (code, bookingId) => {
    const asked = { what: 'check-in' as const, ticket: 1 };
    const request = record.add(asked, id, { bookingId, key: bookingId });
    const call = { path: { eventId }, token, body: { ticket: code }, idempotencyKey: bookingId };
    const answer = await visitor.ask(request, (client) => client.call('check-in-ticket', call));
    if (answer?.status === 200) asked.ticket = answer.body.ticket ?? asked.ticket;
  };
  const leavesAt = performance.now() + scene.staysMs;
  const crowd = customers.slice(0, scene.customers).map(async (customer) => {
    const own = chance.fork();
    await sleep(arrivalOf(scene, own));
    await live({
      ...(await personOf(customer)),
      visitor: new Visitor(stage, own.fork(), counts),
      chance: own,
      scene,
      record,
      leavesAt,
      checkIn,
    });
  });
  await Promise.all([...crowd, raiseCapacity(visitor, record, organizer, scene, chance.fork())]);
  return record;
}

function closingOf({ salesLastMs }: Scene): { salesCloseAt?: string } {
  if (salesLastMs === undefined) return {};
  return { salesCloseAt: new Date(runtime.now() + salesLastMs).toISOString() };
}

/** Raises the capacity in two steps at random times during the sale. */
async function raiseCapacity(
  visitor: Visitor,
  record: EventRecord,
  { id, token }: Person,
  { capacity, raise, arrivalsMs }: Scene,
  chance: Chance,
): Promise<void> {
  const { eventId } = record;
  for (const raised of [capacity + Math.ceil(raise / 2), capacity + raise]) {
    await sleep(chance.next() * arrivalsMs);
    const request = record.add({ what: 'change-capacity', capacity: raised }, id);
    const call = { path: { eventId }, token, body: { capacity: raised } };
    await visitor.ask(request, (client) => client.call('change-event', call));
  }
}
