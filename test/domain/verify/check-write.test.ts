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
import type { RequestRecord, Sending } from '../../../functions/domain/verify/request-record.ts';
import type { EventSnapshot } from '../../../functions/domain/verify/snapshot.ts';
import { Timeline } from '../../../functions/domain/verify/timeline.ts';
import {
  AUDITED_AT,
  booked,
  cancelled,
  customerOf,
  joined,
  minute,
  promoted,
} from '../../kit/sound-event.ts';
import {
  aRequest,
  aRequestedEvent,
  bookingAnswer,
  type Change,
  type RequestedEvent,
  requestOf,
  saying,
  sent,
} from '../../kit/sound-requests.ts';

const set = Object.assign;

/** A new booking of two tickets that was made at the minute. */
const aBooking = ({ bookings }: RequestedEvent, at: number, fields: Partial<Booking> = {}): Booking => ({
  ...bookings.first,
  id: 'newcomer',
  customerId: customerOf('newcomer'),
  arrival: minute(at),
  history: [booked(2, at)],
  ...fields,
});

/** The waitlist has this limit, and its shards and its item this room. */
const limitedTo =
  (limit: number, rooms: number[], unassignedRoom: number): Change =>
  ({ event, snapshot: { shards, waitlist } }) => {
    set(event.waitlist, { limit });
    set(waitlist, { unassignedRoom });
    for (const [index, room] of rooms.entries()) set(shards[index] ?? {}, { room });
  };

describe('At one instant', () => {
  const found = (change: Change) => {
    const it = aRequestedEvent();
    change(it);
    return instantViolations(it.snapshot, AUDITED_AT);
  };

  test('a sound event breaks nothing', () => {
    expect(found(() => undefined)).toEqual([]);
  });

  test('a cancelled event that is being removed may have lost the room of shards that are gone, and no other', () => {
    const saysOf = (fields: Partial<RequestedEvent['event']>) =>
      found((it) => {
        limitedTo(3, [1, 0], 0)(it);
        it.snapshot.shards.shift();
        set(it.event, fields);
      }).map(({ says }) => says);
    const lost = '2 wait with room for 0 in a waitlist limited to 3';
    expect(saysOf({ cancelledAt: new Date(minute(299)).toISOString() })).not.toContain(lost);
    expect(saysOf({})).toContain(lost);
  });

  test.each<[string, Change]>([
    ['NoOversell: but the capacity is 10', ({ bookings }) => set(bookings.whole, { quantity: 5 })],
    [
      'NoOversell: 1 free + 9 held + 0 released = 10 tickets',
      ({ snapshot: { shards } }) => [1, -1].map((freeTickets, n) => set(shards[n] ?? {}, { freeTickets })),
    ],
    [
      'WithinLimit: 2 wait with room for 0 in a waitlist limited to 1',
      ({ event }) => set(event.waitlist, { limit: 1 }),
    ],
    ['WithinLimit: more joined through a shard than it had room for', limitedTo(1, [-1, 0], 0)],
    ['WithinLimit: shards have room while too many wait', limitedTo(2, [0, 1], -1)],
    [
      'WithinLimit: shards have room that nobody looks for',
      (it) => {
        limitedTo(3, [1, 0], 0)(it);
        set(it.snapshot.waitlist, { shardsFull: true });
      },
    ],
    [
      'NoLostTicket: the sweep would not find the pending work',
      ({ snapshot }) => set(snapshot.waitlist, { lookAt: undefined }),
    ],
  ])('a negative control: it finds %j', (expected, change) => {
    expect(found(change)).toEqual([saying(expected)]);
  });

  test('more may wait than the limit, after it was lowered or an offer lapsed, if there is no room', () => {
    expect(found(limitedTo(1, [0, 0], -1))).toEqual([]);
    expect(found(limitedTo(9, [4, 2], 1))).toEqual([]);
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

/** Another booking waits; `fields` of its entry. */
function addsEntry({ snapshot: { entries } }: RequestedEvent, fields: { lapses?: 1 } = {}): void {
  entries.push({ bookingId: 'new', key: 'z', quantity: 1, partition: '', ...fields });
}

describe('After a write', () => {
  /** @returns what is found in the write that makes `change`, at this minute. */
  const found = (change: Change, at = 300) => {
    const it = aRequestedEvent();
    const timeline = new Timeline(1_000);
    const before: EventSnapshot = JSON.parse(JSON.stringify(it.snapshot));
    timeline.add(before, minute(at) - 60_000);
    change(it);
    timeline.add(it.snapshot, minute(at));
    return stepViolations(before, it.snapshot, timeline, it.requests, minute(at));
  };
  const afterClose = 31 * 24 * 60 + 5;
  const addsPromotion: Change = ({ bookings: { next } }) => {
    set(next, { status: 'confirmed' });
    next.history.push(promoted(3, 3, 300));
  };

  /** The last booking is promoted at minute 300 before the next one, whose customer was told to wait at this minute. */
  const overtakes =
    (toldAtMinute: number): Change =>
    (it) => {
      const { next, last } = it.bookings;
      const told = { endedAt: minute(toldAtMinute), answer: bookingAnswer(202, next.id, 3) };
      requestOf(it, 'book', 'next').sendings = [{ sentAt: minute(31), ...told }];
      set(last, { status: 'confirmed' });
      last.history.push(promoted(2, 3, 300));
    };

  test('who was not told to wait yet may be overtaken', () => {
    expect(found(overtakes(301))).toEqual([]);
  });

  test('a booking that waits again may exceed the limit of the waitlist', () => {
    const beyond: Change = (it) => {
      set(it.event.waitlist, { limit: 2 });
      addsEntry(it, { lapses: 1 });
    };
    expect(found(beyond)).toEqual([]);
  });

  test('a sound change breaks nothing', () => {
    expect(found(addsPromotion)).toEqual([]);
  });

  test.each<[string, Change]>([
    ['Durable: was removed', ({ snapshot }) => snapshot.bookings.shift()],
    ['Durable: was removed', ({ snapshot }) => snapshot.bookings.pop()],
    [
      'Proved: was changed',
      ({ bookings: { whole } }) => {
        whole.history = [booked(4, 10), ...whole.history.slice(1), cancelled(1, whole.customerId)];
      },
    ],
    [
      'OneEffect: 0 of 1 bookings match their history',
      ({ bookings: { first } }) => first.history.push(cancelled(1, first.customerId)),
    ],
    [
      'WithinLimit: customer of whole holds 6 tickets',
      (it) => it.snapshot.bookings.push(aBooking(it, 300, { customerId: customerOf('whole') })),
    ],
    [
      'WithinLimit: customer of next waits with 2 bookings',
      (it) => {
        set(it.event.waitlist, { limitPerCustomer: 1 });
        const { arrival } = it.bookings.next;
        const waits = { customerId: customerOf('next'), status: 'waitlisted', arrival: arrival + 1 } as const;
        it.snapshot.bookings.push(aBooking(it, 300, { ...waits, history: [joined(1, 300)] }));
      },
    ],
    [
      'WithinLimit: new joined a waitlist of 2, limited to 2',
      (it) => {
        set(it.event.waitlist, { limit: 2 });
        addsEntry(it);
      },
    ],
    ['OnTime: 1 bookings too early or too late', (it) => it.snapshot.bookings.push(aBooking(it, afterClose))],
    [
      'OnTime: 1 bookings too early or too late',
      (it) => {
        set(it.event, { cancelledAt: new Date(minute(299)).toISOString() });
        addsPromotion(it);
      },
    ],
    ['NoOvertaking: arrived earlier and was told to wait', overtakes(299)],
    [
      'NoOvertaking: still waits',
      (it) => {
        const { last } = it.bookings;
        requestOf(it, 'book', 'last').sendings = [sent(200, bookingAnswer(202, last.id, 2))];
        set(last, { status: 'confirmed' });
        last.history.push(promoted(2, 3, 300));
      },
    ],
  ])('a negative control: it finds %j', (expected, change) => {
    expect(found(change)).toContainEqual(saying(expected));
  });

  test('a sale from a shard that a change has not reached yet is on time while the change spreads', () => {
    const closes = { salesCloseAt: new Date(minute(299)).toISOString() };
    const sells = (it: RequestedEvent) => it.snapshot.bookings.push(aBooking(it, 299.9));
    const late = [saying('OnTime: too late')];
    expect(found((it) => set(it.event, closes) && sells(it))).toEqual(late);
    expect(found((it) => set(it.event, closes, { isSpreading: true }) && sells(it))).toEqual([]);
  });
});

describe('An answer', () => {
  const refused = (code: string, change: Change = () => undefined) => {
    const it = aRequestedEvent();
    change(it);
    const timeline = new Timeline(1_000);
    timeline.add(it.snapshot, minute(200));
    const request = aRequest('late', [sent(300, { status: 409, code })]);
    return untrueRefusals(request, timeline, it.requests);
  };
  const nobodyWaits: Change = ({ snapshot }) => {
    snapshot.entries = [];
    snapshot.waitlist.unassigned = 2;
  };
  const holdsFour: Change = ({ bookings }) => {
    bookings.whole.customerId = customerOf('late');
  };

  const waitsAlready: Change = ({ event, bookings }) => {
    set(event.waitlist, { limitPerCustomer: 1 });
    bookings.next.customerId = customerOf('late');
  };

  const mayWaitAgain: Change = (it) => {
    waitsAlready(it);
    it.snapshot.entries = [];
    const { next } = it.bookings;
    const offer = {
      quantity: 3,
      promotionNumber: 3,
      expiresAt: minute(200),
      ifUnanswered: 'keeps-place',
    } as const;
    set(next, { status: 'offered', offerExpiresAt: minute(200) });
    next.history.push({ what: 'offered', at: minute(150), ...offer });
  };

  test('that refuses is true if it was at some instant', () => {
    expect(refused('sold-out')).toEqual([]);
    expect(refused('waitlist-full', ({ event }) => set(event.waitlist, { limit: 2 }))).toEqual([]);
    expect(refused('customer-limit-reached', holdsFour)).toEqual([]);
    expect(refused('already-waiting', waitsAlready)).toEqual([]);
    expect(refused('already-waiting', mayWaitAgain)).toEqual([]);
  });

  test.each<[string, string, Change | undefined]>([
    ['sold-out', '"sold out" while 2 tickets were available', nobodyWaits],
    ['waitlist-full', 'that the waitlist is full, which it was not', undefined],
    ['already-waiting', 'to wait already, which the customer did not', undefined],
    ['customer-limit-reached', "that the customer's limit is reached, which it was not", undefined],
  ])('a negative control: an untrue refusal by %s is found', (code, expected, change) => {
    expect(refused(code, change)).toEqual([saying(`HonestAnswer: was told ${expected}`)]);
  });

  test('that it is sold out is true if another booking of the customer waits, and not if only its own may', () => {
    const refusedBeside = (joinedAtMinute: number, isByOther = false) => {
      const it = aRequestedEvent();
      const { next } = it.bookings;
      set(next, { customerId: customerOf('late'), history: [joined(2, joinedAtMinute)] });
      it.snapshot.entries = it.snapshot.entries.filter(({ bookingId }) => bookingId === next.id);
      it.snapshot.waitlist.unassigned = 2;
      const timeline = new Timeline(1_000);
      timeline.add(it.snapshot, minute(299));
      const { key: _none, ...request } = aRequest('late', [sent(300, { status: 409, code: 'sold-out' })]);
      const joining: RequestRecord = { ...aRequest('next'), bookingId: next.id };
      return untrueRefusals(request, timeline, isByOther ? [joining] : []);
    };
    expect(refusedBeside(290)).toEqual([]);
    expect(refusedBeside(300, true)).toEqual([]);
    expect(refusedBeside(300)).toEqual([
      saying('HonestAnswer: was told "sold out" while 2 tickets were available'),
    ]);
  });

  test('503 means that nothing was done, unless a fault may have hidden it or another request did it', () => {
    const it = aRequestedEvent();
    it.snapshot.bookings.push(aBooking(it, 300, { id: 'late', customerId: customerOf('late') }));
    const busy = sent(300, { status: 503, code: 'busy', retryAfter: '1' });
    const found = (...sendings: Sending[]) => {
      const request = aRequest('late', sendings);
      return busyViolations(request, it.snapshot, [request]);
    };
    expect(found({ ...busy, isDisturbed: false })).toEqual([
      saying('HonestAnswer: was answered 503, but took effect'),
    ]);
    expect(found({ ...busy, isDisturbed: true })).toEqual([]);
    const earlier = { ...sent(299, { status: 503, code: 'busy', retryAfter: '1' }), isDisturbed: true };
    expect(found(earlier, { ...busy, isDisturbed: false })).toEqual([]);
    expect(found({ ...earlier, isDisturbed: false }, { ...busy, isDisturbed: false })).not.toEqual([]);
    expect(found(busy)).toEqual([]);
    expect(found({ sentAt: minute(299) }, { ...busy, isDisturbed: false })).toEqual([]);
    const done = sent(299, bookingAnswer(201, 'late', 2));
    expect(found(done, { ...busy, isDisturbed: false })).toEqual([]);
  });
});
