/**
 * Takes what the mail service reports about a mail that it had accepted: the address gets no further mail, after a complaint no
 * address of its mailbox that nobody confirmed, and the organizer sees it at the booking. Taking it again changes nothing.
 */
import { Refusal } from '../model/refusal.ts';
import { mailboxOf, normalizeEmail } from '../model/user.ts';
import type { AddressStore, SuppressionReason } from '../ports/address-store.ts';
import type { NoticeStore } from '../ports/notice-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { EventCache } from '../process/event-cache.ts';

/**
 * `booking`: the one that the mail was about, if the report names it, and the number of the transferred ticket whose holder
 * was the recipient.
 */
export type Feedback = {
  because: SuppressionReason;
  addresses: string[];
  booking?: { eventId: string; bookingId: string; ticket?: number };
};

type Ports = {
  addresses: Pick<AddressStore, 'suppress' | 'noteComplaint'>;
  notices: Pick<NoticeStore, 'markUndeliverable' | 'markTicketUndeliverable'>;
  cache: Pick<EventCache, 'get'>;
  runtime: Pick<Runtime, 'now'>;
};

/** @throws Busy if the store does not answer now: the report has to be delivered again. */
export async function takeFeedback({ because, addresses, booking }: Feedback, ports: Ports): Promise<void> {
  for (const address of addresses) {
    const now = ports.runtime.now();
    await ports.addresses.suppress(normalizeEmail(address), because, now);
    if (because === 'complained') await ports.addresses.noteComplaint(mailboxOf(address), now);
  }
  if (booking === undefined) return;
  try {
    const event = await ports.cache.get(booking.eventId);
    const { bookingId, ticket } = booking;
    if (ticket === undefined) await ports.notices.markUndeliverable(event, bookingId, because);
    else await ports.notices.markTicketUndeliverable(event, bookingId, ticket);
  } catch (error) {
    // The event was removed meanwhile.
    if (!(error instanceof Refusal) || error.code !== 'not-found') throw error;
  }
}
