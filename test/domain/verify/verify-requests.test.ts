/**
 * What clients asked and were told, compared with what is stored: a planted violation of each kind, and what
 * is no violation.
 */
import { describe, expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import { requestFindings, requestViolations } from '../../../functions/domain/verify/verify-requests.ts';
import { booked, cancelled, minute, type Name, promoted } from '../../kit/sound-event.ts';
import {
  aRequest,
  aRequestedEvent,
  bookingAnswer,
  type Change,
  type RequestedEvent,
  requestOf,
  saysAfter,
  sent,
  violationsAfter,
  without,
} from '../../kit/sound-requests.ts';

/** Makes the request for the booking one that would not wait. */
function wouldNotWait(it: RequestedEvent, name: Name): void {
  const { asked } = requestOf(it, 'book', name);
  Object.assign(asked, { onSoldOut: 'reject' });
}

const leaving = (quantity: number, at: number): HistoryEntry => ({
  what: 'joined',
  at: minute(at),
  quantity,
  leavesUnserved: true,
});
const ended = { status: 'cancelled', quantity: 0 } as const;
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

  test('may have served a request that would not wait', async () => {
    const served: Change = (it) => {
      wouldNotWait(it, 'first');
      it.bookings.first.history = [leaving(2, 20), promoted(2, 1)];
      const answer = bookingAnswer(201, it.bookings.first.id, 2);
      requestOf(it, 'book', 'first').sendings = [sent(20, answer)];
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

  test.each<[string, Change, RegExp]>([
    ['a lost booking', (it) => without(it, it.bookings.whole), /^Durable: "book" .* its booking is lost/],
    [
      'a lost cancellation',
      ({ bookings }) => Object.assign(bookings.gone, { cancellations: {} }),
      /^Durable: "cancel" .* is lost/,
    ],
    [
      'a cancellation that was taken back',
      ({ bookings }) =>
        Object.assign(bookings.gone, { status: 'confirmed', quantity: 3, history: [booked(3, 12)] }),
      /^Durable: "cancel" .* is lost/,
    ],
    [
      'a lost partial cancellation',
      ({ bookings }) => Object.assign(bookings.partly, { quantity: 3, history: [booked(3, 10)] }),
      /^Durable: .* has 0 cancelled tickets, the cancellation of 1 was acknowledged/,
    ],
    [
      'a lost check-in',
      ({ bookings }) => bookings.whole.history.pop(),
      /^Durable: .* ticket 1 is not checked in/,
    ],
    [
      'a lost acceptance',
      (it) => it.requests.push({ ...requestOf(it, 'cancel', 'partly'), asked: { what: 'accept' } }),
      /^Durable: "accept" .* is lost/,
    ],
    [
      'a lost change of the capacity',
      (it) => Object.assign(it.requests[0]?.asked ?? {}, { capacity: 11 }),
      /^Durable: capacity 11 was acknowledged, 10 is stored/,
    ],
    [
      'acknowledged tickets of a booking that is waitlisted',
      (it) => {
        requestOf(it, 'book', 'next').sendings = [sent(31, bookingAnswer(201, it.bookings.next.id, 3))];
      },
      /^Durable: .* was answered with tickets, but its booking is waitlisted/,
    ],
    [
      'an acknowledged position of a booking that did not join',
      (it) => {
        requestOf(it, 'book', 'whole').sendings = [sent(11, bookingAnswer(202, it.bookings.whole.id, 4))];
      },
      /^Durable: .* was answered "waitlisted", but did not join/,
    ],
    [
      'a booking that was shown as confirmed and never was',
      (it) => {
        requestOf(it, 'look', 'whole').bookingId = it.bookings.next.id;
      },
      /^Durable: .* saw it confirmed, but it never got tickets/,
    ],
    [
      'an acknowledged booking that is not found',
      (it) => {
        requestOf(it, 'look', 'whole').sendings = [sent(150, { status: 404, code: 'not-found' })];
      },
      /^Durable: .* did not find an acknowledged booking/,
    ],
    [
      'a booking that is listed twice',
      ({ snapshot, bookings }) => snapshot.bookings.push(bookings.whole),
      /^OneEffect: .* is listed twice/,
    ],
    [
      'a second booking of a customer',
      (it) => it.snapshot.bookings.push(stored(it, 'another', { customerId: it.bookings.whole.customerId })),
      /^OneEffect: booking another exists without a request/,
    ],
    [
      'two bookings of one key',
      (it) => requestOf(it, 'book', 'whole').sendings.push(sent(12, bookingAnswer(201, 'another', 4))),
      /^OneEffect: .* made two bookings with one Idempotency-Key/,
    ],
    [
      'another answer to a repeat',
      (it) =>
        requestOf(it, 'book', 'whole').sendings.push(sent(12, bookingAnswer(202, it.bookings.whole.id, 4))),
      /^OneEffect: .* was answered 201 .*, then 202/,
    ],
    [
      'a refusal of the repeat of what was acknowledged',
      (it) => requestOf(it, 'book', 'whole').sendings.push(sent(12, { status: 409, code: 'sold-out' })),
      /^OneEffect: .* was answered 201 .*, then 409 sold-out/,
    ],
    [
      'a ticket that was checked in twice',
      ({ bookings: { whole } }) => whole.history.push(...whole.history.slice(-1)),
      /^OneEffect: 8 of 9 bookings match their history/,
    ],
    [
      'a check-in that nobody requested',
      (it) => {
        it.requests = it.requests.filter(({ asked }) => asked.what !== 'check-in');
      },
      /^OneEffect: .* has ticket 1 checked-in without a request/,
    ],
    [
      'a booking that nobody requested',
      (it) => it.snapshot.bookings.push(stored(it, 'stranger')),
      /^OneEffect: booking stranger exists without a request/,
    ],
    [
      'a booking of a refused request',
      (it) => it.snapshot.bookings.push(stored(it, 'refused')),
      /^OneEffect: booking refused exists, but its request was refused/,
    ],
    [
      'a booking for another quantity',
      (it) => Object.assign(requestOf(it, 'book', 'whole').asked, { quantity: 3 }),
      /^OneEffect: .* differs from its request/,
    ],
    [
      'a booking of somebody else',
      ({ bookings }) => Object.assign(bookings.whole, { customerId: 'somebody else' }),
      /^OneEffect: .* differs from its request/,
    ],
    [
      'an acceptance that nobody requested',
      ({ bookings }) => bookings.first.history.push({ what: 'accepted', at: minute(102), quantity: 2 }),
      /^OneEffect: .* was accepted without a request/,
    ],
    [
      'a cancellation that nobody requested',
      (it) => {
        it.requests = it.requests.filter((request) => request !== requestOf(it, 'cancel', 'partly'));
      },
      /^OneEffect: .* has 1 cancelled tickets, the cancellation of 0 was requested/,
    ],
    [
      'a cancellation with the event, which goes on',
      ({ bookings: { first } }) => {
        Object.assign(first, ended, { released: 2 });
        first.history.push({ what: 'event-cancelled', at: minute(103), quantity: 2 });
      },
      /^OneEffect: .* was cancelled with its event, but nobody cancelled the event/,
    ],
    [
      'a cancellation by somebody else',
      ({ bookings: { second } }) => {
        Object.assign(second, ended, { released: 1 });
        second.history.push(cancelled(1, 'somebody else'));
      },
      /^Mine: .* was cancelled by somebody else/,
    ],
    [
      'a request that reached the booking of somebody else',
      (it) => {
        requestOf(it, 'look', 'whole').asked = { what: 'meddle' };
      },
      /^Mine: "meddle" .* reached somebody else's booking/,
    ],
    [
      'a request that would not wait and waits',
      (it) => {
        wouldNotWait(it, 'next');
        it.bookings.next.history = [leaving(3, 31)];
      },
      /^OneEffect: .* was left unserved, although its request would not wait/,
    ],
    [
      'a position for a request that would not wait',
      (it) => wouldNotWait(it, 'next'),
      /^HonestAnswer: .* would not wait, and was answered "waitlisted"/,
    ],
    [
      'a request that would not wait and joined as one that waits',
      (it) => wouldNotWait(it, 'first'),
      /^OneEffect: .* joined the waitlist to stay/,
    ],
    [
      'a request that would not wait and got a part',
      (it) => {
        wouldNotWait(it, 'first');
        const grant = { what: 'granted', at: minute(101), quantity: 1, promotionNumber: 1 } as const;
        it.bookings.first.history = [leaving(2, 20), grant, promoted(1, 1)];
      },
      /^OneEffect: .* got an offer or only a part of its tickets/,
    ],
    [
      'a waiter who is treated as a request that would not wait',
      ({ bookings }) => Object.assign(bookings.next.history[0] ?? {}, { leavesUnserved: true }),
      /^OneEffect: .* was not allowed to wait/,
    ],
    [
      'an undocumented answer',
      (it) => requestOf(it, 'book', 'whole').sendings.push(sent(12, { status: 500, code: 'internal-error' })),
      /^HonestAnswer: .* was answered 500 internal-error/,
    ],
    [
      'a code of another kind of request',
      (it) => it.requests.push(aRequest('late', [sent(40, { status: 409, code: 'not-offered' })])),
      /^HonestAnswer: .* was answered 409 not-offered/,
    ],
    [
      'a 503 without Retry-After',
      (it) => it.requests.push(aRequest('late', [sent(40, { status: 503, code: 'busy' })])),
      /^HonestAnswer: .* was answered 503 without Retry-After/,
    ],
  ])('a negative control: %s is found', async (_, change, says) => {
    expect(await saysAfter(change)).toContainEqual(expect.stringMatching(says));
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
