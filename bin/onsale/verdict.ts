/**
 * Judges an on-sale, guarantee by guarantee: compares the answers that the buyers got with the stored
 * bookings, and adds the findings of the audit.
 */
import type { Audit } from '../../functions/domain/audit/audit-event.ts';
import { arrivalKey } from '../../functions/domain/model/booking.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import type { TypedClient } from '../local/typed-client.ts';
import type { Outcome } from './crowd.ts';
import type { Observer } from './observer.ts';

export type Verdict = { guarantee: string; holds: boolean | null; evidence: string };

const ANSWERS = new Set([201, 202, 409]);

/**
 * A finding from the crowd replaces the audit's finding of the same guarantee if that one is unknown.
 * @param cancelled the ids of the bookings whose cancellation was answered 200.
 * @param looks the checks that `observe` made during the sale.
 */
export async function judge(
  audit: Audit,
  snapshot: EventSnapshot,
  outcomes: Outcome[],
  cancelled: string[],
  looks: Observer['looks'],
  client: TypedClient,
): Promise<Verdict[]> {
  const byId = new Map(snapshot.bookings.map((booking) => [booking.id, booking]));
  const acknowledged = outcomes.filter((outcome) => outcome.status === 201 || outcome.status === 202);
  const missing = acknowledged.filter(({ bookingId }) => byId.get(bookingId ?? '') === undefined);
  const stillHeld = cancelled.filter((id) => byId.get(id)?.status !== 'cancelled');
  const twice = outcomes.filter(
    ({ repeatedAs, bookingId }) => repeatedAs !== undefined && repeatedAs !== bookingId,
  );
  const odd = outcomes.filter(({ status }) => !ANSWERS.has(status));
  const queued = snapshot.bookings
    .filter((booking) => booking.history[0]?.what === 'joined')
    .sort((a, b) => (arrivalKey(a) < arrivalKey(b) ? -1 : 1));
  const promoted = queued.filter((booking) =>
    booking.history.some((historyEntry) => historyEntry.what === 'promoted'),
  );
  const isPrefix = promoted.every((booking, index) => queued[index]?.id === booking.id);

  const findings: Verdict[] = [];
  const add = (guarantee: string, holds: boolean, evidence: string) =>
    findings.push({ guarantee, holds, evidence });
  add(
    'NoOversell',
    looks.held === looks.judged,
    `at ${looks.held} of ${looks.judged} checks during the sale`,
  );
  add(
    'NoOvertaking',
    isPrefix,
    `the ${promoted.length} promoted customers are the first ${promoted.length} who joined`,
  );
  add(
    'OneEffect',
    twice.length === 0,
    `${outcomes.filter((o) => o.repeatedAs).length} requests sent twice, one booking each`,
  );
  add(
    'Durable',
    missing.length + stillHeld.length === 0,
    `${acknowledged.length} bookings and ${cancelled.length} cancellations acknowledged, all stored`,
  );
  add(
    'HonestAnswer',
    odd.length === 0,
    `every buyer got 201, 202 or 409, after ${sumOf(outcomes)} answers 503 with Retry-After`,
  );
  add(
    'Mine',
    await someoneElseSeesNothing(outcomes, snapshot, client),
    "another customer's booking is answered 404",
  );
  const isSeen = (guarantee: string) => findings.some((finding) => finding.guarantee === guarantee);
  const audited = audit.findings.filter(({ holds, guarantee }) => holds !== null || !isSeen(guarantee));
  return [...audited, ...findings];
}

function sumOf(outcomes: Outcome[]): number {
  return outcomes.reduce((sum, outcome) => sum + outcome.busyAnswers, 0);
}

async function someoneElseSeesNothing(
  outcomes: Outcome[],
  snapshot: EventSnapshot,
  client: TypedClient,
): Promise<boolean> {
  const [owner, other] = outcomes;
  if (owner?.bookingId === undefined || other === undefined) return true;
  const path = { eventId: snapshot.event.id, bookingId: owner.bookingId };
  const mine = await client.call('read-booking', { path, token: owner.buyer.token });
  const theirs = await client.call('read-booking', { path, token: other.buyer.token });
  return mine.status === 200 && theirs.status === 404;
}
