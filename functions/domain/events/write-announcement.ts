/**
 * Writes an announcement of an event's organizer. It is sent after the answer.
 *
 * The only step is one conditional write: the item has the next number of the event's announcements, so of two requests
 * at the same time one reads again, and the limits are exact. It reads no more of the earlier ones than a day may have. The stream calls
 * the sender with the item. Crash before the write: nothing happened. After it: a repeat with the idempotency key finds the announcement.
 */
import {
  type Announcement,
  announcementIdFor,
  NOBODY_TOLD,
  numberOfEarlier,
  refuseTooMany,
} from '../model/announcement.ts';
import { fingerprintOf } from '../model/booking.ts';
import { ANNOUNCEMENTS_PER_EVENT_AND_DAY, BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { Actor } from '../model/user.ts';
import type { AnnouncementStore, StoredAnnouncement } from '../ports/announcement-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { EventCache } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { readEventOf } from './read-event-of.ts';

/** The part of an announcement that its organizer writes. */
export type AnnouncementDraft = Pick<Announcement, 'subject' | 'text' | 'to'>;

type Ports = {
  announcements: Pick<AnnouncementStore, 'latest' | 'read' | 'write'>;
  cache: Pick<EventCache, 'refresh'>;
  runtime: Runtime;
  sendsMail: boolean;
};

/**
 * @returns the announcement, or that of the first one of repeated requests
 * @throws Refusal `not-found`, `no-mail`, `event-cancelled`, `announcement-limit-reached`, `too-many-announcements`,
 *   `idempotency-key-reused`; Busy when the retry budget is spent.
 */
export async function writeAnnouncement(
  { eventId, actor, draft }: { eventId: string; actor: Actor; draft: AnnouncementDraft },
  idempotencyKey: string | undefined,
  ports: Ports,
): Promise<StoredAnnouncement> {
  const { announcements, runtime } = ports;
  const id = announcementIdFor(eventId, actor.userId, idempotencyKey ?? runtime.newId());
  const fingerprint = fingerprintOf(draft);
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const event = await retryBudget.retryWhileBusy(() => readEventOf(actor, eventId, ports));
  for (;;) {
    const latest = await retryBudget.retryWhileBusy(() =>
      announcements.latest(eventId, { most: ANNOUNCEMENTS_PER_EVENT_AND_DAY }),
    );
    const earlier = await retryBudget.retryWhileBusy(() => findEarlier(eventId, id, latest, announcements));
    if (earlier !== undefined) return answerRepeat(earlier, fingerprint);
    if (!ports.sendsMail)
      throw new Refusal('no-mail', 'This service sends no mail, so nobody would get the announcement.');
    if (event.cancelledAt !== undefined)
      throw new Refusal('event-cancelled', 'This event is cancelled. Its customers were told so.');
    const now = runtime.now();
    const written = latest.map(({ announcement }) => announcement);
    refuseTooMany(written, now);
    const number = (written[0]?.number ?? 0) + 1;
    const made = { ...draft, eventId, number, id, at: now, by: actor.userId, fingerprint };
    const announcement = { ...made, earlierIds: idsOf(written) };
    if (await announcements.write(announcement)) return { announcement, progress: NOBODY_TOLD };
    await retryBudget.backOff();
  }
}

/** Finds the announcement of an earlier request with the same id: among the latest, or by what the last one knows of those before. */
async function findEarlier(
  eventId: string,
  id: string,
  latest: StoredAnnouncement[],
  { read }: Pick<AnnouncementStore, 'read'>,
): Promise<StoredAnnouncement | undefined> {
  const among = latest.find(({ announcement }) => announcement.id === id);
  const last = latest[0]?.announcement;
  if (among !== undefined || last === undefined) return among;
  const number = numberOfEarlier(last, id);
  return number === undefined ? undefined : read(eventId, number);
}

/** The ids of all announcements, the last one last. Before the first one of this version only those of the `latest` are known. */
function idsOf([last, ...others]: Announcement[]): string[] {
  if (last === undefined) return [];
  return [...(last.earlierIds ?? others.map(({ id }) => id).toReversed()), last.id];
}

function answerRepeat(earlier: StoredAnnouncement, fingerprint: string): StoredAnnouncement {
  if (earlier.announcement.fingerprint === fingerprint) return earlier;
  throw new Refusal(
    'idempotency-key-reused',
    'This Idempotency-Key was used with another body. Use a new key.',
  );
}
