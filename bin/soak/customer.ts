/**
 * A customer of a soak: requests tickets, and then at random keeps them, cancels, waits, leaves the waitlist,
 * answers an offer or checks in.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { bookingIdFor } from '../../functions/domain/model/booking.ts';
import { isDone, type RequestRecord } from '../../functions/domain/verify/request-record.ts';
import type { Chance } from './chance.ts';
import type { EventRecord } from './records.ts';
import type { Scene } from './scenes.ts';
import type { Visitor } from './visitor.ts';

const LOOK_INTERVAL_MS = 1_200;
const QUANTITY_MOST = 3;
/** The probability that an answered request is repeated: right after its answer, and again at the end. */
const REPEATS = 0.15;

/** `checkIn` checks a ticket in as the organizer; `leavesAt` (`performance.now()`) ends all waiting. */
export type Customer = {
  id: string;
  token: string;
  visitor: Visitor;
  chance: Chance;
  scene: Scene;
  record: EventRecord;
  leavesAt: number;
  checkIn: (code: string, bookingId: string) => Promise<void>;
};

/** A booking that was asked for. `repeat` sends the request again, and says whether it is acknowledged. */
type Wish = { bookingId: string; quantity: number; repeat: () => Promise<boolean> };

/** Plays the customer from the first request until the last booking is settled or given up. */
export async function live(customer: Customer): Promise<void> {
  const { chance } = customer;
  const wishes = chance.happens(0.15) ? 2 : 1;
  for (let n = 0; n < wishes; n += 1) {
    const wish = wishFor(customer, `wish-${n}`);
    const isAcknowledged = await wish.repeat();
    if (isAcknowledged && chance.happens(REPEATS)) await wish.repeat();
    if (!isAcknowledged) continue;
    await follow(customer, wish);
    if (chance.happens(REPEATS)) await wish.repeat();
  }
}

function wishFor({ id, token, visitor, chance, record }: Customer, key: string): Wish {
  const { eventId } = record;
  const bookingId = bookingIdFor(eventId, id, key);
  const quantity = chance.between(1, QUANTITY_MOST);
  const onSoldOut = chance.happens(0.15) ? 'reject' : 'waitlist';
  const request = record.add({ what: 'book', quantity, onSoldOut }, id, { bookingId, key });
  const call = { path: { eventId }, token, body: { quantity, onSoldOut }, idempotencyKey: key } as const;
  const repeat = async () => {
    await visitor.ask(request, (client) => client.call('book-tickets', call));
    return request.sendings.some(isDone);
  };
  return { bookingId, quantity, repeat };
}

/**
 * Acts on an acknowledged booking until it is cancelled, its tickets are kept, or the customer stops waiting.
 */
async function follow(customer: Customer, wish: Wish): Promise<void> {
  const { id, chance, leavesAt, record } = customer;
  const patienceEndsAt = performance.now() + chance.next() * (leavesAt - performance.now()) * 2;
  const looks = record.add({ what: 'look' }, id, { bookingId: wish.bookingId });
  for (;;) {
    const seen = await look(customer, looks, wish);
    if (seen === undefined || seen.status === 'cancelled') return;
    if (seen.status === 'confirmed') return hold(customer, wish, seen.tickets);
    if (seen.status === 'offered') {
      const isAccepted = await answerOffer(customer, wish);
      if (!isAccepted) return;
      continue;
    }
    if (performance.now() > Math.min(patienceEndsAt, leavesAt)) {
      if (chance.happens(0.7)) await cancel(customer, wish);
      return;
    }
    await sleep(LOOK_INTERVAL_MS * (0.5 + chance.next()));
  }
}

/** `tickets`: those whose code the customer may see. */
type Seen = { status: string; tickets: SeenTicket[] };

type SeenTicket = { number: number; code: string };

async function look(
  { visitor, token, record }: Customer,
  looks: RequestRecord,
  { bookingId }: Wish,
): Promise<Seen | undefined> {
  const path = { eventId: record.eventId, bookingId };
  const read = visitor.ask(looks, (client) => client.call('read-booking', { path, token }), {
    retriesUntilDone: true,
  });
  const answer = await read;
  if (answer?.status !== 200) return undefined;
  const { status, tickets = [] } = answer.body;
  return {
    status,
    tickets: tickets.flatMap(({ number, code }) => (code === undefined ? [] : { number, code })),
  };
}

/** Acts on confirmed tickets: may check one in, cancel one, whichever or the last, or cancel all. */
async function hold(customer: Customer, wish: Wish, tickets: SeenTicket[]): Promise<void> {
  const { chance } = customer;
  await sleep(chance.next() * 3_000);
  const [first, last] = [tickets[0], tickets.at(-1)];
  if (first !== undefined && chance.happens(0.2)) await customer.checkIn(first.code, wish.bookingId);
  if (wish.quantity > 1 && chance.happens(0.2)) {
    const isNamed = last !== undefined && chance.happens(0.5);
    await cancel(customer, wish, isNamed ? { tickets: [last.number] } : { quantity: 1 });
  }
  if (chance.happens(0.25)) await cancel(customer, wish);
}

/** Cancels a part of the tickets; without it, all remaining ones. */
async function cancel(
  { id, visitor, token, record }: Customer,
  { bookingId }: Wish,
  part: { quantity?: number; tickets?: number[] } = {},
): Promise<void> {
  const key = Object.keys(part).length === 0 ? 'cancel-all' : 'cancel-one';
  const request = record.add({ what: 'cancel', ...part }, id, { bookingId, key });
  const path = { eventId: record.eventId, bookingId };
  const call = { path, token, body: part, idempotencyKey: key };
  await visitor.ask(request, (client) => client.call('cancel-booking', call));
}

/** Accepts, declines, or, one time in six, lets the offer expire. @returns true if the offer was accepted. */
async function answerOffer(
  { id, visitor, token, record, chance }: Customer,
  { bookingId }: Wish,
): Promise<boolean> {
  if (chance.happens(1 / 6)) return false;
  const what = chance.happens(0.7) ? ('accept' as const) : ('decline' as const);
  const request = record.add({ what }, id, { bookingId });
  const call = { path: { eventId: record.eventId, bookingId }, token, body: {} };
  await visitor.ask(request, (client) =>
    what === 'accept' ? client.call('accept-offer', call) : client.call('decline-offer', call),
  );
  return what === 'accept' && request.sendings.some(isDone);
}
