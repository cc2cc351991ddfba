/** Summaries of availability: what they say, what corrects them, and which of them one answer looks at anew. */
import { describe, expect, test } from '@jest/globals';
import { availabilityBy } from '../../../functions/domain/model/availability.ts';
import {
  type AvailabilitySummary,
  chooseDue,
  correctedBy,
  firstSummary,
  isSummaryOf,
  type Summarized,
  wholeRoom,
} from '../../../functions/domain/model/availability-summary.ts';
import { type Event, eventOf } from '../../../functions/domain/model/event.ts';
import {
  SUMMARY_AGE_MS,
  SUMMARY_LOOK_EVENTS,
  SUMMARY_LOOK_SHARDS,
} from '../../../functions/domain/model/limits.ts';
import { NEW_WAITLIST, type WaitlistCounts } from '../../../functions/domain/model/waitlist-state.ts';

const NOW = Date.parse('2030-06-15T12:00:00.000Z');

function anEvent(fields: Partial<Event> = {}): Event {
  return eventOf({
    ...{ id: 'one', organizerId: 'organizer', name: 'First night', startsAt: '2030-07-01T20:00:00.000Z' },
    ...{ capacity: 10, allowGuests: false, createdAt: '2030-06-01T00:00:00.000Z', revision: 0 },
    ...{ waitlist: { enabled: true, policy: 'strict' }, shardCount: 4, fingerprint: '', stated: {} },
    ...fields,
  });
}

const aSummary = (fields: Partial<AvailabilitySummary> = {}): AvailabilitySummary => ({
  ...{ free: 6, pending: 1, waiting: 2, cancelled: 0, isCancellationDone: false, lookedAt: NOW },
  ...fields,
});

const aWaitlist = (fields: Partial<WaitlistCounts> = {}): WaitlistCounts => ({ ...NEW_WAITLIST, ...fields });

test('the first summary of an event is that of its creation', () => {
  const created = { lookedAt: Date.parse('2030-06-01T00:00:00.000Z') };
  const free = { free: 10, pending: 0, waiting: 0, cancelled: 0, isCancellationDone: false };
  expect(firstSummary(anEvent())).toEqual({ ...free, ...created });
  const draw = { windowSeconds: 60, seed: '', seedHash: '' };
  expect(firstSummary(anEvent({ draw }))).toEqual({ ...free, ...created });
});

test('a summary of before the creation is of another event', () => {
  const created = Date.parse('2030-06-01T00:00:00.000Z');
  expect(isSummaryOf(anEvent(), aSummary({ lookedAt: created }))).toBe(true);
  expect(isSummaryOf(anEvent(), aSummary({ lookedAt: created - 1 }))).toBe(false);
});

describe('The waitlist’s item corrects an old summary', () => {
  const waitlist = {
    ...{ unassigned: 3, pendingCapacity: 4, cancelled: 5, cancellationDone: true },
  };

  test('while shards sell, of what is pending and cancelled', () => {
    expect(correctedBy(aSummary(), aWaitlist(waitlist))).toEqual(
      aSummary({ pending: 4, cancelled: 5, isCancellationDone: true }),
    );
  });

  test('once the event has sold out, of the tickets, too', () => {
    const corrected = correctedBy(aSummary(), aWaitlist({ ...waitlist, shardsEmpty: true }));
    expect(corrected).toMatchObject({ free: 3, waiting: 2, lookedAt: NOW });
    const soldOut = correctedBy(aSummary({ waiting: 0 }), aWaitlist({ shardsEmpty: true }));
    const times = { now: NOW, asOf: NOW - 1 };
    const asOf = new Date(NOW - 1).toISOString();
    expect(availabilityBy(anEvent(), soldOut, times)).toMatchObject({
      state: 'sold-out',
      available: 0,
      asOf,
    });
  });
});

describe('Of the summaries, one answer looks anew at', () => {
  let made = 0;
  const one = (lookedAt: number | undefined, shardCount = 4): Summarized => {
    made += 1;
    const summary = lookedAt === undefined ? undefined : aSummary({ lookedAt });
    return { event: anEvent({ id: `event ${made}`, shardCount }), summary };
  };
  const choose = (all: Summarized[], chance = 0.5, room = wholeRoom()) =>
    chooseDue(all, { now: NOW, chance: () => chance, room });

  test('those that are too old, and none that are young', () => {
    const [old, young] = [one(NOW - SUMMARY_AGE_MS), one(NOW - SUMMARY_AGE_MS / 2)];
    expect(choose([young, old], 0.999)).toEqual([old]);
    expect(choose([young, old], 0)).toEqual([old]);
  });

  test('some of those between, the older the more likely', () => {
    const between = one(NOW - SUMMARY_AGE_MS * 0.75);
    expect(choose([between], 0.49)).toEqual([between]);
    expect(choose([between], 0.51)).toEqual([]);
  });

  test('those without one first, and then the oldest', () => {
    const all = [one(NOW - 2 * SUMMARY_AGE_MS), one(NOW - 3 * SUMMARY_AGE_MS), one(undefined)];
    expect(choose(all)).toEqual([all[2], all[1], all[0]]);
  });

  test('as many shards as it may, and smaller events where a larger one does not fit', () => {
    const half = SUMMARY_LOOK_SHARDS / 2;
    const [none, large, largest, small] = [one(undefined, half), one(4, half), one(5, 256), one(6, half)];
    expect(choose([none, large, largest, small])).toEqual([none, large]);
    expect(choose([one(1, half), largest, small]).map(({ event }) => event.shardCount)).toEqual([half, half]);
    expect(choose([largest])).toEqual([largest]);
  });

  test('as many events as it may', () => {
    const all = Array.from({ length: SUMMARY_LOOK_EVENTS + 1 }, (_, n) => one(n));
    expect(choose(all)).toEqual(all.slice(0, SUMMARY_LOOK_EVENTS));
  });

  test('no more than what its earlier reads left', () => {
    const room = wholeRoom();
    choose([one(undefined, 256)], 0.5, room);
    expect(room).toEqual({ events: SUMMARY_LOOK_EVENTS - 1, shards: 0 });
    expect(choose([one(undefined)], 0.5, room)).toEqual([]);
  });
});
