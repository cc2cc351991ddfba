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
const selling = { ...inOrder, unassigned: 1 };

describe('The sweep looks at a waitlist', () => {
  test.each<[string, Partial<WaitlistCounts>, number, number | undefined]>([
    ['never while shards sell', {}, NOW, undefined],
    ['never while shards sell, also after sales have closed', {}, CLOSE_AT + SOON, undefined],
    ['soon for pending capacity', { pendingCapacity: 1 }, NOW, NOW + SOON],
    ['soon for tickets that are still in shards', { sellsInOrder: true }, NOW, NOW + SOON],
    [
      'soon for unassigned tickets, since the process of the next customer may crash before it sends a message',
      selling,
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
    ['a moment after sales close, also a moment before they do', inOrder, CLOSE_AT - 1, CLOSE_AT + SOON],
    [
      'a moment after sales close, and not sooner for unassigned tickets, which nobody can get any more',
      { ...selling, lookAt: CLOSE_AT },
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
    ['no later than before while there is work', { ...selling, lookAt: NOW - 7 }, NOW, NOW - 7],
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

test.each<[string, Partial<WaitlistCounts>, number, boolean]>([
  ['has no work', {}, NOW, false],
  ['has its next look in time', { ...selling, lookAt: NOW + SOON + CLOCK_SKEW_MS }, NOW, false],
  ['has its next look too late', { ...selling, lookAt: NOW + SOON + CLOCK_SKEW_MS + 1 }, NOW, true],
  ['has no next look', selling, NOW, true],
  [
    'is looked at when its waiting bookings end',
    { ...inOrder, lookAt: CLOSE_AT + SOON + CLOCK_SKEW_MS },
    NOW,
    false,
  ],
  [
    'is looked at only after its waiting bookings end',
    { ...inOrder, lookAt: CLOSE_AT + SOON + CLOCK_SKEW_MS + 1 },
    NOW,
    true,
  ],
  [
    'is looked at soon, although its waiting bookings end sooner',
    { ...inOrder, lookAt: CLOSE_AT + 1 + SOON + CLOCK_SKEW_MS },
    CLOSE_AT + 1,
    false,
  ],
])(
  'a waitlist with work is overlooked if its next look is late or missing: one that %s',
  (_, fields, now, isLate) => {
    expect(isOverlooked(anEvent(), aWaitlist(fields), now)).toBe(isLate);
  },
);
