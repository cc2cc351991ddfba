/**
 * A customer of a soak: requests tickets, and then at random keeps them, cancels, waits, leaves the waitlist,
 * answers an offer or checks in. Records every request before it is sent, and its answer when it arrives.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { bookingIdFor } from '../../functions/domain/model/booking.ts';
import type { Chance } from './chance.ts';
import type { Act, EventRecord, Outcome, Wish } from './records.ts';
import type { Scene } from './scenes.ts';
import { outcomeOf, type Visitor } from './visitor.ts';

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
  checkIn: (code: string, key: string) => Promise<{ outcome: Outcome; ticket?: number }>;
};

/** Plays the customer from the first request until the last booking is settled or given up. */
export async function live(customer: Customer): Promise<void> {
  const { chance } = customer;
  const wishes = chance.happens(0.15) ? 2 : 1;
  for (let n = 0; n < wishes; n += 1) {
    const wish = await book(customer, n);
    if (wish.outcome !== 'acknowledged') continue;
    await follow(customer, wish);
    if (chance.happens(REPEATS)) await sendWish(customer, wish);
  }
}

async function book(customer: Customer, n: number): Promise<Wish> {
  const { id, chance, record } = customer;
  const wish: Wish = {
    customerId: id,
    key: `wish-${n}`,
    bookingId: bookingIdFor(record.eventId, id, `wish-${n}`),
    quantity: chance.between(1, QUANTITY_MOST),
    onSoldOut: chance.happens(0.15) ? 'reject' : 'waitlist',
    outcome: 'unknown',
    answers: [],
    sawConfirmed: false,
    acts: [],
  };
  record.wishes.push(wish);
  wish.outcome = outcomeOf(await sendWish(customer, wish));
  if (wish.outcome === 'acknowledged' && chance.happens(REPEATS)) await sendWish(customer, wish);
  return wish;
}

async function sendWish({ visitor, token, record }: Customer, wish: Wish) {
  const { key, quantity, onSoldOut, answers } = wish;
  const path = { eventId: record.eventId };
  const request = { path, token, body: { quantity, onSoldOut }, idempotencyKey: key };
  const answer = await visitor.ask((client) => client.call('book-tickets', request));
  if (answer?.status === 201 || answer?.status === 202)
    answers.push({ status: answer.status, id: answer.body.id, quantity: answer.body.quantity });
  return answer;
}

/**
 * Acts on an acknowledged booking until it is cancelled, its tickets are kept, or the customer stops waiting.
 */
async function follow(customer: Customer, wish: Wish): Promise<void> {
  const { chance, leavesAt } = customer;
  const patienceEndsAt = performance.now() + chance.next() * (leavesAt - performance.now()) * 2;
  for (;;) {
    const seen = await look(customer, wish);
    if (seen === undefined || seen.status === 'cancelled') return;
    if (seen.status === 'confirmed') {
      wish.sawConfirmed = true;
      return hold(customer, wish, seen.tickets);
    }
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

type Seen = { status: string; quantity: number; tickets: string[] };

async function look({ visitor, token, record }: Customer, wish: Wish): Promise<Seen | undefined> {
  const path = { eventId: record.eventId, bookingId: wish.bookingId };
  const read = visitor.ask((client) => client.call('read-booking', { path, token }), {
    retriesUntilDone: true,
  });
  const answer = await read;
  if (answer?.status === 200) {
    const { status, quantity, tickets = [] } = answer.body;
    return { status, quantity, tickets: tickets.map(({ code }) => code) };
  }
  record.oddAnswers.push(`${wish.bookingId} was acknowledged; reading it was answered ${answer?.status}`);
  return undefined;
}

/** Acts on confirmed tickets: may check one in, cancel one, or cancel all. */
async function hold(customer: Customer, wish: Wish, codes: string[]): Promise<void> {
  const { chance } = customer;
  await sleep(chance.next() * 3_000);
  const [code] = codes;
  if (code !== undefined && chance.happens(0.2)) await comeIn(customer, wish, code);
  if (wish.quantity > 1 && chance.happens(0.2)) await cancel(customer, wish, 1);
  if (chance.happens(0.25)) await cancel(customer, wish);
}

async function comeIn(customer: Customer, wish: Wish, code: string): Promise<void> {
  const act: Act = { what: 'check-in', ticket: 1, outcome: 'unknown' };
  wish.acts.push(act);
  const { outcome, ticket } = await customer.checkIn(code, wish.bookingId);
  act.outcome = outcome;
  act.ticket = ticket ?? act.ticket;
}

/** Cancels `quantity` tickets; without it, all remaining ones. */
async function cancel(
  { visitor, token, record }: Customer,
  wish: Wish,
  quantity: number | undefined = undefined,
): Promise<void> {
  const part = quantity === undefined ? {} : { quantity };
  const act: Act = { what: 'cancel', ...part, outcome: 'unknown' };
  const idempotencyKey = `cancel-${wish.acts.length}`;
  wish.acts.push(act);
  const path = { eventId: record.eventId, bookingId: wish.bookingId };
  const request = { path, token, body: part, idempotencyKey };
  act.outcome = outcomeOf(await visitor.ask((client) => client.call('cancel-booking', request)));
}

/** Accepts, declines, or, one time in six, lets the offer expire. @returns true if the offer was accepted. */
async function answerOffer({ visitor, token, record, chance }: Customer, wish: Wish): Promise<boolean> {
  if (chance.happens(1 / 6)) return false;
  const what = chance.happens(0.7) ? ('accept' as const) : ('decline' as const);
  const act: Act = { what, outcome: 'unknown' };
  wish.acts.push(act);
  const path = { eventId: record.eventId, bookingId: wish.bookingId };
  const request = { path, token, body: {} };
  const answer = visitor.ask((client) =>
    what === 'accept' ? client.call('accept-offer', request) : client.call('decline-offer', request),
  );
  act.outcome = outcomeOf(await answer);
  return what === 'accept' && act.outcome === 'acknowledged';
}
