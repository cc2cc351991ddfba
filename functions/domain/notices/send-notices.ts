/**
 * Sends a booking's notices that were not sent yet, in the order of its history. It looks at what is stored, not
 * at what it was called for, so it may be called at any time, twice, or not at all for one of several changes.
 *
 * Steps for each notice, and what a crash after each leaves behind:
 * 1. The claim, a conditional write, so that nobody else sends the notice. Crash: nothing is sent; after
 *    `NOTICE_CLAIM_MS` the sweep wakes the sender by the pending-work key from the same write.
 * 2. The count of mails to the address. Crash: one mail is counted that was not sent.
 * 3. The mail. Crash: the notice is sent, and nobody knows. The sender sends it again after step 1's time. This is
 *    the only way in which a notice is sent twice, and its `Message-ID` is the same both times.
 * 4. The outcome, a conditional write that ends the claim. Crash: the next look continues with the next notice.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import {
  MAILS_PER_ADDRESS_AND_DAY,
  NOTICE_CLAIM_MS,
  NOTICE_RETRY_BASE_MS,
  NOTICE_RETRY_CAP_MS,
} from '../model/limits.ts';
import type { Notice } from '../model/notice.ts';
import type { NoticeLog, NoticeOutcome, NoticeRecord } from '../model/notice-log.ts';
import { nextLookAt, planNotice } from '../model/plan-notice.ts';
import { Busy } from '../model/refusal.ts';
import { normalizeEmail } from '../model/user.ts';
import type { AddressStore } from '../ports/address-store.ts';
import type { Log } from '../ports/log.ts';
import type { NoticeSender } from '../ports/notice-sender.ts';
import type { NoticeStore } from '../ports/notice-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';

export type SendNoticesPorts = {
  notices: NoticeStore;
  addresses: AddressStore;
  sender: NoticeSender;
  users: Pick<UserStore, 'contacts'>;
  runtime: Runtime;
  log: Log;
};

/**
 * Sends until no notice of the booking is left, or until the mail service fails: then the sweep wakes the sender
 * later.
 * @throws Busy if the store does not answer now: the call has to be repeated
 */
export async function sendNotices(event: Event, bookingId: string, ports: SendNoticesPorts): Promise<void> {
  for (;;) {
    const { booking, log } = await ports.notices.read(event, bookingId);
    if (booking === undefined || !(await sendNext(event, booking, log, ports))) return;
  }
}

/** @returns whether another notice may be left. */
async function sendNext(
  event: Event,
  booking: Booking,
  log: NoticeLog,
  ports: SendNoticesPorts,
): Promise<boolean> {
  const { notices, runtime } = ports;
  const now = runtime.now();
  const { skipped, next, handledEntries } = planNotice(event, booking, log, now);
  if ((log.nextAttemptAt ?? 0) > now) return false;
  if (next === undefined && skipped.length === 0) {
    if (isDue(log, now)) await notices.rest(event, booking.id, log, now);
    return false;
  }
  const attempt = runtime.newId();
  // Whoever holds the claim looks at the booking again after it.
  if (!(await notices.claim(event, booking.id, log, { attempt, now, until: now + NOTICE_CLAIM_MS })))
    return false;
  const settle = (records: NoticeRecord[]) => {
    const lookAt = nextLookAt(event, booking, [...log.records, ...records], runtime.now());
    return notices.settle(event, booking.id, attempt, { records, handledEntries, nextLookAt: lookAt });
  };
  if (next === undefined) return settle(skipped);
  const outcome = await tryToSend(event, booking, next, ports);
  if (outcome === 'failed') {
    await notices.postpone(event, booking.id, attempt, runtime.now() + pauseAfter(log.failures));
    return false;
  }
  const { entry, kind } = next;
  return settle([...skipped, { entry, kind, at: runtime.now(), outcome }]);
}

/** Whether the sweep would go on to wake the sender for this log. */
function isDue({ nextAttemptAt = Infinity, nextLookAt = Infinity }: NoticeLog, now: number): boolean {
  return Math.min(nextAttemptAt, nextLookAt) <= now;
}

async function tryToSend(
  event: Event,
  booking: Booking,
  notice: Notice,
  ports: SendNoticesPorts,
): Promise<NoticeOutcome | 'failed'> {
  const { addresses, sender, runtime, log } = ports;
  try {
    const to = await recipientOf(booking, ports);
    if (to === undefined) return 'no-address';
    const [day = ''] = new Date(runtime.now()).toISOString().split('T');
    const admission = await addresses.admit(normalizeEmail(to.email), day, MAILS_PER_ADDRESS_AND_DAY);
    if (admission !== 'admitted') return admission;
    return await sender.send({ notice, booking, event, to });
  } catch (error) {
    const reason = error instanceof Busy ? error.message : error instanceof Error ? error.name : 'unknown';
    log.warn('A notice could not be sent. It will be tried again.', { bookingId: booking.id, reason });
    return 'failed';
  }
}

/** The customer's account, or the attendee of a booking without one. */
async function recipientOf({ customerId, attendee }: Booking, { users }: SendNoticesPorts) {
  const account = (await users.contacts([customerId])).get(customerId);
  if (account !== undefined || attendee === undefined) return account;
  return { name: `${attendee.firstName} ${attendee.lastName}`, email: attendee.email };
}

/** Doubles with each failure, without chance: the sweep spreads the attempts. */
function pauseAfter(failures: number): number {
  return Math.min(NOTICE_RETRY_CAP_MS, NOTICE_RETRY_BASE_MS * 2 ** failures);
}
