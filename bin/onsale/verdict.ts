/**
 * Judges an on-sale, guarantee by guarantee: the findings of the audit, and those from the records of the buyers
 * and from the checks during the sale.
 */
import { runtime } from '../../functions/compose.ts';
import { settledViolations } from '../../functions/domain/verify/check-settled.ts';
import { type Finding, finding, type Violation } from '../../functions/domain/verify/finding.ts';
import { nameOf, type RequestRecord } from '../../functions/domain/verify/request-record.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import {
  findingOf,
  requestFindings,
  requestViolations,
} from '../../functions/domain/verify/verify-requests.ts';
import { recorded } from '../local/recorded-request.ts';
import type { TypedClient } from '../local/typed-client.ts';
import type { Purchase } from './crowd.ts';
import type { Observer } from './observer.ts';

const FINAL = new Set([201, 202, 409]);

/** A finding from the records replaces the audit's finding of the same guarantee if that one is unknown. */
export function judge(
  audited: Finding[],
  snapshot: EventSnapshot,
  requests: RequestRecord[],
  purchases: Purchase[],
  { judged, held }: Observer['looks'],
): Finding[] {
  const left = settledViolations(snapshot, runtime.now());
  const violations = [...requestViolations(requests, snapshot), ...purchases.flatMap(givenUp)];
  const seen = [
    finding('NoOversell', held === judged, `at ${held} of ${judged} checks during the sale`),
    findingOf('NoLostTicket', left, 'nobody waits for a ticket that is free'),
    ...requestFindings(requests, violations),
  ];
  const isSeen = (guarantee: string) => seen.some((found) => found.guarantee === guarantee);
  return [...audited.filter(({ holds, guarantee }) => holds !== null || !isSeen(guarantee)), ...seen];
}

/** A buyer repeats a request that is answered 503, and gives up after many repeats. */
function givenUp({ request, status }: Purchase): Violation[] {
  if (FINAL.has(status)) return [];
  return [{ guarantee: 'HonestAnswer', says: `${nameOf(request)} was answered ${status} at last`, request }];
}

/** A buyer reads the own booking, and another buyer tries to. @returns the records of both requests. */
export async function tryToMeddle(client: TypedClient, eventId: string, purchases: Purchase[]) {
  const [owner, other] = purchases;
  if (owner?.request.bookingId === undefined || other === undefined) return [];
  const { bookingId } = owner.request;
  const read = async ({ buyer: { id, token } }: Purchase, what: 'look' | 'meddle') => {
    const request: RequestRecord = { asked: { what }, actorId: id, bookingId, sendings: [] };
    const path = { eventId, bookingId };
    await recorded(request, () => client.call('read-booking', { path, token }));
    return request;
  };
  return [await read(owner, 'look'), await read(other, 'meddle')];
}
