import { describe, expect, test } from '@jest/globals';
import { type EventFacts, eventOf, type LineCounts, NEW_LINE } from '../../functions/domain/event.ts';
import { ACKNOWLEDGED_MS, ATTENTION_GRACE_MS, CLOCK_SKEW_MS } from '../../functions/domain/limits.ts';
import { isOverlooked, isSurelyOver, mustEndWaiting, nextLookAt } from '../../functions/domain/next-look.ts';

const CLOSE_AT = Date.parse('2030-02-01T00:00:00.000Z');
const NOW = CLOSE_AT - 1_000_000;
const SOON = ATTENTION_GRACE_MS;

const anEvent = (fields: Partial<EventFacts> = {}) =>
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
const aLine = (fields: Partial<LineCounts> = {}): LineCounts => ({ ...NEW_LINE, ...fields });
const inOrder = { queueing: true, drained: true };

describe('The sweep looks at a line', () => {
  test.each<[string, Partial<LineCounts>, number, number | undefined]>([
    ['never while shards sell', {}, NOW, undefined],
    ['never while shards sell, also once sales are over', {}, CLOSE_AT + SOON, undefined],
    ['soon for tickets of a raised capacity', { raised: 1 }, NOW, NOW + SOON],
    ['soon for what shards still hold', { queueing: true }, NOW, NOW + SOON],
    [
      'soon for a pool, whose next customer may die before the message',
      { ...inOrder, pool: 1 },
      NOW,
      NOW + SOON,
    ],
    ['a moment after sales close, for places that are left', inOrder, NOW, CLOSE_AT + SOON],
    ['then, however late it is asked', inOrder, CLOSE_AT, CLOSE_AT + SOON],
    ['again and again until they have ended', inOrder, CLOSE_AT + SOON, CLOSE_AT + 2 * SOON],
    ['never once they have', { ...inOrder, pool: 5, endedFor: CLOSE_AT }, CLOSE_AT + SOON, undefined],
    [
      'again where sales end at another time by now',
      { ...inOrder, endedFor: CLOSE_AT - 1 },
      NOW,
      CLOSE_AT + SOON,
    ],
    ['no later than it was to, soon', { ...inOrder, pool: 1, lookAt: NOW - 7 }, NOW, NOW - 7],
    ['no earlier than it must', { ...inOrder, lookAt: NOW - 7 }, NOW, CLOSE_AT + SOON],
  ])('%s', (_, fields, now, expected) => {
    expect(nextLookAt(anEvent(), aLine(fields), now)).toBe(expected);
  });

  test('soon while the bookings of a cancelled event are cancelled, and then never', () => {
    expect(nextLookAt(cancelled, aLine(), NOW)).toBe(NOW + SOON);
    expect(nextLookAt(cancelled, aLine({ cancellationDone: true, pool: 3 }), NOW)).toBeUndefined();
  });
});

test('places in the line end a moment after sales close, once', () => {
  const must = (event: ReturnType<typeof anEvent>, fields: Partial<LineCounts>, now: number) =>
    mustEndWaiting(event, aLine({ ...inOrder, ...fields }), now);
  expect(must(anEvent(), {}, CLOSE_AT + SOON - 1)).toBe(false);
  expect(must(anEvent(), {}, CLOSE_AT + SOON)).toBe(true);
  expect(must(anEvent(), { queueing: false }, CLOSE_AT + SOON)).toBe(false);
  expect(must(anEvent(), { endedFor: CLOSE_AT }, CLOSE_AT + SOON)).toBe(false);
  expect(must(cancelled, {}, CLOSE_AT + SOON)).toBe(false);
});

test('a sale is surely over once no write that was decided on in time can be under way', () => {
  expect(isSurelyOver(anEvent(), CLOSE_AT + ACKNOWLEDGED_MS - 1)).toBe(false);
  expect(isSurelyOver(anEvent(), CLOSE_AT + ACKNOWLEDGED_MS)).toBe(true);
});

test.each<[string, Partial<LineCounts>, boolean]>([
  ['has nothing to be looked at', {}, false],
  ['is looked at in time', { ...inOrder, pool: 1, lookAt: NOW + SOON + CLOCK_SKEW_MS }, false],
  ['is looked at too late', { ...inOrder, pool: 1, lookAt: NOW + SOON + CLOCK_SKEW_MS + 1 }, true],
  ['is never looked at', { ...inOrder, pool: 1 }, true],
])('a line that %s is overlooked or not', (_, fields, isLate) => {
  expect(isOverlooked(anEvent(), aLine(fields), NOW)).toBe(isLate);
});
