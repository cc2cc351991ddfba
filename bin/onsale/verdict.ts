/** Holds what the buyers were told against what the table says, guarantee by guarantee. */
import type { Audit } from '../../functions/domain/audit-event.ts';
import { arrivalKey } from '../../functions/domain/booking.ts';
import type { TypedClient } from '../local/typed-client.ts';
import type { Outcome } from './crowd.ts';
import type { Observer } from './observer.ts';
import type { EventPicture } from './picture.ts';

export type Line = { guarantee: string; holds: boolean | null; evidence: string };

const ANSWERS = new Set([201, 202, 409]);

/**
 * What history cannot tell and this crowd can is left to the crowd. `cancelled` are the ids of bookings whose
 * cancellation was answered 200.
 */
export async function judge(
  audit: Audit,
  picture: EventPicture,
  outcomes: Outcome[],
  cancelled: string[],
  looks: Observer['looks'],
  client: TypedClient,
): Promise<Line[]> {
  const byId = new Map(picture.bookings.map((booking) => [booking.id, booking]));
  const told = outcomes.filter((outcome) => outcome.status === 201 || outcome.status === 202);
  const missing = told.filter(({ bookingId }) => byId.get(bookingId ?? '') === undefined);
  const stillHeld = cancelled.filter((id) => byId.get(id)?.status !== 'cancelled');
  const twice = outcomes.filter(
    ({ repeatedAs, bookingId }) => repeatedAs !== undefined && repeatedAs !== bookingId,
  );
  const odd = outcomes.filter(({ status }) => !ANSWERS.has(status));
  const queued = picture.bookings
    .filter((booking) => booking.history[0]?.what === 'joined')
    .sort((a, b) => (arrivalKey(a) < arrivalKey(b) ? -1 : 1));
  const promoted = queued.filter((booking) => booking.history.some((fact) => fact.what === 'promoted'));
  const isPrefix = promoted.every((booking, index) => queued[index]?.id === booking.id);

  const findings: Line[] = [];
  const add = (guarantee: string, holds: boolean, evidence: string) =>
    findings.push({ guarantee, holds, evidence });
  add('NoOversell', looks.held === looks.judged, `at ${looks.held} of ${looks.judged} looks during the sale`);
  add(
    'NoOvertaking',
    isPrefix,
    `the ${promoted.length} promoted are the first ${promoted.length} who joined`,
  );
  add(
    'OneEffect',
    twice.length === 0,
    `${outcomes.filter((o) => o.repeatedAs).length} requests sent twice, one booking each`,
  );
  add(
    'Durable',
    missing.length + stillHeld.length === 0,
    `${told.length} bookings and ${cancelled.length} cancellations acknowledged, all stored`,
  );
  add(
    'HonestAnswer',
    odd.length === 0,
    `201, 202 or 409 to everyone, after ${sumOf(outcomes)} times 503 with Retry-After`,
  );
  add('Mine', await someoneElseSeesNothing(outcomes, picture, client), "somebody else's booking is 404");
  const isSeen = (guarantee: string) => findings.some((line) => line.guarantee === guarantee);
  const audited = audit.findings.filter(({ holds, guarantee }) => holds !== null || !isSeen(guarantee));
  return [...audited, ...findings];
}

function sumOf(outcomes: Outcome[]): number {
  return outcomes.reduce((sum, outcome) => sum + outcome.busyAnswers, 0);
}

async function someoneElseSeesNothing(
  outcomes: Outcome[],
  picture: EventPicture,
  client: TypedClient,
): Promise<boolean> {
  const [owner, other] = outcomes;
  if (owner?.bookingId === undefined || other === undefined) return true;
  const path = { eventId: picture.event.id, bookingId: owner.bookingId };
  const mine = await client.call('read-booking', { path, token: owner.buyer.token });
  const theirs = await client.call('read-booking', { path, token: other.buyer.token });
  return mine.status === 200 && theirs.status === 404;
}
