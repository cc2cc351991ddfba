/** The shard picker: its refresh of the hints. */
import { describe, expect, test } from '@jest/globals';
import type { Event } from '../../../functions/domain/model/event.ts';
import { ShardPicker } from '../../../functions/domain/sale/shard-picker.ts';

function aPicker() {
  const clock = { now: 1_000_000 };
  const counts = { readings: 0 };
  const readShards = async () => {
    counts.readings += 1;
    return [];
  };
  return { picker: new ShardPicker({ readShards }, { now: () => clock.now }), clock, counts };
}

describe('A refresh of the hints', () => {
  const event = { id: 'event', shardCount: 1, waitlist: {} } as Event;

  test('is not repeated while the last one is recent', async () => {
    const { picker, clock, counts } = aPicker();
    await picker.refresh(event, 64);
    clock.now += 63;
    await picker.refresh(event, 64);
    expect(counts.readings).toBe(1);
    clock.now += 1;
    await picker.refresh(event, 64);
    expect(counts.readings).toBe(2);
  });

  test('is shared by the requests that need one at the same time', async () => {
    const { picker, counts } = aPicker();
    await Promise.all([picker.refresh(event, 64), picker.refresh(event, 64)]);
    expect(counts.readings).toBe(1);
  });
});
