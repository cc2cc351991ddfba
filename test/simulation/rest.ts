/** What must be so once faults have stopped and everything has come to rest. */
import { ticketsHeld } from '../../functions/domain/booking.ts';
import { endsWaiting } from '../../functions/domain/next-look.ts';
import { salesWindow } from '../../functions/domain/sale-terms.ts';
import { isEmpty, planTurn, unservable } from '../../functions/domain/serve-line.ts';
import { checkedInCount } from '../../functions/domain/tickets.ts';
import type { People } from './people.ts';
import { freeTickets, type Picture } from './picture.ts';
import type { RunRecord } from './record.ts';

/**
 * Why an event is not at rest yet; undefined if it is. A pass may stay open when its clerk gave up beside another that
 * was done: whoever joins next tells the clerk, and nobody who arrives later waits for it.
 */
export function unrest(picture: Picture, now: number): string | undefined {
  const { bookings, entries, event, line, shards } = picture;
  const { salesCloseAt } = salesWindow(event);
  if (event.isSpreading || shards.some((shard) => shard.salesCloseAt !== salesCloseAt))
    return 'a change has not come to every shard';
  const all = [...bookings.values()];
  const released = all.filter((booking) => booking.released > 0);
  if (released.length > 0) return `${released.length} releases were handed on to nobody`;
  if (all.some(({ status }) => status === 'offered')) return 'an offer is still open';
  if (line.raised > 0) return `${line.raised} tickets of a raised capacity are not free yet`;
  const waiting = all.filter(({ status }) => status === 'waitlisted');
  const asked = new Map(entries.map((entry) => [entry.bookingId, entry.quantity]));
  const astray = waiting.filter(({ id, quantity, granted }) => asked.get(id) !== quantity - granted);
  if (astray.length > 0 || waiting.length !== entries.length) return 'the line and its bookings do not agree';
  if (event.cancelledAt !== undefined) {
    return all.every(({ status }) => status === 'cancelled') && line.cancellationDone
      ? undefined
      : 'not every booking of the cancelled event is cancelled';
  }
  const isSelling = now < salesCloseAt && event.waitlist.enabled;
  if (waiting.length > 0 && !line.queueing) return 'somebody waits while the shards sell';
  if (waiting.length > 0 && endsWaiting(event, now)) return 'somebody waits although the sale is over';
  const free = shards.reduce((sum, shard) => sum + shard.freeTickets, line.pool);
  const { policy } = event.waitlist;
  const next = planTurn({ pool: free, releases: [], line: entries, policy }, 2);
  if (isSelling && !isEmpty(next)) return `somebody waits while ${free} tickets are there`;
  const isStuck = isSelling && free > 0 && unservable(entries, policy, event.capacity).length > 0;
  return isStuck ? 'the head of the line can never be served' : undefined;
}

/**
 * Whether tickets are where nobody can get them, told by getting them: the line moves again, everything is given back
 * until nobody holds or waits for any, and then a newcomer buys. @returns what went wrong.
 */
export async function everybodyGivesBack(world: {
  people: People;
  record: RunRecord;
  now: () => number;
  comeToRest: () => Promise<string | undefined>;
}): Promise<string | undefined> {
  const { comeToRest, now, people, record } = world;
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
    const reason = await comeToRest();
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
  return 'giving back does not end';
}

/** Each round serves at least one who waits. */
const ROUNDS_MAX = 30;
const AN_HOUR_MS = 3_600_000;

/** The verdict at rest, by the product's own audit too. */
export async function judgeRest(world: {
  people: People;
  record: RunRecord;
  now: () => number;
  counts: () => Promise<{ waiting: number; dead: number }>;
}): Promise<void> {
  const { people, record } = world;
  const picture = record.latest;
  const reason = picture && !record.isGone ? unrest(picture, world.now()) : undefined;
  if (reason !== undefined) record.fail('NoLostTicket', reason);
  const { waiting, dead } = await world.counts();
  if (waiting > 0) record.fail('NoLostTicket', `${waiting} messages are still in the queue`);
  if (dead > 0) record.fail('NoLostTicket', `${dead} messages are dead`);
  const audit = await people.audit();
  if (record.isGone) {
    if (audit === 'nothing' || audit.status !== 404)
      record.fail('Proved', 'the audit knows an event that is gone');
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
