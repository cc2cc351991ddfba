/** What must be so once faults have stopped and everything has come to rest. */
import { salesWindow } from '../../functions/domain/sale-terms.ts';
import { isEmpty, planTurn } from '../../functions/domain/serve-line.ts';
import type { Auditor } from './auditor.ts';
import type { People } from './people.ts';
import type { Picture } from './picture.ts';

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
  const isSelling = now < Date.parse(event.salesCloseAt) && event.waitlist.enabled;
  if (waiting.length > 0 && !line.queueing) return 'somebody waits while the shards sell';
  const free = shards.reduce((sum, shard) => sum + shard.freeTickets, line.pool);
  const next = planTurn({ pool: free, releases: [], line: entries, policy: event.waitlist.policy }, 2);
  if (isSelling && !isEmpty(next)) return `somebody waits while ${free} tickets are there`;
  return undefined;
}

/** The verdict at rest, by the product's own audit too. */
export async function judgeRest(world: {
  people: People;
  auditor: Auditor;
  now: () => number;
  counts: () => Promise<{ waiting: number; dead: number }>;
}): Promise<void> {
  const { auditor, people } = world;
  const { picture } = auditor;
  const reason = picture && unrest(picture, world.now());
  if (reason !== undefined) auditor.fail('NoLostTicket', reason);
  const { waiting, dead } = await world.counts();
  if (waiting > 0) auditor.fail('NoLostTicket', `${waiting} messages are still in the queue`);
  if (dead > 0) auditor.fail('NoLostTicket', `${dead} messages are dead`);
  const audit = await people.audit();
  if (audit === 'nothing' || audit.status !== 200) {
    auditor.fail('Proved', `the audit was answered ${JSON.stringify(audit)}`);
    return;
  }
  const findings = audit.body['findings'] as { guarantee: string; holds: boolean | null; evidence: string }[];
  for (const finding of findings.filter(({ holds }) => holds === false)) {
    auditor.fail('Proved', `the audit finds ${finding.guarantee} broken: ${finding.evidence}`);
  }
}
