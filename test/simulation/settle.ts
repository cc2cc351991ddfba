/** What must be true of an event once the faults have ended and the service has settled. */
import { ticketsHeld } from '../../functions/domain/model/booking.ts';
import { endsWaiting } from '../../functions/domain/model/next-look.ts';
import { isEmpty, planBatch, unservable } from '../../functions/domain/model/plan-promotions.ts';
import { salesWindow } from '../../functions/domain/model/sale-terms.ts';
import { checkedInCount } from '../../functions/domain/model/ticket.ts';
import type { People } from './people.ts';
import type { RunRecord } from './record.ts';
import { freeTickets, type Snapshot } from './snapshot.ts';

/**
 * A pass may stay open if its clerk gave up next to another one that had finished: the next joining request
 * notifies the clerk, and later arrivals do not wait for that pass. `now` in ms.
 * @returns why an event has not settled yet; undefined if it has.
 */
export function unsettled(snapshot: Snapshot, now: number): string | undefined {
  const { bookings, entries, event, waitlist, shards } = snapshot;
  const { salesCloseAt } = salesWindow(event);
  if (event.isSpreading || shards.some((shard) => shard.salesCloseAt !== salesCloseAt))
    return 'a change of the terms has not reached every shard';
  const all = [...bookings.values()];
  const released = all.filter((booking) => booking.released > 0);
  if (released.length > 0) return `${released.length} releases were not handed on`;
  if (all.some(({ status }) => status === 'offered')) return 'an offer is still open';
  if (waitlist.pendingCapacity > 0)
    return `${waitlist.pendingCapacity} tickets of pending capacity are not free yet`;
  const waiting = all.filter(({ status }) => status === 'waitlisted');
  const asked = new Map(entries.map((entry) => [entry.bookingId, entry.quantity]));
  const astray = waiting.filter(({ id, quantity, granted }) => asked.get(id) !== quantity - granted);
  if (astray.length > 0 || waiting.length !== entries.length)
    return 'the entries of the waitlist do not match its bookings';
  if (event.cancelledAt !== undefined) {
    return all.every(({ status }) => status === 'cancelled') && waitlist.cancellationDone
      ? undefined
      : 'not every booking of the cancelled event is cancelled';
  }
  const isSelling = now < salesCloseAt && event.waitlist.enabled;
  if (waiting.length > 0 && !waitlist.sellsInOrder) return 'somebody waits while the shards still sell';
  if (waiting.length > 0 && endsWaiting(event, now)) return 'somebody waits although sales have closed';
  const free = shards.reduce((sum, shard) => sum + shard.freeTickets, waitlist.unassigned);
  const { policy } = event.waitlist;
  const next = planBatch({ unassigned: free, releases: [], entries: entries, policy }, 2);
  if (isSelling && !isEmpty(next)) return `somebody waits while ${free} tickets are free`;
  const isStuck = isSelling && free > 0 && unservable(entries, policy, event.capacity).length > 0;
  return isStuck ? 'the head of the waitlist can never be served' : undefined;
}

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
      now() + AN_HOUR_MS >= salesWindow(event).salesCloseAt
    );
  };
  if (isOver()) return undefined;
  await people.resume();
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const reason = await waitUntilSettled();
    if (reason !== undefined || isOver()) return reason;
    const bookings = [...(record.latest?.bookings.values() ?? [])];
    const returnable = bookings.filter((booking) => ticketsHeld(booking) > checkedInCount(booking));
    if (returnable.length === 0) {
      const isAnyoneInside = bookings.some((booking) => checkedInCount(booking) > 0);
      const waiting = bookings.filter(({ status }) => status === 'waitlisted');
      if (waiting.length > 0 && !isAnyoneInside)
        return `${waiting.length} wait for tickets that nobody holds`;
      const isFree = record.latest !== undefined && freeTickets(record.latest) > 0;
      return isFree && waiting.length === 0 ? people.buyOne() : undefined;
    }
    for (const booking of returnable)
      await people.giveBack(booking, ticketsHeld(booking) - checkedInCount(booking));
  }
  return 'somebody still holds tickets after all rounds of giving them back';
}

/** Each round serves at least one waiter, and a run has fewer waiters than this. */
const ROUNDS_MAX = 30;
const AN_HOUR_MS = 3_600_000;

/** Checks a settled event, also by the product's own audit. */
export async function judgeSettled(world: {
  people: People;
  record: RunRecord;
  now: () => number;
  counts: () => Promise<{ waiting: number; dead: number }>;
}): Promise<void> {
  const { people, record } = world;
  const snapshot = record.latest;
  const reason = snapshot && !record.isGone ? unsettled(snapshot, world.now()) : undefined;
  if (reason !== undefined) record.fail('NoLostTicket', reason);
  const { waiting, dead } = await world.counts();
  if (waiting > 0) record.fail('NoLostTicket', `${waiting} messages are still in the queue`);
  if (dead > 0) record.fail('NoLostTicket', `${dead} messages are in the dead-letter queue`);
  const audit = await people.audit();
  if (record.isGone) {
    if (audit === 'nothing' || audit.status !== 404)
      record.fail('Proved', 'the audit answers for an event that was removed');
    return;
  }
  if (audit === 'nothing' || audit.status !== 200) {
    record.fail('Proved', `the audit was answered ${JSON.stringify(audit)}`);
    return;
  }
  const findings = audit.body['findings'] as { guarantee: string; holds: boolean | null; evidence: string }[];
  for (const finding of findings.filter(({ holds }) => holds === false)) {
    record.fail('Proved', `the audit finds ${finding.guarantee} broken: ${finding.evidence}`);
  }
}
