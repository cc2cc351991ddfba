/**
 * Checks each answer against the states that the table has had since the request was first sent. A request
 * was done, refused, or its outcome is unknown.
 */

import type { HistoryEntry } from '../../functions/domain/model/booking.ts';
import { type Booking, cancellationIdFor } from '../../functions/domain/model/booking.ts';
import { EVENT_CACHE_TTL_MS } from '../../functions/domain/model/limits.ts';
import { type Account, type Answer, keyOf, makesBooking } from './people.ts';
import type { Instant, RunRecord } from './record.ts';
import type { Operation } from './workload.ts';

/**
 * With at most so many disturbances, no call can have failed twice together with all of its retries by the
 * SDK. A 503 then means that nothing was done.
 */
const DISTURBANCES_SURVIVED = 5;

/** The codes with which each kind of operation may be refused, whatever faults there are. */
const HONEST_CODES: Record<string, string[]> = {
  book: [
    'sold-out',
    'customer-limit-reached',
    'waitlist-full',
    'sales-closed',
    'event-cancelled',
    'validation-failed',
    'busy',
  ],
  'book-at-door': [
    'sold-out',
    'waitlist-full',
    'sales-closed',
    'event-cancelled',
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
  accept: ['not-found', 'offer-expired', 'not-offered', 'event-cancelled', 'busy'],
  decline: ['not-found', 'offer-expired', 'not-offered', 'busy'],
  look: ['not-found', 'busy'],
  meddle: ['not-found', 'busy'],
  'change-capacity': ['capacity-below-held', 'event-cancelled', 'validation-failed', 'busy'],
  'rest-line': ['event-cancelled', 'busy'],
  'move-close': ['event-cancelled', 'validation-failed', 'busy'],
  'change-limits': ['event-cancelled', 'validation-failed', 'busy'],
  'cancel-event': ['busy'],
  'check-in': ['ticket-void', 'already-checked-in', 'event-cancelled', 'idempotency-key-reused', 'busy'],
  'undo-check-in': ['ticket-void', 'not-checked-in', 'event-cancelled', 'busy'],
};

/** The code for a cancelled event that was never booked: such an event is removed. */
const GONE = 'not-found';

export function checkAnswer(record: RunRecord, account: Account): void {
  const latest = account.answers.at(-1);
  if (latest === undefined || latest.answer === 'nothing') return;
  const { answer, sentAt } = latest;
  const { operation } = account;
  const allowed = HONEST_CODES[operation.what] ?? [];
  const isOfGoneEvent = answer.code === GONE && isGone(record);
  if (answer.status >= 300 && !isOfGoneEvent && !allowed.includes(answer.code ?? '')) {
    record.fail('HonestAnswer', `operation ${operation.number} was answered ${answer.status} ${answer.code}`);
  }
  if (answer.status === 503 && answer.retryAfter === undefined) {
    record.fail('HonestAnswer', `operation ${operation.number} was answered 503 without Retry-After`);
  }
  if (operation.what === 'meddle') checkMine(record, account, answer);
  if (makesBooking(operation)) checkBookingAnswer(record, account, answer, sentAt);
  if (answer.status === 503 && latest.disturbances <= DISTURBANCES_SURVIVED)
    checkNothingDone(record, account);
  checkSameAnswer(record, account);
}

/** @returns whether the event may be removed, because it was cancelled and never booked. */
function isGone(record: RunRecord): boolean {
  return record.latest?.event.cancelledAt !== undefined && record.latest.bookings.size === 0;
}

/** Checks that a request which was answered 503 took no effect. */
function checkNothingDone(record: RunRecord, { operation, bookingId = '', customerId }: Account): void {
  const snapshot = record.latest;
  const booking = snapshot?.bookings.get(bookingId);
  const has = (what: HistoryEntry['what']) =>
    booking?.history.some((historyEntry) => historyEntry.what === what) ?? false;
  const isDone = (): boolean => {
    switch (operation.what) {
      case 'book':
      case 'book-at-door':
        return operation.hasKey && booking !== undefined;
      case 'cancel':
        return (
          booking !== undefined && cancellationIdFor(customerId, keyOf(operation)) in booking.cancellations
        );
      case 'accept':
        return has('accepted');
      case 'decline':
        return has('declined');
      default:
        return false;
    }
  };
  if (isDone() && !isExplained(record, operation, bookingId))
    record.fail('HonestAnswer', `operation ${operation.number} was answered 503, but took effect`);
}

/**
 * @returns whether a request of this kind about the same booking is open, succeeded, or was left without an
 * answer.
 */
function isExplained(record: RunRecord, { what }: Operation, bookingId: string): boolean {
  return [...record.sent.values()].some(
    (account) =>
      account.bookingId === bookingId &&
      account.operation.what === what &&
      (account.open > 0 || account.answers.some(({ answer }) => answer === 'nothing' || answer.status < 300)),
  );
}

function checkMine(record: RunRecord, { operation }: Account, { status }: Exclude<Answer, 'nothing'>): void {
  if (status < 300) record.fail('Mine', `operation ${operation.number} reached somebody else's booking`);
}

function checkBookingAnswer(
  record: RunRecord,
  account: Account,
  answer: Exclude<Answer, 'nothing'>,
  sentAt: number,
): void {
  const { operation, customerId, answers } = account;
  if (operation.what !== 'book' && operation.what !== 'book-at-door') return;
  const id = String(answer.body['id']);
  if (answer.status < 300) {
    if (answer.status === 202 && !record.acknowledgedAt.has(id)) record.acknowledgedAt.set(id, record.now());
    if (!operation.hasKey && !record.requestedAt.has(id)) record.requestedAt.set(id, sentAt);
    if (!record.latest?.bookings.has(id))
      record.fail('Durable', `operation ${operation.number} was answered with a booking that is not stored`);
    return;
  }
  const since = Math.min(...answers.map((one) => one.sentAt));
  const seen = record.since(since);
  const isOwn = (waiting: Pick<Booking, 'id' | 'customerId'>) =>
    waiting.id === account.bookingId || (!operation.hasKey && waiting.customerId === customerId);
  const available = ({ free, waiting }: Instant) => (waiting.every(isOwn) ? free : 0);
  if (answer.code === 'sold-out' && !seen.some((instant) => available(instant) < operation.quantity)) {
    record.fail(
      'HonestAnswer',
      `operation ${operation.number} was told "sold out" while ${operation.quantity} tickets were available`,
    );
  }
  if (answer.code === 'waitlist-full') {
    const limit = record.latest?.event.waitlist.limit ?? Number.POSITIVE_INFINITY;
    if (!seen.some(({ waiting }) => waiting.length >= limit))
      record.fail(
        'HonestAnswer',
        `operation ${operation.number} was told that the waitlist is full, which it was not`,
      );
  }
  if (answer.code === 'customer-limit-reached') {
    // A function may use the limit in its event cache.
    const limit = Math.min(...record.since(since - EVENT_CACHE_TTL_MS).map((instant) => instant.limit));
    const isOver = ({ held }: Instant) => (held.get(customerId) ?? 0) + operation.quantity > limit;
    if (!seen.some(isOver)) {
      record.fail(
        'HonestAnswer',
        `operation ${operation.number} was told that the customer's limit is reached, which it was not`,
      );
    }
  }
}

/** Checks that a repeated request gets the answer that it got before. */
function checkSameAnswer(record: RunRecord, { operation, answers }: Account): void {
  const areKept = ['book', 'book-at-door', 'cancel', 'accept', 'decline'];
  if (!operation.hasKey || !areKept.includes(operation.what)) return;
  const latest = answers.at(-1);
  const told = (one: (typeof answers)[number] | undefined): string | undefined =>
    one === undefined || one.answer === 'nothing' || one.answer.status === 503
      ? undefined
      : `${one.answer.status} ${one.answer.code ?? one.answer.body['id']}`;
  const before = answers.filter((one) => told(one)?.startsWith('2') && one.at <= (latest?.sentAt ?? 0));
  const now = told(latest);
  if (before.length === 0 || now === undefined || before.some((one) => told(one) === now)) return;
  /**
   * Of two requests in flight at once, one may be answered with its position while the other waits for
   * tickets.
   */
  const wasAtOnce = before.some((one) => answers.some(({ sentAt, at }) => sentAt < one.at && at > one.at));
  const isOneOfTwo =
    wasAtOnce && now.startsWith('201') && before.every((one) => told(one)?.startsWith('202'));
  if (!isOneOfTwo)
    record.fail('OneEffect', `operation ${operation.number} was answered ${told(before[0])}, then ${now}`);
}
