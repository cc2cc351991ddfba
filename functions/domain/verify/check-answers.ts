/**
 * Checks the answers to one request: `HonestAnswer` by the codes that each kind of request may be refused
 * with, `OneEffect` by comparing the answers to repeats, and `Mine` for requests about other people's bookings.
 */
import { cancellationIdFor, hasAddition } from '../model/booking.ts';
import { CLOCK_SKEW_MS } from '../model/limits.ts';
import { staffTermsOf } from '../model/staff.ts';
import { hasTransfer } from '../model/ticket.ts';
import type { Violation } from './finding.ts';
import {
  type Answer,
  type Asked,
  isDone,
  latestOf,
  makesBooking,
  nameOf,
  type RequestRecord,
  type Sending,
} from './request-record.ts';
import type { EventSnapshot } from './snapshot.ts';

const OFFER_CODES = ['not-found', 'offer-expired', 'already-cancelled', 'not-offered', 'busy'];
const CHANGE_CODES = ['event-cancelled', 'validation-failed', 'busy'];
const DOOR_SALE_CODES = ['sales-not-open', 'sold-out', 'waitlist-full', 'sales-closed', ...CHANGE_CODES];

/** The codes with which each kind of request may be refused, whatever faults there are. */
const HONEST_CODES: Record<Asked['what'], string[]> = {
  book: ['already-waiting', 'customer-limit-reached', 'draw-is-open', ...DOOR_SALE_CODES],
  'book-at-door': DOOR_SALE_CODES,
  add: [
    'already-cancelled',
    'customer-limit-reached',
    'event-cancelled',
    'not-confirmed',
    'not-found',
    'sales-closed',
    'sells-in-order',
    'sold-out',
    'validation-failed',
    'busy',
  ],
  cancel: [
    'already-cancelled',
    'offer-expired',
    'event-started',
    'not-found',
    'validation-failed',
    'checked-in',
    'busy',
  ],
  accept: ['event-cancelled', ...OFFER_CODES],
  decline: OFFER_CODES,
  look: ['not-found', 'busy'],
  meddle: ['not-found', 'busy'],
  'create-event': ['busy'],
  'change-capacity': ['capacity-below-held', ...CHANGE_CODES],
  'pause-waitlist': CHANGE_CODES,
  'move-close': CHANGE_CODES,
  'change-limits': CHANGE_CODES,
  'change-policy': ['event-cancelled', 'busy'],
  'change-limit': ['event-cancelled', 'busy'],
  'cancel-event': ['busy'],
  'check-in': ['ticket-void', 'already-checked-in', 'event-cancelled', 'idempotency-key-reused', 'busy'],
  transfer: [
    'checked-in',
    'event-cancelled',
    'event-started',
    'names-closed',
    'not-found',
    'ticket-transferred',
    'ticket-void',
    'too-many-transfers',
    'busy',
  ],
  'undo-check-in': ['ticket-void', 'not-checked-in', 'event-cancelled', 'busy'],
  'check-in-booking': [
    'already-checked-in',
    'event-cancelled',
    'no-tickets',
    'not-found',
    'ticket-void',
    'validation-failed',
    'busy',
  ],
  'hand-in-scans': ['event-cancelled', 'not-found', 'validation-failed', 'busy'],
  'name-ticket': [
    'event-cancelled',
    'names-closed',
    'not-found',
    'ticket-transferred',
    'ticket-void',
    'too-many-names',
    'busy',
  ],
  erase: ['bookings-open', 'not-found', 'not-told-yet', 'busy'],
  publish: CHANGE_CODES,
  appoint: ['event-cancelled', 'busy'],
  'remove-member': ['not-found', 'busy'],
};

/** The further codes for a booking that replaces a waiting one. */
const REPLACING_CODES = ['not-found', 'not-waiting'];

/** The code for a draft, which its staff alone knows of, and for a cancelled event that was never booked, which is removed. */
const GONE = 'not-found';

/** The kinds of requests whose first answer is kept for repeats with the same key. */
const KEPT = new Set<Asked['what']>([
  'book',
  'book-at-door',
  'add',
  'cancel',
  'accept',
  'decline',
  'transfer',
]);

/** @returns what is wrong with the answers; `snapshot`: the event after the last of them. */
export function answerViolations(request: RequestRecord, snapshot: EventSnapshot): Violation[] {
  const { asked, key, bookingId } = request;
  const violations: Violation[] = [];
  const broken = (guarantee: Violation['guarantee'], says: string) =>
    violations.push({ guarantee, says: `${nameOf(request)} ${says}`, bookingId, request });
  const { cancelledAt, isDraft, publishedAt } = snapshot.event;
  const isGone = cancelledAt !== undefined && snapshot.bookings.length === 0;
  const isHidden = isGone || isDraft || publishedAt !== undefined;
  for (const { answer } of request.sendings) {
    if (answer === undefined) continue;
    const { status, code = '', retryAfter, booking } = answer;
    const isOfReplaced = request.replacesId !== undefined && REPLACING_CODES.includes(code);
    const isAllowed = HONEST_CODES[asked.what].includes(code) || isOfReplaced || (isHidden && code === GONE);
    if (status >= 300 && !isAllowed) broken('HonestAnswer', `was answered ${status} ${code}`);
    if (status === 503 && retryAfter === undefined)
      broken('HonestAnswer', 'was answered 503 without Retry-After');
    if (asked.what === 'book' && asked.onSoldOut === 'reject' && status === 202)
      broken('HonestAnswer', 'would not wait, and was answered "waitlisted"');
    if (asked.what === 'meddle' && status < 300) broken('Mine', "reached somebody else's booking");
    const isAnother = makesBooking(request) && key !== undefined && booking && booking.id !== bookingId;
    if (isAnother) broken('OneEffect', 'made two bookings with one Idempotency-Key');
  }
  const other = differingAnswers(request, snapshot);
  if (other !== undefined) broken('OneEffect', `was answered ${other.join(', then ')}`);
  return violations;
}

/** @returns an answer with success and the different one to a later repeat, if there are such. */
function differingAnswers(request: RequestRecord, snapshot: EventSnapshot): [string, string] | undefined {
  const { asked, key, sendings } = request;
  if (key === undefined || !KEPT.has(asked.what)) return undefined;
  for (const later of sendings) {
    const now = told(asked, later.answer);
    const before = sendings.filter((one) => isDone(one) && (one.endedAt ?? Infinity) <= later.sentAt);
    const [first] = before.map(({ answer }) => told(asked, answer));
    if (now === undefined || first === undefined) continue;
    const isSame = before.some(({ answer }) => told(asked, answer) === now);
    const mayDiffer =
      isOneOfTwo(before, later, sendings) ||
      hasEndedSince(request, later, snapshot) ||
      hasLeftStaff(request, later, snapshot);
    if (!isSame && !mayDiffer) return [first, now];
  }
  return undefined;
}

/** @returns what the client learned; undefined for an answer that says nothing of the outcome. */
function told({ what }: Asked, answer: Answer | undefined): string | undefined {
  if (answer === undefined || answer.status === 503) return undefined;
  const { status, code, booking } = answer;
  if (code !== undefined || booking === undefined) return `${status} ${code ?? ''}`;
  return `${status} ${booking.id}${what === 'book' || what === 'add' ? ` ${booking.quantity}` : ''}`;
}

/**
 * Of two requests in flight at once, one may be answered with its position while the other waits for tickets.
 */
function isOneOfTwo(before: Sending[], { answer }: Sending, all: Sending[]): boolean {
  const wasAtOnce = before.some(({ endedAt = 0 }) =>
    all.some((one) => one.sentAt < endedAt && (one.endedAt ?? Infinity) > endedAt),
  );
  return wasAtOnce && answer?.status === 201 && before.every((one) => one.answer?.status === 202);
}

/** An accepted booking may be cancelled before the acceptance is repeated. */
function hasEndedSince(
  { asked, bookingId }: RequestRecord,
  { answer }: Sending,
  { bookings }: EventSnapshot,
): boolean {
  if (asked.what !== 'accept' || answer?.code !== 'already-cancelled') return false;
  return bookings.some(({ id, status }) => id === bookingId && status === 'cancelled');
}

/** Somebody on the staff who asked about the booking of another person finds it no more after their role ended. */
function hasLeftStaff(
  { actorId, bookingId }: RequestRecord,
  { answer, endedAt = Infinity }: Sending,
  { event, bookings, staffChanges = [] }: EventSnapshot,
): boolean {
  if (answer?.code !== GONE) return false;
  if (bookings.some(({ id, customerId }) => id === bookingId && customerId === actorId)) return false;
  return staffTermsOf(event.organizerId, staffChanges).some(
    ({ userId, until = Infinity }) => userId === actorId && until <= endedAt + CLOCK_SKEW_MS,
  );
}

/**
 * Checks that a request answered 503 took no effect, if no fault can have hidden the effect of any of its sendings from the service. A
 * booking that replaced another one stays: without it its customer would have lost the place that was given up.
 * `snapshot`: the event when the last answer came. `requests`: all requests about the event.
 */
export function busyViolations(
  request: RequestRecord,
  snapshot: EventSnapshot,
  requests: RequestRecord[],
): Violation[] {
  if (request.replacesId !== undefined || latestOf(request)?.answer?.status !== 503) return [];
  if (request.sendings.some(({ isDisturbed }) => isDisturbed !== false)) return [];
  const { asked, bookingId } = request;
  const isOfSame = (other: RequestRecord) => other.bookingId === bookingId && other.asked.what === asked.what;
  const mayBeDone = ({ endedAt, answer }: Sending) =>
    endedAt === undefined || answer === undefined || answer.status < 300;
  const isExplained = requests.some((other) => isOfSame(other) && other.sendings.some(mayBeDone));
  if (isExplained || !isEffective(request, snapshot)) return [];
  const says = `${nameOf(request)} was answered 503, but took effect`;
  return [{ guarantee: 'HonestAnswer', says, bookingId, request }];
}

function isEffective(
  { asked, key, actorId, bookingId }: RequestRecord,
  { bookings }: EventSnapshot,
): boolean {
  const booking = bookings.find(({ id }) => id === bookingId);
  if (booking === undefined || key === undefined) return false;
  switch (asked.what) {
    case 'book':
    case 'book-at-door':
      return true;
    case 'transfer':
      return hasTransfer(booking, actorId, key);
    case 'add':
      return hasAddition(booking, actorId, key);
    case 'cancel':
      return cancellationIdFor(actorId, key) in booking.cancellations;
    case 'accept':
      return booking.history.some(({ what }) => what === 'accepted');
    case 'decline':
      return booking.history.some(({ what }) => what === 'declined');
    default:
      return false;
  }
}
