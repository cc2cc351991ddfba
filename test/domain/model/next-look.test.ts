/** The times at which the sweep looks at a waitlist, and the end of waiting after sales have closed. */
import { describe, expect, test } from '@jest/globals';
import { type EventFields, eventOf } from '../../../functions/domain/model/event.ts';
import {
  ACKNOWLEDGED_MS,
  CLOCK_SKEW_MS,
  PENDING_WORK_GRACE_MS,
} from '../../../functions/domain/model/limits.ts';
import {
  isOverlooked,
  isSurelyOver,
  mustEndWaiting,
  nextLookAt,
} from '../../../functions/domain/model/next-look.ts';
import { NEW_WAITLIST, type WaitlistCounts } from '../../../functions/domain/model/waitlist-state.ts';

const CLOSE_AT = Date.parse('2030-02-01T00:00:00.000Z');
const NOW = CLOSE_AT - 1_000_000;
const SOON = PENDING_WORK_GRACE_MS;

const anEvent = (fields: Partial<EventFields> = {}) =>
  eventOf({
    id: 'event',
    organizerId: 'organizer',
    name: 'First night',
    startsAt: new Date(CLOSE_AT).toISOString(),
    capacity: 10,
    stated: {},
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' },
    createdAt: '2029-01-01T00:00:00.000Z',
    revision: 0,
    shardCount: 4,
    fingerprint: '',
    ...fields,
  });
const cancelled = anEvent({ cancelledAt: new Date(NOW - 1).toISOString() });
const aWaitlist = (fields: Partial<WaitlistCounts> = {}): WaitlistCounts => ({ ...NEW_WAITLIST, ...fields });
const inOrder = { sellsInOrder: true, shardsEmpty: true };

describe('The sweep looks at a waitlist', () => {
  test.each<[string, Partial<WaitlistCounts>, number, number | undefined]>([
    ['never while shards sell', {}, NOW, undefined],
    ['never while shards sell, also after sales have closed', {}, CLOSE_AT + SOON, undefined],
    ['soon for pending capacity', { pendingCapacity: 1 }, NOW, NOW + SOON],
    ['soon for tickets that are still in shards', { sellsInOrder: true }, NOW, NOW + SOON],
    [
      'soon for unassigned tickets, since the process of the next customer may crash before it sends a message',
      { ...inOrder, unassigned: 1 },
      NOW,
      NOW + SOON,
    ],
    ['a moment after sales close, for bookings that still wait', inOrder, NOW, CLOSE_AT + SOON],
    [
      'a moment after sales close, also if the time is computed at their close',
      inOrder,
      CLOSE_AT,
      CLOSE_AT + SOON,
    ],
    ['repeatedly until their waiting has ended', inOrder, CLOSE_AT + SOON, CLOSE_AT + 2 * SOON],
    [
      'never after their waiting has ended',
      { ...inOrder, unassigned: 5, endedFor: CLOSE_AT },
      CLOSE_AT + SOON,
      undefined,
    ],
    ['again if the end of sales has changed', { ...inOrder, endedFor: CLOSE_AT - 1 }, NOW, CLOSE_AT + SOON],
    [
      'no later than before while there is work',
      { ...inOrder, unassigned: 1, lookAt: NOW - 7 },
      NOW,
      NOW - 7,
    ],
    ['no earlier than necessary', { ...inOrder, lookAt: NOW - 7 }, NOW, CLOSE_AT + SOON],
  ])('%s', (_, fields, now, expected) => {
    expect(nextLookAt(anEvent(), aWaitlist(fields), now)).toBe(expected);
  });

  test('soon while the bookings of a cancelled event are cancelled, and then never', () => {
    expect(nextLookAt(cancelled, aWaitlist(), NOW)).toBe(NOW + SOON);
    expect(nextLookAt(cancelled, aWaitlist({ cancellationDone: true, unassigned: 3 }), NOW)).toBeUndefined();
  });
});

test('waiting ends a moment after sales close, once', () => {
  const must = (event: ReturnType<typeof anEvent>, fields: Partial<WaitlistCounts>, now: number) =>
    mustEndWaiting(event, aWaitlist({ ...inOrder, ...fields }), now);
  expect(must(anEvent(), {}, CLOSE_AT + SOON - 1)).toBe(false);
  expect(must(anEvent(), {}, CLOSE_AT + SOON)).toBe(true);
  expect(must(anEvent(), { sellsInOrder: false }, CLOSE_AT + SOON)).toBe(false);
  expect(must(anEvent(), { endedFor: CLOSE_AT }, CLOSE_AT + SOON)).toBe(false);
  expect(must(cancelled, {}, CLOSE_AT + SOON)).toBe(false);
});

test('a sale is surely over when no write that began in time can still be running', () => {
  expect(isSurelyOver(anEvent(), CLOSE_AT + ACKNOWLEDGED_MS - 1)).toBe(false);
  expect(isSurelyOver(anEvent(), CLOSE_AT + ACKNOWLEDGED_MS)).toBe(true);
});

test.each<[string, Partial<WaitlistCounts>, boolean]>([
  ['has no work', {}, false],
  ['has its next look in time', { ...inOrder, unassigned: 1, lookAt: NOW + SOON + CLOCK_SKEW_MS }, false],
  ['has its next look too late', { ...inOrder, unassigned: 1, lookAt: NOW + SOON + CLOCK_SKEW_MS + 1 }, true],
  ['has no next look', { ...inOrder, unassigned: 1 }, true],
])(
  'a waitlist with work is overlooked if its next look is late or missing: one that %s',
  (_, fields, isLate) => {
    expect(isOverlooked(anEvent(), aWaitlist(fields), NOW)).toBe(isLate);
  },
);
