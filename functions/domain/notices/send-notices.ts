/**
 * Sends the notices of bookings that were not sent yet, for each booking in the order of its history. It looks at what
 * is stored, not at what it was called for, so it may be called at any time, twice, or not at all for one of several
 * changes. Bookings are read in groups, and each group again after its notices were sent, until nothing is left.
 * Where nothing may be sent yet, it makes no claim and notes when the sweep wakes it. It deletes the log of a booking that
 * its request removed.
 *
 * Steps for each notice, and what a crash after each leaves behind:
 * 1. The claim, a conditional write, so that nobody else sends the notice. Crash: nothing is sent; after
 *    `NOTICE_CLAIM_MS` the sweep wakes the sender by the pending-work key from the same write.
 * 2. The count of mails to the address. Crash: one mail is counted that was not sent.
 * 3. The mail, which is counted no more if it could not be sent. Crash: the notice is sent, and nobody knows. The sender sends it
 *    again after step 1's time. This, and an outcome that cannot be written in that time, are the only ways in which a notice is
 *    sent twice, and its `Message-ID` is the same both times.
 * 4. The outcome, a conditional write that ends the claim. Crash: the next look continues with the next notice. The write may
 *    be carried out after its sender gave up, so who meets the claim and finds something left notes that in the log: then
 *    the write is refused, or keeps the log among the pending work.
 */
import { type Attendee, type Booking, fullName } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import {
  NOTICE_CLAIM_MS,
  NOTICE_RETRY_BASE_MS,
  NOTICE_RETRY_CAP_MS,
  NOTICES_AT_ONCE,
} from '../model/limits.ts';
import { holderToldOf, type Notice } from '../model/notice.ts';
import type { NoticeLog, NoticeOutcome, NoticeRecord } from '../model/notice-log.ts';
import { type DueAnnouncement, type NoticePlan, nextLookAt, planNotice } from '../model/plan-notice.ts';
import { Busy } from '../model/refusal.ts';
import { type Addressee, addressIdOf } from '../model/user.ts';
import type { AddressStore } from '../ports/address-store.ts';
import type { AnnouncementStore } from '../ports/announcement-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Log } from '../ports/log.ts';
import type { NoticeSender } from '../ports/notice-sender.ts';
import type { NoticeStore } from '../ports/notice-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';
import { countMail, sendCounted, suppressedAmong } from '../process/admit-mail.ts';

export type SendNoticesPorts = {
  notices: NoticeStore;
  addresses: AddressStore;
  announcements: Pick<AnnouncementStore, 'list'>;
  events: Pick<EventStore, 'read'>;
  sender: NoticeSender;
  users: Pick<UserStore, 'addressees'>;
  runtime: Runtime;
  log: Log;
};

/** A booking with something to do: its event, its notice log, and what is planned by it. */
type Due = { event: Event; booking: Booking; log: NoticeLog; plan: NoticePlan };

/** `to`: undefined if nobody's address is known. `isSuppressed`: no mail may be sent to the address. */
type Addressed = Due & { to: Addressee | undefined; isSuppressed: boolean };

/**
 * What was seen of a booking at last. `isBlocked`: a notice is left, and somebody else sends it now, or it is to be tried
 * again later.
 */
export type Seen = { booking: Booking; log: NoticeLog; isBlocked: boolean };

/** The announcements that the caller knows a booking has to be told of. */
type DueFor = (bookingId: string) => DueAnnouncement[];

/**
 * Sends until no notice of the bookings is left, or until the mail service fails: then the sweep wakes the sender
 * later.
 * @returns what was seen of each booking, by its id
 * @throws Busy if the store does not answer now: the call has to be repeated
 */
export async function sendNotices(
  event: Event,
  bookingIds: string[],
  ports: SendNoticesPorts,
  dueFor: DueFor = () => [],
): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (let start = 0; start < bookingIds.length; start += NOTICES_AT_ONCE) {
    let left = bookingIds.slice(start, start + NOTICES_AT_ONCE);
    while (left.length > 0) {
      const group = await lookAtGroup(event, left, ports, dueFor);
      for (const one of group) seen.set(one.booking.id, one);
      const due = group.flatMap((one) => one.due ?? []);
      const freed = await awaitOthers(event, group, ports);
      left = [...freed, ...(await sendToGroup(due, seen, ports))];
    }
  }
  return seen;
}

/**
 * Like `sendNotices`, for a notice that all bookings of the event get. If somebody else sends a booking a notice now, or
 * waits to send one again, a note in its log says that whoever looks at it next has to look for such notices; the look
 * after the note finds out if there was one before it. `isTold`: whether a log has the notice.
 */
export async function sendToAll(
  event: Event,
  bookingIds: string[],
  ports: SendNoticesPorts,
  { isTold, dueFor }: { isTold: (log: NoticeLog) => boolean; dueFor?: DueFor },
): Promise<Map<string, Seen>> {
  const seen = await sendNotices(event, bookingIds, ports, dueFor);
  const isOwed = ({ isBlocked, log }: Seen) => isBlocked && !isTold(log);
  const owed = [...seen.values()].filter(isOwed).map(({ booking }) => booking.id);
  await Promise.all(owed.map((id) => ports.notices.owe(event, id)));
  for (const [id, again] of await sendNotices(event, owed, ports, dueFor)) seen.set(id, again);
  return seen;
}

/** `isHeld`: a notice is left, and an attempt is under way or waited for. */
type Looked = Seen & { isHeld: boolean; due: Due | undefined };

/** @returns what is seen of each booking, and what is to do. */
async function lookAtGroup(
  event: Event,
  bookingIds: string[],
  { notices, announcements, events, runtime }: SendNoticesPorts,
  dueFor: DueFor,
): Promise<Looked[]> {
  const read = await notices.readMany(event, bookingIds);
  const there = new Set(read.map(({ booking }) => booking.id));
  const removed = bookingIds.filter((id) => !there.has(id));
  await Promise.all(removed.map((id) => notices.forget(event, id)));
  const isOwed = read.some(({ log }) => log.owesEventNotices);
  const all = isOwed ? await announcements.list(event.id) : [];
  // The caller may have read the event before it changed.
  const current = (isOwed ? await events.read(event.id) : undefined) ?? event;
  return read.map(({ booking, log }) => {
    const now = runtime.now();
    const known = dueFor(booking.id);
    const plan = planNotice(
      current,
      booking,
      log,
      now,
      log.owesEventNotices ? withOthers(known, all) : known,
    );
    const isLeft = plan.next !== undefined || plan.skipped.length > 0;
    const isHeld = isAttempted(log, now) && (isLeft || plan.notBefore !== undefined);
    const isBlocked = isHeld || plan.notBefore !== undefined;
    const isToBePut = plan.notBefore !== log.nextLookAt && plan.notBefore !== undefined;
    const isWork = !isAttempted(log, now) && (isLeft || isToBePut || isDue(log, now));
    return {
      booking,
      log,
      isBlocked,
      isHeld,
      due: isWork ? { event: current, booking, log, plan } : undefined,
    };
  });
}

/**
 * Notes for whoever sends a notice now that another one is left. The note keeps the booking among the pending work, because the
 * sender may have given up on its last write, which may still be on its way.
 * @returns the bookings whose attempt has ended meanwhile, to be looked at again
 */
async function awaitOthers(event: Event, group: Looked[], { notices }: SendNoticesPorts): Promise<string[]> {
  const others = group.flatMap(({ booking: { id }, log: { claimedBy, isAwaited }, isHeld }) =>
    isHeld && claimedBy !== undefined && !isAwaited ? [{ id, claimedBy }] : [],
  );
  const noted = await Promise.all(
    others.map(({ id, claimedBy }) => notices.noteAwaited(event, id, claimedBy)),
  );
  return others.filter((_, index) => !noted[index]).map(({ id }) => id);
}

/** @returns the announcements that the caller knows, and all others of the event. */
function withOthers(known: DueAnnouncement[], all: DueAnnouncement[]): DueAnnouncement[] {
  const numbers = new Set(known.map(({ announcement }) => announcement.number));
  const others = all.filter(({ announcement }) => !numbers.has(announcement.number));
  return [...known, ...others.map(({ announcement }) => ({ announcement }))];
}

/** Notes in `seen` which bookings turned out to be blocked. @returns the bookings of which a notice may be left. */
async function sendToGroup(due: Due[], seen: Map<string, Seen>, ports: SendNoticesPorts): Promise<string[]> {
  const addressed = await withAddresses(due, ports);
  const sent = await Promise.allSettled(addressed.map((one) => sendNext(one, ports)));
  const failed = sent.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const left = due.map((one, index) => ({
    ...one,
    left: sent[index]?.status === 'fulfilled' && sent[index].value,
  }));
  for (const { booking, log } of left.filter((one) => one.left === 'blocked'))
    seen.set(booking.id, { booking, log, isBlocked: true });
  return left.filter((one) => one.left === 'more').map(idOf);
}

/** Reads the addresses of those that have a notice to send. */
async function withAddresses(due: Due[], { users, addresses }: SendNoticesPorts): Promise<Addressed[]> {
  const customers = due.flatMap(({ booking, plan }) => (plan.next === undefined ? [] : booking.customerId));
  const accounts = customers.length === 0 ? new Map() : await users.addressees([...new Set(customers)]);
  const found = due.map((one) => ({
    ...one,
    to: one.plan.next && recipientOf(one.plan.next, one.booking, accounts),
  }));
  const recipients = found.flatMap(({ to }) => to ?? []);
  const isSuppressed = await suppressedAmong(recipients, addresses);
  return found.map((one) => ({ ...one, isSuppressed: one.to !== undefined && isSuppressed(one.to) }));
}

const idOf = ({ booking }: Pick<Due, 'booking'>): string => booking.id;

type Left = 'nothing' | 'more' | 'blocked';

/** Whether an attempt at the next notice is under way or waited for. */
function isAttempted({ nextAttemptAt = 0 }: NoticeLog, now: number): boolean {
  return nextAttemptAt > now;
}

/** @returns whether another notice may be left. */
async function sendNext(
  { event, booking, log: noticeLog, plan, to, isSuppressed }: Addressed,
  ports: SendNoticesPorts,
): Promise<Left> {
  const { notices, runtime, log } = ports;
  const { skipped, next, handledEntries, notBefore } = plan;
  const now = runtime.now();
  if (notBefore !== undefined) {
    await notices.lookLater(event, booking.id, noticeLog, { now, nextLookAt: notBefore });
    return 'blocked';
  }
  if (next === undefined && skipped.length === 0) {
    await notices.rest(event, booking.id, noticeLog, now);
    return 'nothing';
  }
  const attempt = runtime.newId();
  // Somebody else's claim, which the next look finds.
  if (!(await notices.claim(event, booking.id, noticeLog, { attempt, now, until: now + NOTICE_CLAIM_MS })))
    return 'more';
  // A refused write may have been stored by its first attempt, whose answer was lost: the log says what is left.
  const settle = async (records: NoticeRecord[]): Promise<Left> => {
    const lookAt = nextLookAt(event, booking, [...noticeLog.records, ...records], runtime.now());
    const settled = { records, handledEntries, nextLookAt: lookAt, now: runtime.now() };
    await notices.settle(event, booking.id, attempt, settled);
    return 'more';
  };
  if (next === undefined) return settle(skipped);
  const outcome = isSuppressed ? 'suppressed' : await tryToSend({ event, booking, notice: next, to }, ports);
  if (outcome === 'failed') {
    await notices.postpone(event, booking.id, attempt, runtime.now() + pauseAfter(noticeLog.failures));
    return 'blocked';
  }
  const { entry, kind, toHolderOf } = next;
  const told = { kind, ...(toHolderOf !== undefined && { toHolderOf }) };
  log.info('A notice was handled.', { eventId: event.id, bookingId: booking.id, ...told, outcome });
  return settle([...skipped, { entry, ...told, at: runtime.now(), outcome }]);
}

/** Whether the sweep would go on to wake the sender for this log. */
function isDue({ nextAttemptAt = Infinity, nextLookAt = Infinity }: NoticeLog, now: number): boolean {
  return Math.min(nextAttemptAt, nextLookAt) <= now;
}

async function tryToSend(
  { event, booking, notice, to }: Pick<Addressed, 'event' | 'booking' | 'to'> & { notice: Notice },
  ports: SendNoticesPorts,
): Promise<NoticeOutcome | 'failed'> {
  const { addresses, sender, runtime, log } = ports;
  if (to === undefined) return 'no-address';
  try {
    const isAnnouncement = notice.kind === 'announcement';
    if (isAnnouncement && (await addresses.isUnsubscribed(addressIdOf(to.email), event.organizerId)))
      return 'unsubscribed';
    const kind = isAnnouncement ? 'announcement' : 'booking';
    const countedAt = runtime.now();
    if (!(await countMail(to, kind, countedAt, addresses))) return 'over-limit';
    return await sendCounted({ to, kind, countedAt }, addresses, () =>
      sender.send({ notice, booking, event, to }),
    );
  } catch (error) {
    const reason = error instanceof Busy ? error.message : error instanceof Error ? error.name : 'unknown';
    log.warn('A notice could not be sent. It will be tried again.', { bookingId: booking.id, reason });
    return 'failed';
  }
}

/** The customer's account, or the attendee of a booking without one; of a notice to the holder of a ticket, that one. */
function recipientOf(
  notice: Notice,
  booking: Booking,
  accounts: Map<string, Addressee>,
): Addressee | undefined {
  const { customerId, attendee, ticketHolders } = booking;
  const ticket = holderToldOf(notice);
  if (ticket !== undefined) return stated(ticketHolders?.[ticket]);
  return accounts.get(customerId) ?? stated(attendee);
}

function stated(person: Attendee | undefined): Addressee | undefined {
  if (person?.email === undefined) return undefined;
  return { name: fullName(person), email: person.email };
}

/** Doubles with each failure, without chance: the sweep spreads the attempts. */
function pauseAfter(failures: number): number {
  return Math.min(NOTICE_RETRY_CAP_MS, NOTICE_RETRY_BASE_MS * 2 ** failures);
}
