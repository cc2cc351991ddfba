/**
 * The notices of a booking: what its customer is told, one notice for each history entry that concerns them, and what the
 * holders of its transferred tickets are told. Pure rules; `domain/notices` sends the notices.
 *
 * | history entry                            | notice           |
 * | ---------------------------------------- | ---------------- |
 * | booked; promoted, of a request that was answered with tickets | booked |
 * | added                                    | tickets-added    |
 * | joined, once its request cannot remove it | waitlisted       |
 * | granted                                  | part-granted     |
 * | promoted                                 | promoted         |
 * | offered                                  | offered          |
 * | passed                                   | passed           |
 * | offered, once half of its time is over    | offer-reminder   |
 * | accepted                                 | offer-accepted   |
 * | declined                                 | offer-declined   |
 * | expired, of an offer                     | offer-ended      |
 * | lapsed                                   | offer-lapsed     |
 * | expired, of a wait                       | wait-ended       |
 * | cancelled, left, or both in one act      | cancelled, before to the holders of transferred tickets |
 * | left for another booking, which is told  |                  |
 * | link-requested                           | link             |
 * | event-cancelled, or left with the event  | event-cancelled, before to the holders of transferred tickets |
 * | ticket-transferred                       | ticket-received, to the new holder; ticket-transferred |
 * | none: the event has another name, time or venue | event-changed, before to the holders of transferred tickets |
 * | none: the organizer wrote to those who hold or wait | announcement |
 *
 * The others concern the service or the door and are not told: handed-on, answered-at-once, place-confirmed,
 * checked-in, check-in-undone, ticket-named, person-erased.
 */
import {
  asFirstAnswered,
  type Booking,
  type EndReason,
  givesUpAt,
  type HistoryEntry,
  type IfUnanswered,
  isExpired,
  leavesUnserved,
  ticketsHeld,
} from './booking.ts';
import type { Event, ToldValues } from './event.ts';
import { asOf } from './lapsed-offer.ts';
import { halfTimeOf } from './offer-time.ts';
import { ticketsOf, transferredAmong } from './ticket.ts';

export const NOTICE_KINDS = [
  'booked',
  'tickets-added',
  'waitlisted',
  'part-granted',
  'promoted',
  'offered',
  'passed',
  'offer-reminder',
  'offer-accepted',
  'offer-declined',
  'offer-ended',
  'offer-lapsed',
  'wait-ended',
  'cancelled',
  'link',
  'event-cancelled',
  'ticket-received',
  'ticket-transferred',
  'event-changed',
  'announcement',
] as const;

export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** The kinds of notices that the holder of a transferred ticket gets, too, with a text of their own. */
export type KindToHolders = 'cancelled' | 'event-cancelled' | 'event-changed';

/**
 * `entry`: index in the history of the entry that it is about, the last one of an act; for `event-changed` the revision
 * of the event, for `announcement` its number. `at`: when that
 * happened, ms. `quantity`: the tickets that it is about. `held` and `waitsFor`: the tickets that the booking
 * holds and waits for afterwards. `expiresAt`: when the offer ends, ms. `ifUnanswered`: what becomes of the booking if nobody
 * answers the offer, or became of it. `because`: why an offer or a wait
 * ended, if its time did not run out. `isByOrganizer` and `reason`: of a cancellation that the organizer or an
 * admin made. `before`: the fields of the event that changed, as they were.
 * `ticket` and `newTicket`: the numbers of a transferred ticket, before and after. `isVoid`: the new one is not valid any
 * more. `announced`: what the organizer wrote. `chances`: of an announcement to a waiter. `toHolderOf`: the number of the
 * transferred ticket whose holder is told that ticket's part; undefined if the customer is told. Kind, entry and
 * `toHolderOf` identify a notice of a booking.
 */
export type Notice = {
  kind: NoticeKind;
  entry: number;
  at: number;
  quantity: number;
  held: number;
  waitsFor: number;
  expiresAt?: number;
  ifUnanswered?: IfUnanswered;
  because?: EndReason;
  isByOrganizer?: true;
  reason?: string;
  before?: ToldValues;
  ticket?: number;
  newTicket?: number;
  isVoid?: true;
  announced?: { subject: string; text: string };
  chances?: Chances;
  toHolderOf?: number;
};

/** What identifies a notice of a booking. */
export type NoticeName = Pick<Notice, 'kind' | 'entry' | 'toHolderOf'>;

export function isSameNotice(one: NoticeName, other: NoticeName): boolean {
  return one.kind === other.kind && one.entry === other.entry && one.toHolderOf === other.toHolderOf;
}

/** @returns the number of the transferred ticket whose holder gets the notice; undefined if the customer does. */
export function holderToldOf({ kind, newTicket, toHolderOf }: Notice): number | undefined {
  return kind === 'ticket-received' ? newTicket : toHolderOf;
}

/**
 * What is known of a waiter's chances. `position`: in the waitlist, counted from 1, when the notice was sent.
 * `promotions`: how often tickets were given out in order so far, or offered.
 */
export type Chances = { position?: number; promotions?: number };

/** `held` and `waitsFor`: tickets. `isOffered`: whether the booking has an open offer. */
type Replayed = { held: number; waitsFor: number; isOffered: boolean };

type Told = Pick<Notice, 'kind' | 'expiresAt' | 'ifUnanswered' | 'because' | 'isByOrganizer' | 'reason'>;

/** @returns the notices of a booking, in the order of its history. */
export function noticesOf(booking: Booking): Notice[] {
  const { history } = booking;
  const state: Replayed = { held: 0, waitsFor: 0, isOffered: false };
  const notices: Notice[] = [];
  let before = 0;
  for (const [entry, happened] of history.entries()) {
    const told = tellable(booking, happened, state);
    replay(happened, state);
    if (happened.what === 'ticket-transferred') {
      notices.push(...noticesOfTransfer(booking, entry, happened, state));
      continue;
    }
    if (happened.what === 'link-requested') {
      const { held, waitsFor } = state;
      notices.push({ kind: 'link', entry, at: happened.at, quantity: held + waitsFor, held, waitsFor });
      continue;
    }
    if (told === undefined || !('quantity' in happened)) continue;
    if (isSameAct(happened, history[entry + 1])) {
      before = happened.quantity;
      continue;
    }
    const { held, waitsFor } = state;
    const quantity = before + happened.quantity;
    before = 0;
    notices.push(...noticesToHolders(entry, happened, told));
    notices.push({ ...told, entry, at: happened.at, quantity, held, waitsFor });
  }
  return notices;
}

/** Of the transferred tickets that the entry voids. The reason of a cancellation is for the customer alone. */
function noticesToHolders(entry: number, happened: HistoryEntry, { kind, isByOrganizer }: Told): Notice[] {
  const { transferred = [] } = 'transferred' in happened ? happened : {};
  return transferred.map((toHolderOf) => ({
    kind,
    entry,
    at: happened.at,
    quantity: 1,
    held: 0,
    waitsFor: 0,
    ...(isByOrganizer && { isByOrganizer }),
    toHolderOf,
  }));
}

type Transfer = Extract<HistoryEntry, { what: 'ticket-transferred' }>;

/** The new holder needs the code first. */
function noticesOfTransfer(
  booking: Booking,
  entry: number,
  { at, by, ticket, newTicket }: Transfer,
  { held, waitsFor }: Replayed,
): Notice[] {
  const isValid = ticketsOf(booking).some(({ number }) => number === newTicket);
  const about = { entry, at, quantity: 1, held, waitsFor, ticket, newTicket };
  return [
    { ...about, kind: 'ticket-received', ...(!isValid && { isVoid: true }) },
    { ...about, kind: 'ticket-transferred', ...(by !== booking.customerId && { isByOrganizer: true }) },
  ];
}

/**
 * When the customer is to be reminded of the booking's open offer: at half of its time. Undefined without an open
 * offer, and for an offer that is too short for a reminder. In ms.
 */
export function reminderAt(
  { status, history }: Pick<Booking, 'status' | 'history'>,
  event: Pick<Event, 'waitlist' | 'timeZone'>,
): number | undefined {
  const offered = status === 'offered' ? history.findLast(({ what }) => what === 'offered') : undefined;
  return offered?.what === 'offered' ? halfTimeOf(offered, event) : undefined;
}

/** The reminder of the booking's open offer, if it is due at `now` (ms) and the offer has not run out. */
export function reminderOf(
  booking: Booking,
  event: Pick<Event, 'waitlist' | 'timeZone'>,
  now: number,
): Notice | undefined {
  const at = reminderAt(booking, event);
  const offered = noticesOf(booking).findLast(({ kind }) => kind === 'offered');
  if (at === undefined || at > now || isExpired(booking, now) || offered === undefined) return undefined;
  return { ...offered, kind: 'offer-reminder', at };
}

/**
 * The notices of the last change of the event, if the booking is older than that change, and holds or waits for tickets
 * at `now` (ms): to those who had transferred tickets of it before the change, and then to its customer.
 */
export function changeNoticesOf(booking: Booking, event: Pick<Event, 'toldChange'>, now: number): Notice[] {
  const { toldChange } = event;
  const [first] = booking.history;
  const { offerExpiresAt: expiresAt, ...known } = asOf(booking, now);
  const isOver = known.status === 'cancelled' || givesUpAt(booking) !== undefined;
  if (toldChange === undefined || isOver || first === undefined || first.at > toldChange.at) return [];
  const { quantity } = known;
  const held = ticketsHeld(known);
  const { revision, at, before } = toldChange;
  const about = { kind: 'event-changed' as const, entry: revision, at, ...(before && { before }) };
  const toHolders = transferredAmong(ticketsOf(booking)).filter((number) =>
    isTransferredBy(booking, number, at),
  );
  return [
    ...toHolders.map((toHolderOf) => ({ ...about, quantity: 1, held: 1, waitsFor: 0, toHolderOf })),
    {
      ...about,
      quantity,
      held,
      waitsFor: quantity - held,
      ...(expiresAt !== undefined && { expiresAt }),
    },
  ];
}

/** Whether the ticket had been transferred at the instant `at` (ms). */
function isTransferredBy({ history }: Booking, number: number, at: number): boolean {
  return history.some(
    (happened) =>
      happened.what === 'ticket-transferred' && happened.newTicket === number && happened.at <= at,
  );
}

/** Kinds that ask the customer to wait or to act. They are pointless once something else has happened. */
const OF_THE_MOMENT: ReadonlySet<NoticeKind> = new Set(['waitlisted', 'offered', 'passed']);

/** Whether a later notice makes this one pointless, so that it is not sent. */
export function isOvertaken({ kind, entry, isVoid }: Notice, notices: Notice[]): boolean {
  if (isVoid === true) return true;
  return OF_THE_MOMENT.has(kind) && notices.some((later) => later.entry > entry && later.kind !== 'link');
}

/** A booking that waits for more tickets than it holds leaves the waitlist and gives tickets back in one act. */
function isSameAct({ what, at }: HistoryEntry, next: HistoryEntry | undefined): boolean {
  return what === 'left' && next?.at === at && (next.what === 'cancelled' || next.what === 'event-cancelled');
}

function tellable(booking: Booking, happened: HistoryEntry, { isOffered }: Replayed): Told | undefined {
  switch (happened.what) {
    case 'booked':
      return { kind: 'booked' };
    case 'added':
      return { kind: 'tickets-added' };
    case 'joined':
      return leavesUnserved(booking) ? undefined : { kind: 'waitlisted' };
    case 'granted':
      return { kind: 'part-granted' };
    case 'promoted':
      return { kind: asFirstAnswered(booking).status === 'confirmed' ? 'booked' : 'promoted' };
    case 'offered':
      return {
        kind: 'offered',
        expiresAt: happened.expiresAt,
        ...(happened.ifUnanswered && { ifUnanswered: happened.ifUnanswered }),
      };
    case 'passed':
      return { kind: 'passed' };
    case 'accepted':
      return { kind: 'offer-accepted' };
    case 'declined':
      return { kind: 'offer-declined' };
    case 'expired': {
      const { because } = happened;
      return { kind: isOffered ? 'offer-ended' : 'wait-ended', ...(because && { because }) };
    }
    case 'lapsed':
      return {
        kind: 'offer-lapsed',
        ifUnanswered: happened.earlierArrival === undefined ? 'keeps-place' : 'moves-to-end',
      };
    case 'event-cancelled':
      return { kind: 'event-cancelled' };
    case 'cancelled':
    case 'left':
      return happened.replacedBy === undefined ? cancelledBy(booking, happened) : undefined;
    default:
      return undefined;
  }
}

/** Nobody is named in the entry of a booking that left the waitlist because its event was cancelled. */
function cancelledBy({ customerId }: Booking, { by, why }: { by?: string; why?: string }): Told {
  if (by === undefined) return { kind: 'event-cancelled' };
  if (by === customerId) return { kind: 'cancelled' };
  return { kind: 'cancelled', isByOrganizer: true, ...(why !== undefined && { reason: why }) };
}

function replay(happened: HistoryEntry, state: Replayed): void {
  switch (happened.what) {
    case 'booked':
    case 'added':
      state.held += happened.quantity;
      break;
    case 'joined':
      state.waitsFor += happened.quantity;
      break;
    case 'granted':
    case 'promoted':
    case 'offered':
      state.held += happened.quantity;
      state.waitsFor -= happened.quantity;
      state.isOffered = happened.what === 'offered';
      break;
    case 'accepted':
      state.isOffered = false;
      break;
    case 'declined':
    case 'cancelled':
    case 'event-cancelled':
      state.held -= happened.quantity;
      break;
    case 'left':
      state.waitsFor -= happened.quantity;
      break;
    case 'lapsed':
      state.held -= happened.quantity;
      state.waitsFor += happened.quantity;
      state.isOffered = false;
      break;
    case 'expired':
      if (state.isOffered) state.held -= happened.quantity;
      else state.waitsFor -= happened.quantity;
      state.isOffered = false;
      break;
  }
}
