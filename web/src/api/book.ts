/**
 * Books once for each form that was sent. The key and the body of a request are stored before it is sent, until its answer
 * is: a reload, a second click, a lost connection and a closed tab all end in the same booking.
 */
import type { components } from '../../.generated/api';
import { writeStored } from '../parts/stored.ts';
import type { Wanted } from '../parts/ticket-types.ts';
import { api, apiWithoutSession, newKey } from './client.ts';
import { mayPass, type Problem } from './problems.ts';
import {
  ATTENDEE_DRAFT,
  forgetAnsweredOrders,
  keepOrder,
  RELOAD_MS,
  type Sent,
  sentOrder,
} from './sent-orders.ts';
import { session } from './session.ts';
import { solveChallenge } from './solve-challenge.ts';
import { type Outcome, type Progress, untilAnswered } from './until-answered.ts';

export type Booking = components['schemas']['Booking'];
export type OnSoldOut = 'waitlist' | 'reject';
export type Order = Wanted & {
  onSoldOut: OnSoldOut;
  attendee?: { firstName: string; lastName: string; email: string };
};

type Challenge = NonNullable<Problem['challenge']>;
/** A challenge that the visitor solves, in the widget of a service. */
export type WidgetChallenge = Exclude<Challenge, { provider: 'proof-of-work' }>;

/**
 * What is known of an order while it is on its way. `asking`: the visitor has a challenge to solve, whose solution `solved` takes;
 * `wasRefused`: the one before was not accepted.
 */
export type OrderProgress =
  | Progress
  | { kind: 'solving' }
  | {
      kind: 'asking';
      challenge: WidgetChallenge;
      wasRefused: boolean;
      solved: (solution: string) => void;
    };

/** Where this browser keeps what is chosen for an order that was not sent yet. */
export const draftPlaceOf = (eventId: string) => `boxoffice.draft.${eventId}`;

/**
 * @returns the order that was sent from this browser and has no answer yet. That of an account is nobody else's; a guest may
 *   have logged in meanwhile.
 */
export function unansweredOrder(eventId: string): Sent | undefined {
  const sent = sentOrder(eventId);
  const isOwn = sent?.userId === undefined || sent.userId === session.value?.user.id;
  return isOwn && sent?.answeredAt === undefined ? sent : undefined;
}

/**
 * For a screen that is opened: an order that was answered a moment ago counts as unanswered. Its repeat shows the booking,
 * and not an empty form that invites to book again.
 */
export function orderToRepeat(eventId: string): Sent | undefined {
  forgetAnsweredOrders();
  const sent = sentOrder(eventId);
  if (sent?.answeredAt !== undefined)
    keepOrder(eventId, { ...sent, answeredAt: undefined, wasAnswered: true });
  return unansweredOrder(eventId);
}

/**
 * Sends an order, or goes on with the one that has no answer, until the service accepts or refuses it.
 * @returns the booking, or why there is none.
 */
export async function sendOrder(
  eventId: string,
  order: Order,
  tell: (progress: OrderProgress) => void,
  signal: AbortSignal,
): Promise<Outcome<Booking>> {
  const earlier = unansweredOrder(eventId);
  const sent: Sent = earlier ?? { key: newKey(), order, userId: session.value?.user.id };
  keepOrder(eventId, sent);
  const isAnswerLost = earlier !== undefined && earlier.wasAnswered !== true;
  const tellOn = (progress: Progress) =>
    tell(progress.kind === 'sending' && isAnswerLost ? { ...progress, isRepeat: true } : progress);
  const sendWith = (solution?: string) => untilAnswered(() => post(eventId, sent, solution), tellOn, signal);
  let outcome = await sendWith();
  for (let solved = 0; 'problem' in outcome && outcome.problem.challenge !== undefined; solved += 1) {
    const solution = await solutionOf(outcome.problem.challenge, solved > 0, tell, signal);
    if (solution === undefined) break;
    outcome = await sendWith(solution);
  }
  if ('data' in outcome) {
    for (const draft of [draftPlaceOf(eventId), ATTENDEE_DRAFT]) writeStored(draft, undefined);
    keepOrder(eventId, { ...sent, answeredAt: Date.now() });
    setTimeout(forgetAnsweredOrders, RELOAD_MS);
  } else if (!mayPass(outcome.problem)) keepOrder(eventId, undefined);
  return outcome;
}

/** @returns the solution of a challenge; undefined if there is none: the screen was left, or one that was computed was refused. */
async function solutionOf(
  challenge: Challenge,
  wasRefused: boolean,
  tell: (progress: OrderProgress) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  if (challenge.provider !== 'proof-of-work')
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
      tell({ kind: 'asking', challenge, wasRefused, solved: resolve });
    });
  if (wasRefused) return undefined;
  tell({ kind: 'solving' });
  return solveChallenge(challenge);
}

/** A guest's order is sent as a guest's again: with a session it would be another customer's, and a second booking. */
const post = (eventId: string, { key, order, userId }: Sent, challengeSolution?: string) =>
  (userId === undefined ? apiWithoutSession : api).POST('/v1/events/{eventId}/bookings', {
    params: { path: { eventId }, header: { 'Idempotency-Key': key } },
    body: { ...order, ...(challengeSolution !== undefined && { challengeSolution }) },
  });
