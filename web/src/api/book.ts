/**
 * Books once for each form that was sent. The key and the body of a request are stored before it is sent, until its answer
 * is: a reload, a second click, a lost connection and a closed tab all end in the same booking.
 */
import type { components } from '../../.generated/api';
import { readStored, writeStored } from '../parts/stored.ts';
import { api, newKey } from './client.ts';
import { isPassing, type Problem, problemOf, UNANSWERED } from './problems.ts';
import { solveChallenge } from './solve-challenge.ts';

export type Booking = components['schemas']['Booking'];
export type Order = {
  quantity: number;
  onSoldOut: 'waitlist' | 'reject';
  attendee?: { firstName: string; lastName: string; email: string };
};

/** A request that was sent, or is to be sent again. */
type Sent = { key: string; order: Order };

/** What is known of an order while it is on its way. */
export type Progress =
  | { kind: 'sending'; isRepeat: boolean }
  | { kind: 'waiting'; problem: Problem; seconds: number }
  | { kind: 'solving' };

const placeOf = (eventId: string) => `boxoffice.order.${eventId}`;

const RETRY_FIRST_SECONDS = 1;
const RETRY_MAX_SECONDS = 20;

/** @returns the order that was sent from this browser and has no answer yet. */
export const unansweredOrder = (eventId: string) => readStored(placeOf(eventId)) as Sent | undefined;

/**
 * Sends an order, or goes on with the one that has no answer, until the service accepts or refuses it.
 * @returns the booking, or why there is none.
 */
export async function sendOrder(
  eventId: string,
  order: Order,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<{ booking: Booking } | { problem: Problem }> {
  const earlier = unansweredOrder(eventId);
  const sent: Sent = earlier ?? { key: newKey(), order };
  writeStored(placeOf(eventId), sent);
  let challengeSolution: string | undefined;
  for (let tries = 0; ; tries += 1) {
    tell({ kind: 'sending', isRepeat: tries > 0 || earlier !== undefined });
    const answer = await post(eventId, sent, challengeSolution);
    if (answer?.data !== undefined) {
      writeStored(placeOf(eventId), undefined);
      return { booking: answer.data };
    }
    const problem = answer === undefined ? UNANSWERED : problemOf(answer);
    if (problem.challenge?.provider === 'proof-of-work' && challengeSolution === undefined) {
      tell({ kind: 'solving' });
      challengeSolution = await solveChallenge(problem.challenge);
      continue;
    }
    if (!isPassing(problem) && problem.status !== 429) {
      writeStored(placeOf(eventId), undefined);
      return { problem };
    }
    const backOff = Math.min(RETRY_FIRST_SECONDS * 2 ** tries, RETRY_MAX_SECONDS);
    const seconds = problem.retryAfterSeconds ?? backOff;
    tell({ kind: 'waiting', problem, seconds });
    await sleep(seconds, signal);
    if (signal.aborted) return { problem };
  }
}

function post(eventId: string, { key, order }: Sent, challengeSolution: string | undefined) {
  return api
    .POST('/v1/events/{eventId}/bookings', {
      params: { path: { eventId }, header: { 'Idempotency-Key': key } },
      body: { ...order, ...(challengeSolution !== undefined && { challengeSolution }) },
    })
    .catch(() => undefined);
}

/** Ends early when the browser is online again, or when the screen is left. */
function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    addEventListener('online', end, { once: true });
    signal.addEventListener('abort', end, { once: true });
  });
}
