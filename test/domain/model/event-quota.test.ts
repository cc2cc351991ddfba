/** The quota of an organizer's events: how the operator states it, what counts, and what fits. */
import { describe, expect, test } from '@jest/globals';
import { countedAt, quotaExceededBy, readQuota } from '../../../functions/domain/model/event-quota.ts';
import {
  EVENT_QUOTA_DEFAULT_EVENTS,
  EVENT_QUOTA_DEFAULT_SHARDS,
  SHARDS_MAX,
} from '../../../functions/domain/model/limits.ts';

const NOW = Date.parse('2030-06-15T12:00:00.000Z');
const DEFAULT = { events: EVENT_QUOTA_DEFAULT_EVENTS, shards: EVENT_QUOTA_DEFAULT_SHARDS };

test('a quota is read as it is stated', () => {
  expect(readQuota('EVENT_QUOTA')).toEqual(DEFAULT);
  expect(readQuota('EVENT_QUOTA', 'on')).toEqual(DEFAULT);
  expect(readQuota('EVENT_QUOTA', 'off')).toBeUndefined();
  expect(readQuota('EVENT_QUOTA', 'events=1,shards=256')).toEqual({ events: 1, shards: SHARDS_MAX });
  expect(readQuota('EVENT_QUOTA', 'events=999999,shards=9999999')).toEqual({
    events: 999_999,
    shards: 9_999_999,
  });
});

test.each([
  '',
  'no',
  'events=5',
  'shards=256',
  'events=0,shards=256',
  'events=5,shards=255',
  'events=-1,shards=256',
  'events=1000000,shards=256',
  'events=5,shards=10000000',
  'xevents=5,shards=256',
  'events=5,shards=256x',
])('"%s" is no quota', (text) => {
  expect(() => readQuota('EVENT_QUOTA', text)).toThrow(
    `EVENT_QUOTA has "${text}", which is not a quota. Set it to on, to off, or to at least one event and 256 shards, as in events=50,shards=1024.`,
  );
});

test('events count until they are over', () => {
  const event = (id: string, fields: object) => ({
    id,
    shardCount: 4,
    startsAt: '2030-07-01T20:00:00Z',
    ...fields,
  });
  const events = [
    event('coming', { shardCount: 64 }),
    event('cancelled', { cancelledAt: '2030-06-01T00:00:00Z' }),
    event('ended', { startsAt: '2030-06-01T20:00:00Z', endsAt: '2030-06-15T12:00:00Z' }),
    event('running', { startsAt: '2030-06-01T20:00:00Z', endsAt: '2030-06-15T12:00:01Z' }),
  ];
  expect(countedAt(events, NOW)).toEqual({ eventIds: ['coming', 'running'], shards: 68 });
  expect(countedAt([], NOW)).toEqual({ eventIds: [], shards: 0 });
});

describe('A new event', () => {
  const quota = { events: 2, shards: 256 };
  const exceeded = (shardCount: number, eventIds: string[], shards: number) =>
    quotaExceededBy({ shardCount }, { eventIds, shards }, quota);

  test('fits until the events are as many as the quota', () => {
    expect(exceeded(4, ['one'], 4)).toBeUndefined();
    expect(exceeded(4, ['one', 'two'], 8)).toBe('events');
    expect(exceeded(256, ['one', 'two', 'three'], 300)).toBe('events');
  });

  test('fits while it has no more shards than are left', () => {
    expect(exceeded(256, [], 0)).toBeUndefined();
    expect(exceeded(252, ['one'], 4)).toBeUndefined();
    expect(exceeded(253, ['one'], 4)).toBe('shards');
  });
});
