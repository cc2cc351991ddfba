/** What must be true of an event once the faults have ended and the service has settled. */
import { ticketsHeld } from '../../functions/domain/model/booking.ts';
import { allFree, demandOf, isEnough } from '../../functions/domain/model/pools.ts';
import { salesWindow } from '../../functions/domain/model/sale-terms.ts';
import { checkedInCount } from '../../functions/domain/model/ticket.ts';
import { type QueueDepth, settledViolations } from '../../functions/domain/verify/check-settled.ts';
import { type Finding, violationsOf } from '../../functions/domain/verify/finding.ts';
import { type EventSnapshot, freeTickets } from '../../functions/domain/verify/snapshot.ts';
import { requestViolations } from '../../functions/domain/verify/verify-requests.ts';
import type { People } from './people.ts';
import type { RunRecord, Said } from './record.ts';

/**
 * Checks that every ticket can still be sold: resumes the waitlist, gives all tickets back until nobody holds
 * or waits for any, and then lets a newcomer buy one.
 * @returns what went wrong; undefined if nothing did.
 */
export async function everybodyGivesBack(world: {
  people: People;
  record: RunRecord;
  now: () => number;
  waitUntilSettled: () => Promise<string | undefined>;
}): Promise<string | undefined> {
  const { waitUntilSettled, now, people, record } = world;
  const isOver = () => {
    const event = record.latest?.event;
    return (
      event === undefined ||
      event.cancelledAt !== undefined ||
      event.isDraft ||
      now() + AN_HOUR_MS >= salesWindow(event).salesCloseAt
    );
  };
  if (isOver()) return undefined;
  await people.resume();
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const reason = await waitUntilSettled();
    if (reason !== undefined || isOver()) return reason;
    const bookings = record.latest?.bookings ?? [];
    const returnable = bookings.filter((booking) => ticketsHeld(booking) > checkedInCount(booking));
    if (returnable.length === 0) {
      const isAnyoneInside = bookings.some((booking) => checkedInCount(booking) > 0);
      const waiting = bookings.filter(({ status }) => status === 'waitlisted');
      if (waiting.length > 0 && !isAnyoneInside)
        return `${waiting.length} wait for tickets that nobody holds`;
      const isFree = record.latest !== undefined && hasFreeTicket(record.latest);
      return isFree && waiting.length === 0 ? people.buyOne() : undefined;
    }
    for (const booking of returnable)
      await people.giveBack(booking, ticketsHeld(booking) - checkedInCount(booking));
  }
  return 'somebody still holds tickets after all rounds of giving them back';
}

/** Whether an adult can have a ticket, who takes the fewest places. */
function hasFreeTicket(snapshot: EventSnapshot): boolean {
  const free = { ...allFree(snapshot.shards), freeTickets: freeTickets(snapshot) };
  return isEnough(free, demandOf(snapshot.event, 1, [{ type: 'adult', quantity: 1 }]));
}

/** Each round serves at least one waiter, and a run has fewer waiters than this. */
const ROUNDS_MAX = 30;
const AN_HOUR_MS = 3_600_000;

/** Checks a settled event, also by the product's own audit. */
export async function judgeSettled(world: {
  people: People;
  record: RunRecord;
  now: () => number;
  depth: () => Promise<QueueDepth>;
}): Promise<void> {
  const { people, record } = world;
  const depth = await world.depth();
  const snapshot = record.latest;
  if (snapshot !== undefined && !record.isGone) {
    record.fail(
      ...settledViolations(snapshot, world.now(), depth),
      ...requestViolations(record.requests, snapshot),
    );
  }
  record.fail(...auditViolations(await people.audit(), record.isGone));
}

function auditViolations(audit: Awaited<ReturnType<People['audit']>>, isGone: boolean): Said[] {
  const status = audit === 'nothing' ? undefined : audit.status;
  if (isGone && status === 404) return [];
  if (isGone || audit === 'nothing' || status !== 200)
    return [{ guarantee: 'Proved', says: `the audit was answered ${JSON.stringify(audit)}` }];
  return violationsOf(audit.body['findings'] as Finding[]);
}
