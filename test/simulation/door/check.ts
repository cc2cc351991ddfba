/**
 * Checks the answers to the staff of an event and about a draft: `Mine`, that nobody acted without a role, that
 * a draft is found and sold by nobody else, and that each result of an offline scan is what is stored.
 */
import type { Booking } from '../../../functions/domain/model/booking.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import { offlineScanIdFor } from '../../../functions/domain/model/offline-scan.ts';
import { ticketsOf } from '../../../functions/domain/model/ticket.ts';
import type { Violation } from '../../../functions/domain/verify/finding.ts';
import {
  latestOf,
  nameOf,
  type RequestRecord,
  type Sending,
} from '../../../functions/domain/verify/request-record.ts';
import type { EventSnapshot } from '../../../functions/domain/verify/snapshot.ts';

/** Who may do it, and who may see that it is there. */
const ROLES = {
  'check-in-booking': ['door', 'manager'],
  'hand-in-scans': ['door', 'manager'],
  'name-ticket': ['manager'],
  erase: ['manager'],
} as const;

type StaffAct = keyof typeof ROLES;

/** The staff and the state of the event from `at` (ms) on. A cancelled event that was never booked is removed. */
type Moment = Pick<Event, 'staff' | 'organizerId'> & { at: number; isDraft: boolean; isCancelled: boolean };

type Result = { result: string; bookingId?: string; ticket?: number };

const broken = (guarantee: Violation['guarantee'], says: string): Violation => ({ guarantee, says });

export class DoorRecord {
  readonly #moments: Moment[] = [];

  /** @returns violations of a state of the event that holds from `at` (ms) on. */
  onWrite({ event, bookings }: EventSnapshot, at: number): Violation[] {
    const { organizerId, staff = {}, cancelledAt } = event;
    const isDraft = event.isDraft === true;
    this.#moments.push({ at, organizerId, staff, isDraft, isCancelled: cancelledAt !== undefined });
    return [
      ...(isDraft && bookings.length > 0 ? [broken('OnTime', 'a draft was booked')] : []),
      ...bookings.flatMap(lostNames),
      ...bookings.flatMap(returnedPerson),
    ];
  }

  /** @returns violations of the latest answer to a request. */
  onAnswer(request: RequestRecord, snapshot: EventSnapshot): Violation[] {
    const latest = latestOf(request);
    if (latest?.answer === undefined) return [];
    const { what } = request.asked;
    return [
      ...(what === 'book' ? this.#aboutDraft(request, latest) : []),
      ...(what in ROLES ? this.#aboutRole(request, latest, ROLES[what as StaffAct]) : []),
      ...(what === 'hand-in-scans' ? untrueResults(request, latest, snapshot) : []),
    ];
  }

  /** @returns what was true at some time since `since` (ms). */
  #since(since: number): Moment[] {
    const first = this.#moments.findLastIndex(({ at }) => at <= since);
    return this.#moments.slice(Math.max(0, first));
  }

  #aboutDraft(request: RequestRecord, { sentAt, answer }: Sending): Violation[] {
    const seen = this.#since(Math.min(sentAt, ...request.sendings.map((one) => one.sentAt)));
    const { status = 0, code } = answer ?? {};
    if (status < 300 && seen.every(({ isDraft }) => isDraft))
      return [broken('OnTime', `${nameOf(request)} got tickets of a draft`)];
    const isOfEvent = code === 'not-found' && request.replacesId === undefined;
    if (isOfEvent && !seen.some(({ isDraft, isCancelled }) => isDraft || isCancelled))
      return [broken('HonestAnswer', `${nameOf(request)} did not find a published event`)];
    return [];
  }

  #aboutRole(request: RequestRecord, { answer, sentAt }: Sending, roles: readonly string[]): Violation[] {
    const { actorId } = request;
    const mayAct = ({ organizerId, staff }: Moment) =>
      organizerId === actorId || roles.includes(staff?.[actorId] ?? 'none');
    const seen = this.#since(sentAt);
    if ((answer?.status ?? 0) < 300 && !seen.some(mayAct))
      return [broken('Mine', `${nameOf(request)} was done for somebody who is not on the staff`)];
    return [];
  }
}

/** Finds tickets whose names are not those of their last entry. A transferred ticket takes its name along. */
function lostNames(booking: Booking): Violation[] {
  const { id, history, ticketHolders = {} } = booking;
  if (history.some(({ what }) => what === 'ticket-transferred' || what === 'person-erased')) return [];
  return ticketsOf(booking).flatMap(({ number }) => {
    const last = history.findLast((entry) => entry.what === 'ticket-named' && entry.ticket === number);
    const isNamed = last?.what === 'ticket-named' && last.isCleared !== true;
    if (isNamed === (ticketHolders[number] !== undefined)) return [];
    return [broken('Durable', `the name on ticket ${number} of ${id} is not that of its last entry`)];
  });
}

/** Finds a person who was erased from the booking and is there again. */
function returnedPerson({ id, history, attendee, ticketHolders = {} }: Booking): Violation[] {
  const isErased = history.some(({ what }) => what === 'person-erased');
  if (!isErased || (attendee === undefined && Object.keys(ticketHolders).length === 0)) return [];
  return [broken('Durable', `a person who was erased from ${id} is there again`)];
}

/** Finds results of scans that the history of the booking does not bear out. */
function untrueResults(
  request: RequestRecord,
  { answer }: Sending,
  { event, bookings }: EventSnapshot,
): Violation[] {
  const { results = [] } = ((answer as { body?: { results?: Result[] } }).body ?? {}) as {
    results?: Result[];
  };
  const { scans = [] } = request;
  if ((answer?.status ?? 0) >= 300) return [];
  if (results.length !== scans.length)
    return [
      broken('HonestAnswer', `${nameOf(request)} has ${results.length} results for ${scans.length} scans`),
    ];
  return scans.flatMap(({ bookingId, ticket, scannedAt }, index): Violation[] => {
    const { result = '' } = results[index] ?? {};
    const scanId = offlineScanIdFor({ eventId: event.id, bookingId, number: ticket }, scannedAt, undefined);
    const booking = bookings.find(({ id }) => id === bookingId);
    if (isTrue(result, ticket, scanId, booking)) return [];
    return [
      broken('HonestAnswer', `${nameOf(request)} was told "${result}" of ticket ${ticket} of ${bookingId}`),
    ];
  });
}

function isTrue(result: string, ticket: number, scanId: string, booking: Booking | undefined): boolean {
  const history = booking?.history ?? [];
  const scans = history.flatMap((entry) => (entry.what === 'checked-in' ? [entry] : []));
  const own = scans.filter((scan) => scan.scanId === scanId);
  switch (result) {
    case 'checked-in':
      return own.length === 1;
    case 'already-checked-in':
      return own.length === 0 && scans.some((scan) => scan.ticket === ticket);
    case 'check-in-undone':
      return history.some((entry) => entry.what === 'check-in-undone' && entry.ticket === ticket);
    case 'ticket-void':
      return own.length === 0;
    default:
      return false;
  }
}
