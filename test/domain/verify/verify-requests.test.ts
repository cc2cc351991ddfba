/**
 * What clients asked and were told, compared with what is stored: a planted violation of each kind, and what
 * is no violation.
 */
import { describe, expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import type { Answer, Asked } from '../../../functions/domain/verify/request-record.ts';
import { requestFindings, requestViolations } from '../../../functions/domain/verify/verify-requests.ts';
import { booked, cancelled, minute, type Name, ORGANIZER, promoted } from '../../kit/sound-event.ts';
import {
  aRequest,
  aRequestedEvent,
  bookingAnswer,
  type Change,
  type RequestedEvent,
  requestOf,
  saying,
  sent,
  violationsAfter,
  without,
} from '../../kit/sound-requests.ts';

const set = Object.assign;

/** Makes the request for the booking one that would not wait. `history`: what its booking has instead. */
function wouldNotWait(it: RequestedEvent, name: Name, history = it.bookings[name].history): void {
  set(requestOf(it, 'book', name).asked, { onSoldOut: 'reject' });
  it.bookings[name].history = history;
}
function answered(it: RequestedEvent, name: Name, answer: Answer): void {
  requestOf(it, 'book', name).sendings = [sent(20, answer)];
}
function repeated(it: RequestedEvent, name: Name, answer: Answer): void {
  requestOf(it, 'book', name).sendings.push(sent(40, answer));
}
function refusedWith(it: RequestedEvent, answer: Answer): void {
  it.requests.push(aRequest('late', [sent(40, answer)]));
}
function unasked(it: RequestedEvent, what: Asked['what'], name: Name): void {
  it.requests.splice(it.requests.indexOf(requestOf(it, what, name)), 1);
}

const leaving = (quantity: number, at: number): HistoryEntry => ({
  what: 'joined',
  at: minute(at),
  quantity,
  leavesUnserved: true,
});
const granted = { what: 'granted', at: minute(101), quantity: 1, promotionNumber: 1 } as const;

/** A booking of two tickets under a name that `aRequest` may have asked for. */
const stored = ({ bookings }: RequestedEvent, name: string, fields: Partial<Booking> = {}): Booking => ({
  ...bookings.first,
  id: name,
  customerId: `customer of ${name}`,
  arrival: minute(13),
  history: [booked(2, 13)],
  ...fields,
});

describe('An event', () => {
  test('that is sound breaks nothing', async () => {
    expect(await violationsAfter(() => undefined)).toEqual([]);
  });

  test('may have the effect of a request whose outcome is unknown', async () => {
    const happened: Change = (it) => {
      without(it, it.bookings.partly);
      it.requests = it.requests.filter(({ bookingId }) => bookingId !== it.bookings.partly.id);
      it.snapshot.bookings.push(stored(it, 'unknown'));
    };
    expect(await violationsAfter(happened)).toEqual([]);
  });

  test('may have the effect of a refused request of which a write was still on its way', async () => {
    const late: Change = (it) => {
      without(it, it.bookings.partly);
      it.requests = it.requests.filter(({ bookingId }) => bookingId !== it.bookings.partly.id);
      it.snapshot.bookings.push(stored(it, 'refused'));
      const refused = it.requests.find(({ bookingId }) => bookingId === 'refused');
      set(refused?.sendings[0] ?? {}, { hasLateWrite: true });
    };
    expect(await violationsAfter(late)).toEqual([]);
  });

  test('may have the check-in of a request without an answer, of which a repeat was refused for another reason', async () => {
    const refusedBy =
      (status: number, code: string, repeats = true): Change =>
      (it) => {
        const { sentAt } = sent(150, { status: 422 });
        const unanswered = repeats ? [{ sentAt, endedAt: sentAt + 1_000 }] : [];
        requestOf(it, 'check-in', 'whole').sendings = [...unanswered, sent(151, { status, code })];
      };
    expect(await violationsAfter(refusedBy(422, 'idempotency-key-reused'))).toEqual([]);
    expect(await violationsAfter(refusedBy(409, 'event-cancelled'))).toEqual([]);
    expect(await violationsAfter(refusedBy(409, 'event-cancelled', false))).not.toEqual([]);
    expect(await violationsAfter(refusedBy(422, 'ticket-invalid'))).not.toEqual([]);
  });

  test('may have served a request that would not wait', async () => {
    const served: Change = (it) => {
      wouldNotWait(it, 'first', [leaving(2, 20), promoted(2, 1)]);
      answered(it, 'first', bookingAnswer(201, it.bookings.first.id, 2));
    };
    expect(await violationsAfter(served)).toEqual([]);
  });

  test('may answer one of two requests at once with its position, and the other with tickets', async () => {
    const atOnce: Change = (it) => {
      const { first } = it.bookings;
      const [one] = requestOf(it, 'book', 'first').sendings;
      const other = {
        sentAt: one?.sentAt ?? 0,
        endedAt: minute(25),
        answer: bookingAnswer(201, first.id, 2),
      };
      requestOf(it, 'book', 'first').sendings.push(other);
      first.history.push({ what: 'answered-at-once', at: minute(101), quantity: 2 });
    };
    expect(await violationsAfter(atOnce)).toEqual([]);
  });

  test('may have a cancellation by ticket number that voided this ticket', async () => {
    const named: Change = (it) =>
      Object.assign(requestOf(it, 'cancel', 'partly'), { asked: { what: 'cancel', tickets: [3] } });
    expect(await violationsAfter(named)).toEqual([]);
  });

  test('may have checked in what was undone before the answer of its attempt came, and not what it was refused', () => {
    const refusedAs = (code: string) => {
      const it = aRequestedEvent();
      requestOf(it, 'check-in', 'whole').sendings = [sent(200, { status: 422, code })];
      return requestViolations(it.requests, it.snapshot);
    };
    const unrequested = saying('OneEffect: has ticket 1 checked-in without a request');
    expect(refusedAs('idempotency-key-reused')).not.toContainEqual(unrequested);
    expect(refusedAs('already-checked-in')).toContainEqual(unrequested);
  });

  test('may find no booking for somebody whose role on the staff has ended', () => {
    const repeatedAfter = (isRemoved: boolean) => {
      const it = aRequestedEvent();
      const { id } = it.bookings.partly;
      const sendings = [sent(90, bookingAnswer(200, id, 2)), sent(150, { status: 404, code: 'not-found' })];
      const ofManager = { ...requestOf(it, 'cancel', 'partly'), actorId: 'manager', sendings };
      const change = { eventId: 'event', userId: 'manager', by: ORGANIZER, fingerprint: '' };
      it.snapshot.staffChanges = [
        { ...change, id: '1', role: 'manager', at: minute(10), revision: 1 },
        ...(isRemoved ? [{ ...change, id: '2', role: 'none' as const, at: minute(140), revision: 2 }] : []),
      ];
      return requestViolations([ofManager], it.snapshot);
    };
    const differs = saying('OneEffect: then 404 not-found');
    expect(repeatedAfter(true)).not.toContainEqual(differs);
    expect(repeatedAfter(false)).toContainEqual(differs);
  });

  test('may show in a look a booking that its own request removes, and none that it acknowledged', () => {
    const lookedAt = (answer: Answer) => {
      const it = aRequestedEvent();
      const maker = { ...requestOf(it, 'book', 'whole'), bookingId: 'removed', sendings: [sent(40, answer)] };
      const look = { ...requestOf(it, 'look', 'whole'), bookingId: 'removed' };
      return requestViolations([maker, look], it.snapshot);
    };
    const lost = saying('Durable: "look" look whole of removed was acknowledged, but its booking is lost');
    expect(lookedAt({ status: 503, code: 'busy', retryAfter: '1' })).not.toContainEqual(lost);
    expect(lookedAt(bookingAnswer(202, 'removed', 2))).toContainEqual(lost);
  });

  test('may refuse a repeated acceptance once the accepted booking is cancelled', async () => {
    const ended = (name: Name): Change => {
      return (it) => {
        const request = requestOf(it, 'cancel', 'gone');
        const repeat = sent(150, { status: 409, code: 'already-cancelled' });
        const accepted = { what: 'accepted', at: minute(90), quantity: 1 } as const;
        const bookingId = it.bookings[name].id;
        it.bookings[name].history.splice(1, 0, accepted);
        it.requests.push({
          ...request,
          asked: { what: 'accept' },
          actorId: it.bookings[name].customerId,
          key: 'accept',
          bookingId,
          sendings: [sent(90, bookingAnswer(201, bookingId, 1)), repeat],
        });
      };
    };
    const differs = saying('OneEffect: then 409 already-cancelled');
    expect(await violationsAfter(ended('gone'))).not.toContainEqual(differs);
    expect(await violationsAfter(ended('whole'))).toContainEqual(differs);
  });

  test.each<[string, Change]>([
    ['Durable: its booking is lost', (it) => without(it, it.bookings.whole)],
    ['Durable: was acknowledged, but is lost', ({ bookings }) => set(bookings.gone, { cancellations: {} })],
    ['Durable: was acknowledged, but is lost', ({ bookings }) => set(bookings.gone, { status: 'confirmed' })],
    [
      'Durable: has 0 cancelled tickets, the cancellation of 1 was acknowledged',
      ({ bookings }) => set(bookings.partly, { quantity: 3, history: [booked(3, 10)] }),
    ],
    [
      'Durable: was acknowledged, but is lost',
      (it) => Object.assign(requestOf(it, 'cancel', 'partly'), { asked: { what: 'cancel', tickets: [1] } }),
    ],
    ['Durable: but ticket 1 is not checked in', ({ bookings }) => bookings.whole.history.pop()],
    [
      'Durable: "accept" cancel partly',
      (it) => it.requests.push({ ...requestOf(it, 'cancel', 'partly'), asked: { what: 'accept' } }),
    ],
    [
      'Durable: capacity 11 was acknowledged, 10 is stored',
      (it) => set(it.requests[0]?.asked ?? {}, { capacity: 11 }),
    ],
    [
      'Durable: was answered with tickets, but its booking is waitlisted',
      (it) => answered(it, 'next', bookingAnswer(201, it.bookings.next.id, 3)),
    ],
    [
      'Durable: was answered "waitlisted", but did not join',
      (it) => answered(it, 'whole', bookingAnswer(202, it.bookings.whole.id, 4)),
    ],
    [
      'Durable: saw it confirmed, but it never got tickets',
      (it) => set(requestOf(it, 'look', 'whole'), { bookingId: it.bookings.next.id }),
    ],
    [
      'Durable: did not find an acknowledged booking',
      (it) =>
        set(requestOf(it, 'look', 'whole'), { sendings: [sent(150, { status: 404, code: 'not-found' })] }),
    ],
    ['OneEffect: is listed twice', ({ snapshot, bookings }) => snapshot.bookings.push(bookings.whole)],
    [
      'OneEffect: booking another exists without a request',
      (it) => it.snapshot.bookings.push(stored(it, 'another', { customerId: it.bookings.whole.customerId })),
    ],
    ['OneEffect: booking stranger exists without', (it) => it.snapshot.bookings.push(stored(it, 'stranger'))],
    ['OneEffect: but its request was refused', (it) => it.snapshot.bookings.push(stored(it, 'refused'))],
    [
      'OneEffect: made two bookings with one Idempotency-Key',
      (it) => repeated(it, 'whole', bookingAnswer(201, 'another', 4)),
    ],
    ['OneEffect: then 202', (it) => repeated(it, 'whole', bookingAnswer(202, it.bookings.whole.id, 4))],
    ['OneEffect: then 409 sold-out', (it) => repeated(it, 'whole', { status: 409, code: 'sold-out' })],
    [
      'OneEffect: 8 of 9 bookings match their history',
      ({ bookings: { whole } }) => whole.history.push(...whole.history.slice(-1)),
    ],
    ['OneEffect: has ticket 1 checked-in without a request', (it) => unasked(it, 'check-in', 'whole')],
    [
      'OneEffect: has 1 cancelled tickets, the cancellation of 0 was requested',
      (it) => unasked(it, 'cancel', 'partly'),
    ],
    [
      'OneEffect: differs from its request',
      (it) => set(requestOf(it, 'book', 'whole').asked, { quantity: 3 }),
    ],
    ['OneEffect: differs from its request', ({ bookings }) => set(bookings.whole, { customerId: 'another' })],
    [
      'OneEffect: was accepted without a request',
      ({ bookings }) => bookings.first.history.push({ what: 'accepted', at: minute(102), quantity: 2 }),
    ],
    [
      'OneEffect: was cancelled with its event, but nobody cancelled the event',
      ({ bookings }) =>
        bookings.first.history.push({ what: 'event-cancelled', at: minute(103), quantity: 2 }),
    ],
    [
      'Mine: was cancelled by somebody else',
      ({ bookings }) => bookings.second.history.push(cancelled(1, 'somebody else')),
    ],
    [
      "Mine: reached somebody else's booking",
      (it) => set(requestOf(it, 'look', 'whole'), { asked: { what: 'meddle' } }),
    ],
    [
      'OneEffect: was left unserved, although its request would not wait',
      (it) => wouldNotWait(it, 'next', [leaving(3, 31)]),
    ],
    ['HonestAnswer: would not wait, and was answered "waitlisted"', (it) => wouldNotWait(it, 'next')],
    ['OneEffect: joined the waitlist to stay', (it) => wouldNotWait(it, 'first')],
    [
      'OneEffect: got an offer or only a part of its tickets',
      (it) => wouldNotWait(it, 'first', [leaving(2, 20), granted, promoted(1, 1)]),
    ],
    [
      'OneEffect: was not allowed to wait',
      ({ bookings }) => set(bookings.next, { history: [leaving(3, 31)] }),
    ],
    [
      'HonestAnswer: was answered 500',
      (it) => repeated(it, 'whole', { status: 500, code: 'internal-error' }),
    ],
    [
      'HonestAnswer: was answered 409 not-offered',
      (it) => refusedWith(it, { status: 409, code: 'not-offered' }),
    ],
    ['HonestAnswer: 503 without Retry-After', (it) => refusedWith(it, { status: 503, code: 'busy' })],
  ])('a negative control: it finds %j', async (expected, change) => {
    expect(await violationsAfter(change)).toContainEqual(saying(expected));
  });
});

describe('The findings about requests', () => {
  test('hold for a sound event, with their evidence', () => {
    const { requests, snapshot } = aRequestedEvent();
    const findings = requestFindings(requests, requestViolations(requests, snapshot));
    expect(findings.map(({ guarantee, holds }) => [guarantee, holds])).toEqual([
      ['Durable', true],
      ['OneEffect', true],
      ['HonestAnswer', true],
      ['Mine', true],
    ]);
    expect(findings[0]?.evidence).toBe('9 bookings and 3 cancellations acknowledged, all stored');
  });

  test('name the bookings of a broken guarantee', () => {
    const it = aRequestedEvent();
    without(it, it.bookings.whole);
    const [durable] = requestFindings(it.requests, requestViolations(it.requests, it.snapshot));
    expect(durable).toMatchObject({ guarantee: 'Durable', holds: false, offenders: [it.bookings.whole.id] });
    expect(durable?.evidence).toMatch(/^3 violations, the first: "book"/);
  });
});
