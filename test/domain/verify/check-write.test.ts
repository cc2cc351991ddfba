/**
 * What is verified of an event at each instant and after each write and answer, by an observer that sees them
 * all, as the simulation does: with a planted violation of each kind.
 */
import { describe, expect, test } from '@jest/globals';
import type { Booking } from '../../../functions/domain/model/booking.ts';
import { busyViolations } from '../../../functions/domain/verify/check-answers.ts';
import { instantViolations, isConservedBetween } from '../../../functions/domain/verify/check-instant.ts';
import { untrueRefusals } from '../../../functions/domain/verify/check-refusals.ts';
import { stepViolations } from '../../../functions/domain/verify/check-step.ts';
import type { Violation } from '../../../functions/domain/verify/finding.ts';
import type { EventSnapshot } from '../../../functions/domain/verify/snapshot.ts';
import { Timeline } from '../../../functions/domain/verify/timeline.ts';
import { AUDITED_AT, booked, cancelled, customerOf, minute, promoted } from '../../kit/sound-event.ts';
import {
  aRequest,
  aRequestedEvent,
  bookingAnswer,
  type RequestedEvent,
  sent,
} from '../../kit/sound-requests.ts';

type Change = (it: RequestedEvent) => void;

const texts = (violations: Violation[]): string[] =>
  violations.map(({ guarantee, says }) => `${guarantee}: ${says}`);

/** A new booking of two tickets that was made at the minute. */
const aBooking = ({ bookings }: RequestedEvent, at: number, fields: Partial<Booking> = {}): Booking => ({
  ...bookings.first,
  id: 'newcomer',
  customerId: customerOf('newcomer'),
  arrival: minute(at),
  history: [booked(2, at)],
  ...fields,
});

describe('At one instant', () => {
  const says = (change: Change) => {
    const it = aRequestedEvent();
    change(it);
    return texts(instantViolations(it.snapshot, AUDITED_AT));
  };

  test('a sound event breaks nothing', () => {
    expect(says(() => undefined)).toEqual([]);
  });

  test.each<[string, Change, string]>([
    [
      'a ticket too many',
      ({ bookings }) => Object.assign(bookings.whole, { quantity: 5 }),
      'NoOversell: 1 free + 10 held + 0 released = 11 tickets, but the capacity is 10',
    ],
    [
      'a shard below zero',
      ({ snapshot: { shards } }) =>
        [1, -1].map((freeTickets, n) => Object.assign(shards[n] ?? {}, { freeTickets })),
      'NoOversell: 1 free + 9 held + 0 released = 10 tickets',
    ],
    [
      'replicas that differ',
      ({ snapshot }) => Object.assign(snapshot, { replicas: [{ ...snapshot.waitlist, pass: 4 }] }),
      'NoOvertaking: the replicas of the waitlist differ',
    ],
    [
      'a waitlist above its limit',
      ({ event }) => Object.assign(event.waitlist, { limit: 1 }),
      'WithinLimit: 2 entries in a waitlist limited to 1',
    ],
    [
      'work that the sweep would not find',
      ({ snapshot }) => Object.assign(snapshot.waitlist, { lookAt: undefined }),
      'NoLostTicket: the sweep would not find the pending work of the waitlist',
    ],
  ])('a negative control: %s is found', (_, change, expected) => {
    expect(says(change)).toEqual([expected]);
  });

  test('tickets are conserved between two reads of a sale, and undecided during promotions', () => {
    const { snapshot, event } = aRequestedEvent();
    const state = ({ free, served = 2 }: { free: number; served?: number }) => ({
      event,
      shards: [],
      waitlist: { ...snapshot.waitlist, unassigned: free, served },
    });
    expect(isConservedBetween(state({ free: 1 }), snapshot, state({ free: 0 }))).toBe(true);
    expect(isConservedBetween(state({ free: 0 }), snapshot, state({ free: 0 }))).toBe(false);
    expect(isConservedBetween(state({ free: 1 }), snapshot, state({ free: 1, served: 3 }))).toBeNull();
  });
});

describe('After a write', () => {
  /** @returns what is said of the write that makes `change`, at the minute. */
  const says = (change: Change, at = 300, prepare: Change = () => undefined) => {
    const it = aRequestedEvent();
    prepare(it);
    const timeline = new Timeline(1_000);
    const before: EventSnapshot = JSON.parse(JSON.stringify(it.snapshot));
    timeline.add(before, minute(at) - 60_000);
    change(it);
    timeline.add(it.snapshot, minute(at));
    return texts(stepViolations(before, it.snapshot, timeline, it.requests, minute(at)));
  };
  const afterClose = 31 * 24 * 60 + 5;
  const addsPromotion: Change = ({ bookings: { next } }) => {
    Object.assign(next, { status: 'confirmed' });
    next.history.push(promoted(3, 3, 300));
  };

  test('a sound change breaks nothing', () => {
    expect(says(addsPromotion)).toEqual([]);
  });

  test.each<[string, Change, RegExp]>([
    [
      'a booking that was removed',
      ({ snapshot }) => snapshot.bookings.shift(),
      /^Durable: booking .* was removed/,
    ],
    [
      'a waiting booking that was removed although it was acknowledged',
      ({ snapshot }) => snapshot.bookings.pop(),
      /^Durable: booking .* was removed/,
    ],
    [
      'a history entry that was changed',
      ({ bookings: { whole } }) => {
        whole.history = [booked(4, 10), ...whole.history.slice(1), cancelled(1, whole.customerId)];
        Object.assign(whole, { quantity: 3, released: 1 });
      },
      /^Proved: the history of .* was changed/,
    ],
    [
      'a booking that its history does not explain',
      ({ bookings: { first } }) => first.history.push(cancelled(1, first.customerId)),
      /^OneEffect: 0 of 1 bookings match their history/,
    ],
    [
      'a customer above the limit',
      (it) => it.snapshot.bookings.push(aBooking(it, 300, { customerId: customerOf('whole') })),
      /^WithinLimit: customer of whole holds 6 tickets/,
    ],
    [
      'a sale after sales closed',
      (it) => it.snapshot.bookings.push(aBooking(it, afterClose)),
      /^OnTime: .* 1 bookings too early or too late/,
    ],
    [
      'a promotion after the event was cancelled',
      (it) => {
        Object.assign(it.event, { cancelledAt: new Date(minute(299)).toISOString() });
        addsPromotion(it);
      },
      /^OnTime: .* 1 bookings too early or too late/,
    ],
    [
      'a promotion ahead of somebody who was told to wait before',
      (it) => {
        const { last } = it.bookings;
        const [request] = it.requests.filter(({ bookingId }) => bookingId === last.id);
        Object.assign(request?.sendings[0] ?? {}, { sentAt: minute(200) });
        Object.assign(last, { status: 'confirmed' });
        last.history.push(promoted(2, 3, 300));
      },
      /^NoOvertaking: .* was served while .* still waits/,
    ],
  ])('a negative control: %s is found', (_, change, expected) => {
    expect(says(change)).toContainEqual(expect.stringMatching(expected));
  });

  test('a sale from a shard that a change has not reached yet is on time while the change spreads', () => {
    const closes = { salesCloseAt: new Date(minute(299)).toISOString() };
    const sells = (it: RequestedEvent) => it.snapshot.bookings.push(aBooking(it, 299.9));
    const late = [expect.stringMatching(/^OnTime/)];
    expect(says((it) => Object.assign(it.event, closes) && sells(it), 300)).toEqual(late);
    expect(says((it) => Object.assign(it.event, closes, { isSpreading: true }) && sells(it), 300)).toEqual(
      [],
    );
  });
});

describe('An answer', () => {
  const refused = (code: string, change: Change = () => undefined) => {
    const it = aRequestedEvent();
    change(it);
    const timeline = new Timeline(1_000);
    timeline.add(it.snapshot, minute(200));
    const request = aRequest('late', [sent(300, { status: 409, code })]);
    return texts(untrueRefusals(request, timeline));
  };
  const nobodyWaits: Change = ({ snapshot }) => {
    snapshot.entries = [];
    snapshot.waitlist.unassigned = 2;
  };
  const holdsFour: Change = ({ bookings }) => {
    bookings.whole.customerId = customerOf('late');
  };

  test('that refuses is true if it was at some instant', () => {
    expect(refused('sold-out')).toEqual([]);
    expect(refused('waitlist-full', ({ event }) => Object.assign(event.waitlist, { limit: 2 }))).toEqual([]);
    expect(refused('customer-limit-reached', holdsFour)).toEqual([]);
  });

  test.each<[string, Change | undefined, string]>([
    [
      'sold-out',
      nobodyWaits,
      'HonestAnswer: "book" key of late was told "sold out" while 2 tickets were available',
    ],
    [
      'waitlist-full',
      undefined,
      'HonestAnswer: "book" key of late was told that the waitlist is full, which it was not',
    ],
    [
      'customer-limit-reached',
      undefined,
      'HonestAnswer: "book" key of late was told that the customer\'s limit is reached, which it was not',
    ],
  ])('a negative control: an untrue refusal by %s is found', (code, change, expected) => {
    expect(refused(code, change)).toEqual([expected]);
  });

  test('503 means that nothing was done, unless a fault may have hidden it or another request did it', () => {
    const it = aRequestedEvent();
    it.snapshot.bookings.push(aBooking(it, 300, { id: 'late', customerId: customerOf('late') }));
    const busy = sent(300, { status: 503, code: 'busy', retryAfter: '1' });
    const says = (...sendings: ReturnType<typeof sent>[]) => {
      const request = aRequest('late', sendings);
      return texts(busyViolations(request, it.snapshot, [request]));
    };
    expect(says({ ...busy, isDisturbed: false })).toEqual([
      'HonestAnswer: "book" key of late was answered 503, but took effect',
    ]);
    expect(says({ ...busy, isDisturbed: true })).toEqual([]);
    expect(says(busy)).toEqual([]);
    expect(says({ sentAt: minute(299) }, { ...busy, isDisturbed: false })).toEqual([]);
    const done = sent(299, bookingAnswer(201, 'late', 2));
    expect(says(done, { ...busy, isDisturbed: false })).toEqual([]);
  });
});
