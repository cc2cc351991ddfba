/**
 * The buyers of an on-sale: when they come, what they ask for, and what each was told. A buyer keeps the key of the
 * request, repeats it when told that the service is busy, and one in twenty sends it twice out of impatience.
 */
import type { ReplyOf, TypedClient } from '../local/typed-client.ts';
import type { OnSaleOptions } from './options.ts';

export type Buyer = { id: string; token: string; quantity: number; key: string };

/** `latencyMs` from when the buyer came to the final answer, waiting for a connection and repeats included. */
export type Outcome = {
  buyer: Buyer;
  status: number;
  bookingId?: string;
  latencyMs: number;
  atMs: number;
  busyAnswers: number;
  repeatedAs?: string;
};

/**
 * Requests per second relative to the busiest second, for the first ones of an on-sale: everybody is there at the
 * opening, the second second is the worst, and the rest come in a long tail.
 */
const PROFILE = [0.66, 1, 0.9, 0.8, 0.75, 0.72, 0.7, 0.68, 0.68, 0.66, 0.66, 0.64, 0.64];
const IMPATIENT_EVERY = 20;
const BUSY_REPEATS = 20;
const SECOND_MS = 1_000;
/** Within a second people come in this many bursts. */
const BURSTS_PER_SECOND = 4;

/** When each buyer comes, in ms from the opening, in order. */
export function arrivalTimes(buyers: number, peak: number | 'max'): number[] {
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

/** Lets the buyers come and buy. `onOutcome` hears of each as it is settled. */
export async function sell(
  client: TypedClient,
  eventId: string,
  buyers: Buyer[],
  options: Pick<OnSaleOptions, 'peak' | 'connections'>,
  onOutcome: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const opening = performance.now();
  const times = arrivalTimes(buyers.length, options.peak);
  const outcomes: Outcome[] = [];
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
      const outcome = await buy(client, eventId, buyer, index % IMPATIENT_EVERY === 0);
      const now = performance.now();
      const settled = { ...outcome, latencyMs: now - since, atMs: now - opening };
      outcomes.push(settled);
      onOutcome(settled);
    }
  };
  await Promise.all(Array.from({ length: options.connections }, comeInTurn));
  return outcomes;
}

async function buy(client: TypedClient, eventId: string, buyer: Buyer, isImpatient: boolean) {
  let busyAnswers = 0;
  const send = () =>
    client.call('book-tickets', {
      path: { eventId },
      token: buyer.token,
      body: { quantity: buyer.quantity },
      idempotencyKey: buyer.key,
    });
  for (;;) {
    const [answer, second] = await Promise.all([send(), isImpatient ? send() : undefined]);
    if (answer.status === 503 && busyAnswers < BUSY_REPEATS) {
      busyAnswers += 1;
      await new Promise((resolve) => setTimeout(resolve, Number(answer.headers['retry-after']) * SECOND_MS));
      continue;
    }
    const bookingId = bookingIdIn(answer);
    const repeatedAs = second && bookingIdIn(second);
    return {
      buyer,
      status: answer.status,
      busyAnswers,
      ...(bookingId !== undefined && { bookingId }),
      ...(repeatedAs !== undefined && { repeatedAs }),
    };
  }
}

function bookingIdIn(answer: ReplyOf<'book-tickets'>): string | undefined {
  return answer.status === 201 || answer.status === 202 ? answer.body.id : undefined;
}
