/**
 * The buyers of an on-sale: when they arrive, what they request, and the answer each gets. A buyer repeats a
 * request that is answered 503 under the same Idempotency-Key, and one buyer in twenty sends it twice at the
 * same time.
 */
import { bookingIdFor } from '../../functions/domain/model/booking.ts';
import type { TypeCount } from '../../functions/domain/model/ticket-types.ts';
import type { RequestRecord } from '../../functions/domain/verify/request-record.ts';
import { recorded } from '../local/recorded-request.ts';
import type { TypedClient } from '../local/typed-client.ts';
import type { OnSaleOptions } from './options.ts';

/** `types`: of the tickets, if the event has types. */
export type Buyer = { id: string; token: string; quantity: number; types?: TypeCount[]; key: string };

/**
 * A buyer's request with its final status. `latencyMs` runs from the buyer's arrival to the final answer and
 * includes the wait for a connection and the repeats; `atMs` counts from the opening.
 */
export type Purchase = {
  buyer: Buyer;
  request: RequestRecord;
  status: number;
  latencyMs: number;
  atMs: number;
};

/**
 * The requests in each of the first seconds of an on-sale, relative to the busiest one: a crowd at the
 * opening, the peak in the second second, then a long tail at the last value.
 */
const PROFILE = [0.66, 1, 0.9, 0.8, 0.75, 0.72, 0.7, 0.68, 0.68, 0.66, 0.66, 0.64, 0.64];
const IMPATIENT_EVERY = 20;
const BUSY_REPEATS = 20;
const SECOND_MS = 1_000;
/** Buyers arrive in bursts, as many a second. */
const BURSTS_PER_SECOND = 4;

/** @returns the arrival of each buyer in ms from the opening, ascending. */
function arrivalTimes(buyers: number, peak: number | 'max'): number[] {
  if (peak === 'max') return Array.from({ length: buyers }, () => 0);
  const times: number[] = [];
  for (let second = 0; times.length < buyers; second += 1) {
    const share = PROFILE[Math.min(second, PROFILE.length - 1)] ?? 1;
    const count = Math.max(1, Math.round(share * peak));
    for (let n = 0; n < count; n += 1) {
      const burst = n % BURSTS_PER_SECOND;
      times.push(second * SECOND_MS + (burst * SECOND_MS) / BURSTS_PER_SECOND + Math.random() * 60);
    }
  }
  return times.sort((a, b) => a - b).slice(0, buyers);
}

/** Lets all buyers arrive and book. Calls `onAnswer` after each final answer. */
export async function sell(
  client: TypedClient,
  eventId: string,
  buyers: Buyer[],
  options: Pick<OnSaleOptions, 'peak' | 'connections'>,
  onAnswer: () => void,
): Promise<Purchase[]> {
  const opening = performance.now();
  const times = arrivalTimes(buyers.length, options.peak);
  const purchases: Purchase[] = [];
  let next = 0;
  const comeInTurn = async () => {
    for (;;) {
      const index = next;
      next += 1;
      const buyer = buyers[index];
      if (buyer === undefined) return;
      const due = times[index] ?? 0;
      const early = due - (performance.now() - opening);
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      const since = options.peak === 'max' ? performance.now() : opening + due;
      const bought = await buy(client, eventId, buyer, index % IMPATIENT_EVERY === 0);
      const now = performance.now();
      purchases.push({ buyer, ...bought, latencyMs: now - since, atMs: now - opening });
      onAnswer();
    }
  };
  await Promise.all(Array.from({ length: options.connections }, comeInTurn));
  return purchases;
}

async function buy(client: TypedClient, eventId: string, buyer: Buyer, isImpatient: boolean) {
  const { id, key, quantity, types, token } = buyer;
  const request: RequestRecord = {
    asked: { what: 'book', quantity, ...(types && { types }), onSoldOut: 'waitlist' },
    actorId: id,
    key,
    bookingId: bookingIdFor(eventId, id, key),
    sendings: [],
  };
  const body = types ? { types } : { quantity };
  const call = { path: { eventId }, token, body, idempotencyKey: key };
  const send = () => recorded(request, () => client.call('book-tickets', call));
  for (let repeat = 0; ; repeat += 1) {
    const [answer] = await Promise.all([send(), isImpatient ? send() : undefined]);
    if (answer.status !== 503 || repeat === BUSY_REPEATS) return { request, status: answer.status };
    await new Promise((resolve) => setTimeout(resolve, Number(answer.headers['retry-after']) * SECOND_MS));
  }
}

/** Cancels the first `count` confirmed bookings concurrently. @returns the records of the cancellations. */
export async function cancelSome(
  client: TypedClient,
  eventId: string,
  purchases: Purchase[],
  count: number,
): Promise<RequestRecord[]> {
  const chosen = purchases.filter(({ status }) => status === 201).slice(0, count);
  const cancels = chosen.map(async ({ buyer: { id, token, key }, request: { bookingId = '' } }) => {
    const request: RequestRecord = { asked: { what: 'cancel' }, actorId: id, key, bookingId, sendings: [] };
    const call = { path: { eventId, bookingId }, token, idempotencyKey: key };
    await recorded(request, () => client.call('cancel-booking', call));
    return request;
  });
  return Promise.all(cancels);
}
