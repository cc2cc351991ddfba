/**
 * The record that a client keeps of one request: what it asked, each time that it sent it, and what it was
 * answered. Clients keep it outside the service, so that no crash of the service can destroy it.
 */
import type { TypeCount } from '../model/ticket-types.ts';

/** What a request asks for. A cancellation with neither `quantity` nor `tickets` is of the whole booking. */
export type Asked =
  | { what: 'book'; quantity: number; types?: TypeCount[]; onSoldOut: 'waitlist' | 'reject' }
  /** By the organizer, at the door. */
  | { what: 'book-at-door'; quantity: number; types?: TypeCount[] }
  | { what: 'add'; quantity: number }
  | { what: 'cancel'; quantity?: number; tickets?: number[] }
  | { what: 'accept' | 'decline' | 'look' }
  /** By the organizer; `ticket` is its number in the booking. */
  | { what: 'check-in' | 'undo-check-in'; ticket: number }
  /** By the customer, to somebody else; `ticket` is its number in the booking. */
  | { what: 'transfer'; ticket: number }
  /** By somebody on the staff; `tickets` are the numbers in the booking, by default of all that are expected. */
  | { what: 'check-in-booking'; tickets?: number[] }
  /** By somebody on the staff: the scans of the record. */
  | { what: 'hand-in-scans' }
  | { what: 'name-ticket'; ticket: number; isCleared: boolean }
  /** By somebody on the staff: the person of the booking. */
  | { what: 'erase' }
  | { what: 'publish' | 'appoint' | 'remove-member' }
  /** Somebody else tries to read or to cancel the booking. */
  | { what: 'meddle' }
  | { what: 'create-event' | 'change-capacity'; capacity?: number }
  /** Of the waitlist. */
  | { what: 'change-limit'; limit: number }
  | { what: 'pause-waitlist' | 'move-close' | 'change-limits' | 'change-policy' | 'cancel-event' };

/** `id`, `status` and `quantity` are those of the booking in the answer's body. */
export type Answer = {
  status: number;
  code?: string | undefined;
  retryAfter?: string | undefined;
  booking?: { id: string; status: string; quantity: number };
};

/**
 * One time that the request was sent, instants in ms. While `endedAt` is unset it is in flight; without
 * `answer` it ended unanswered. `isDisturbed` false: no fault can have made the service err about its outcome.
 * `hasLateWrite`: when it was answered, a write was still on its way for whose answer the service had stopped waiting. Only an
 * observer of the network knows.
 */
export type Sending = {
  sentAt: number;
  endedAt?: number;
  answer?: Answer;
  isDisturbed?: boolean;
  hasLateWrite?: true;
};

/** An offline scan of a ticket, made at `scannedAt` (ms) by a device without a name. */
export type RecordedScan = { bookingId: string; ticket: number; scannedAt: number };

/**
 * `actorId`: the account that asks. `bookingId`: the booking that the request makes, derived from its key, or
 * is about; undefined while it is unknown. `replacesId`: the waiting booking that a new one replaces. `scans`: those that
 * it hands in.
 */
export type RequestRecord = {
  asked: Asked;
  actorId: string;
  key?: string | undefined;
  bookingId?: string | undefined;
  replacesId?: string | undefined;
  scans?: RecordedScan[];
  sendings: Sending[];
};

/** @returns an answer as it is recorded. `body`: the parsed body, of any shape. */
export function answerOf(status: number, body: unknown, retryAfter: string | undefined): Answer {
  return { status, code: textIn(body, 'code'), retryAfter, ...bookingIn(body) };
}

function bookingIn(body: unknown): Pick<Answer, 'booking'> {
  const [id, status] = [textIn(body, 'id'), textIn(body, 'status')];
  const quantity: unknown = isObject(body) ? Reflect.get(body, 'quantity') : undefined;
  if (id === undefined || status === undefined || typeof quantity !== 'number') return {};
  return { booking: { id, status, quantity } };
}

function textIn(body: unknown, field: string): string | undefined {
  const value: unknown = isObject(body) ? Reflect.get(body, field) : undefined;
  return typeof value === 'string' ? value : undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** `refused`: the request had no effect. `unknown`: it may have had one, now or later. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

export const isDone = ({ answer }: Sending): boolean => answer !== undefined && answer.status < 300;

/**
 * Refused is what was refused last, when nothing else was in flight any more: a repeat with a key finds the
 * effect of an earlier sending. A late write may still take place after the refusal, or fail. A refusal because its key was
 * used says that an earlier sending took effect, which was undone since. A scan at a cancelled event is refused whatever an
 * earlier sending did, and so is what somebody asks again who was removed from the staff meanwhile (`not-found`). Of a scan whose
 * key was used, and of such a cancellation, it may have been an earlier attempt of the same sending.
 */
export function outcomeOf({ asked, sendings }: RequestRecord): Outcome {
  if (sendings.some(isDone)) return 'acknowledged';
  if (sendings.some(({ hasLateWrite }) => hasLateWrite)) return 'unknown';
  const last = sendings.at(-1);
  const { status = 500, code } = last?.answer ?? {};
  const hidesEarlier =
    ['idempotency-key-reused', 'not-found'].includes(code ?? '') ||
    (code === 'event-cancelled' && isScan(asked));
  const hidesOwn =
    (code === 'idempotency-key-reused' && isScan(asked)) || (code === 'not-found' && asked.what === 'cancel');
  const isRefused = status < 500 && !hidesOwn && !(hidesEarlier && sendings.length > 1);
  const hasEnded = ({ endedAt }: Sending) =>
    last !== undefined && endedAt !== undefined && endedAt <= last.sentAt;
  return isRefused && sendings.slice(0, -1).every(hasEnded) ? 'refused' : 'unknown';
}

const SCANS: readonly Asked['what'][] = ['check-in', 'undo-check-in', 'check-in-booking', 'hand-in-scans'];

const isScan = ({ what }: Asked): boolean => SCANS.includes(what);

export const mayHaveHappened = (request: RequestRecord): boolean => outcomeOf(request) !== 'refused';

/** @returns the sending that ended last; undefined while none has. */
export function latestOf({ sendings }: RequestRecord): Sending | undefined {
  const ended = sendings.filter(({ endedAt }) => endedAt !== undefined);
  return ended.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).at(-1);
}

/** Whether the request asks for a new booking. */
export function makesBooking({ asked: { what } }: Pick<RequestRecord, 'asked'>): boolean {
  return what === 'book' || what === 'book-at-door';
}

/** @returns when (ms) the customer was first told that the booking waits; undefined if never. */
export function toldToWaitAt({ sendings }: RequestRecord): number | undefined {
  const told = sendings.filter(({ answer }) => answer?.status === 202).map(({ endedAt = 0 }) => endedAt);
  return told.length === 0 ? undefined : Math.min(...told);
}

/** @returns a short name for messages. */
export function nameOf({ asked: { what }, key, bookingId }: RequestRecord): string {
  return [`"${what}"`, ...(key ? [key] : []), ...(bookingId ? [`of ${bookingId}`] : [])].join(' ');
}
