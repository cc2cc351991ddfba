/** Converts bookings to the shape of the API. */
import {
  type Booking,
  type HistoryEntry,
  ifUnanswered,
  passingOf,
  requestedAt,
} from '../../domain/model/booking.ts';
import { endOf } from '../../domain/model/booking-end.ts';
import { wasErased } from '../../domain/model/closing.ts';
import { drawnAt, isDrawing, isDrawn } from '../../domain/model/draw.ts';
import type { Event } from '../../domain/model/event.ts';
import { asOf } from '../../domain/model/lapsed-offer.ts';
import type { NoticeLog, NoticeRecord } from '../../domain/model/notice-log.ts';
import { checkedInCount, typesOf, voidedByEntry } from '../../domain/model/ticket.ts';
import type { Contact } from '../../domain/model/user.ts';
import type { BookingAnswer, DoorBookingAnswer } from '../answers/bookings.ts';
import { doorTicketsView, nameView } from './tickets.ts';

/** `position` is undefined unless the booking waits. An expired offer is shown as void. `now` in ms. */
export function bookingView(booking: Booking, now: number, position?: number): BookingAnswer {
  const known = asOf(booking, now);
  const { id, eventId, status, quantity, attendee, granted, offerExpiresAt } = known;
  const rule = ifUnanswered(known);
  const end = endOf(booking, now);
  const passing = status === 'waitlisted' ? passingOf(booking) : undefined;
  const types = typesOf(known);
  return {
    id,
    eventId,
    status,
    quantity,
    ...(types && { types }),
    createdAt: new Date(requestedAt(booking)).toISOString(),
    ...(end && { endedBecause: end.because }),
    ...(end?.reason !== undefined && { cancelReason: end.reason }),
    ...(end?.replacedBy !== undefined && !wasErased(booking) && { replacedBy: end.replacedBy }),
    ...(granted > 0 && { granted }),
    ...(attendee && { attendee }),
    ...(position !== undefined && { position }),
    ...(passing && { passedAt: new Date(passing.at).toISOString() }),
    ...(offerExpiresAt !== undefined && { offerExpiresAt: new Date(offerExpiresAt).toISOString() }),
    ...(rule && { ifUnanswered: rule }),
  };
}

/** When the positions of the draw are known, for a booking that takes part in it. `now` in ms. */
export function drawView(booking: Booking, event: Event, now: number): Pick<BookingAnswer, 'drawnAt'> {
  const instant = drawnAt(event);
  const takesPart = booking.status === 'waitlisted' && isDrawn(booking) && isDrawing(event, now);
  if (instant === undefined || !takesPart) return {};
  return { drawnAt: new Date(instant).toISOString() };
}

/** What only the organizer of the event gets. `log`: of the notices of the booking, if it was read. */
type OrganizerPart = {
  position?: number | undefined;
  customer: Contact | undefined;
  log?: NoticeLog;
};

/**
 * A booking as the organizer of its event gets it: with its customer and its history. `customer` is undefined
 * for a guest and for an account that no longer exists.
 */
export function organizerBookingView(
  booking: Booking,
  now: number,
  { position, customer, log }: OrganizerPart,
): BookingAnswer {
  return {
    ...bookingView(booking, now, position),
    ...(!wasErased(booking) && { customerId: booking.customerId }),
    ...(customer && { customer }),
    history: historyView(booking),
    ...(log &&
      log.records.length > 0 && { notices: log.records.map((record) => noticeView(record, booking)) }),
    ...(log?.undeliverable && { undeliverable: log.undeliverable }),
    ...(log?.undeliverableTickets && { undeliverableTickets: log.undeliverableTickets }),
  };
}

/** A booking in the list of its event's organizer: its tickets without their codes. */
export function listedBookingView(booking: Booking, now: number, part: OrganizerPart): BookingAnswer {
  const tickets = doorTicketsView(booking);
  return {
    ...organizerBookingView(booking, now, part),
    ...(tickets.length > 0 && { tickets }),
    checkedInTickets: checkedInCount(booking),
  };
}

/** A booking in the list of its event's door staff: no address, no ticket code, no history. */
export function doorBookingView(booking: Booking, now: number, part: OrganizerPart): DoorBookingAnswer {
  const { id, eventId, status, quantity, createdAt } = bookingView(booking, now);
  const { position, customer } = part;
  return {
    id,
    eventId,
    status,
    quantity,
    createdAt,
    ...(position !== undefined && { position }),
    ...(booking.attendee && { attendee: nameView(booking.attendee) }),
    ...(customer && { customer: { name: customer.name } }),
    tickets: doorTicketsView(booking),
    checkedInTickets: checkedInCount(booking),
  };
}

function noticeView({ kind, entry, at, outcome, toHolderOf }: NoticeRecord, { history }: Booking) {
  const transfer = kind === 'ticket-received' ? history[entry] : undefined;
  const ticket = transfer?.what === 'ticket-transferred' ? transfer.newTicket : toHolderOf;
  return {
    about: kind,
    at: new Date(at).toISOString(),
    outcome,
    ...(ticket !== undefined && { toHolderOf: ticket }),
  };
}

export type HistoryEntryView = NonNullable<BookingAnswer['history']>[number];

/**
 * The entries of a history. Not shown: `attempt`, by which a request tells its own write from that of a repeat, and
 * `transferred`, which follows from the entries before.
 * A cancellation shows the numbers of the tickets that it voided, also if it named none. What a customer did who was erased since
 * shows no account and no later booking: both lead to a name.
 */
export function historyView(booking: Pick<Booking, 'history' | 'customerId'>): HistoryEntryView[] {
  const { history, customerId } = booking;
  const voided = voidedByEntry(history);
  const erasedId = wasErased(booking) ? customerId : undefined;
  return history.map((historyEntry, entry) => {
    const { what, at } = historyEntry;
    const tickets = voided[entry] ?? [];
    return {
      what,
      at: new Date(at).toISOString(),
      ...fieldsOf(historyEntry),
      ...(erasedId !== undefined && { replacedBy: undefined }),
      ...('by' in historyEntry && historyEntry.by === erasedId && { by: undefined }),
      ...(what === 'cancelled' && tickets.length > 0 && { tickets }),
    };
  });
}

function fieldsOf(historyEntry: HistoryEntry): object {
  switch (historyEntry.what) {
    case 'booked':
    case 'joined':
    case 'cancelled':
    case 'left': {
      const {
        quantity,
        types,
        by,
        why,
        leavesUnserved,
        isAfterSales,
        isAhead,
        replacedBy,
        requestedAt: asked,
      } = historyEntry;
      const drawn = asked !== undefined && { requestedAt: new Date(asked).toISOString() };
      return { quantity, types, by, why, leavesUnserved, isAfterSales, isAhead, replacedBy, ...drawn };
    }
    case 'added': {
      const { quantity, types, total, by } = historyEntry;
      return { quantity, types, total, by };
    }
    case 'promoted':
    case 'granted':
      return { quantity: historyEntry.quantity, promotionNumber: historyEntry.promotionNumber };
    case 'offered': {
      const { quantity, promotionNumber, expiresAt, ifUnanswered: rule } = historyEntry;
      return {
        quantity,
        promotionNumber,
        expiresAt: new Date(expiresAt).toISOString(),
        ifUnanswered: rule,
      };
    }
    case 'lapsed': {
      const { quantity, earlierArrival } = historyEntry;
      const moved = earlierArrival !== undefined && {
        earlierArrival: new Date(earlierArrival).toISOString(),
      };
      return { quantity, ...moved };
    }
    case 'passed': {
      const { quantity, heldBackSince, promotions } = historyEntry;
      return { quantity, heldBackSince: new Date(heldBackSince).toISOString(), promotions };
    }
    case 'expired':
      return { quantity: historyEntry.quantity, because: historyEntry.because };
    case 'checked-in': {
      const { ticket, by, scanId, scannedAt, device } = historyEntry;
      const stated = scannedAt !== undefined && { scannedAt: new Date(scannedAt).toISOString(), device };
      return { ticket, by, scanId, ...stated };
    }
    case 'check-in-undone': {
      const { ticket, by, scanId, reason } = historyEntry;
      return { ticket, by, scanId, reason };
    }
    case 'ticket-transferred': {
      const { ticket, newTicket, by } = historyEntry;
      return { ticket, newTicket, by };
    }
    case 'link-requested':
      return {};
    case 'ticket-named':
      return { ticket: historyEntry.ticket, by: historyEntry.by, isCleared: historyEntry.isCleared };
    case 'person-erased':
      return { by: historyEntry.by };
    default:
      return { quantity: historyEntry.quantity };
  }
}
