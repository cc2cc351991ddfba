/** The check of each pool by sums: what it says of an event in order, and of one with a fault in a shard, a booking or a release. */
import { describe, expect, test } from '@jest/globals';
import type { HistoryEntry } from '../../../functions/domain/model/booking.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import type { AuditedBooking } from '../../../functions/domain/ports/audit-store.ts';
import { PoolConservation } from '../../../functions/domain/verify/check-pools.ts';
import type { EventState } from '../../../functions/domain/verify/event-state.ts';

const EVENT = {
  ticketTypes: [
    { id: 'seat', name: 'Seat', pools: ['seats'] },
    { id: 'vip', name: 'VIP', pools: ['seats', 'vip'] },
  ],
  pools: [
    { id: 'seats', capacity: 9 },
    { id: 'vip', capacity: 3 },
  ],
} as Event;

const HISTORY: HistoryEntry[] = [
  {
    what: 'booked',
    at: 1,
    quantity: 4,
    types: [
      { type: 'vip', quantity: 2 },
      { type: 'seat', quantity: 2 },
    ],
  },
  { what: 'cancelled', at: 2, quantity: 1, tickets: [1], by: 'x' },
  { what: 'handed-on', at: 3, quantity: 1 },
  { what: 'cancelled', at: 4, quantity: 1, tickets: [3], by: 'x' },
];

/** It holds a VIP and a seat, and gave up a seat that nobody else has yet. */
const BOOKING = {
  status: 'confirmed',
  quantity: 2,
  granted: 0,
  released: 1,
  history: HISTORY,
} as AuditedBooking;

/** @returns what is found of the event with these free places of each pool in its shards. */
function findingOf(shards: number[][], change: { booking?: object; event?: object } = {}) {
  const pools = new PoolConservation();
  pools.add({ ...BOOKING, ...change.booking });
  const inShards = shards.map((freeInPools) => ({ freeInPools }));
  return pools.finding({ event: { ...EVENT, ...change.event }, shards: inShards } as EventState);
}

describe('A pool', () => {
  test('is in order if its free, held and released places are its capacity', () => {
    const evidence = [
      'pool seats: 6 free + 2 held + 1 released = 9 places',
      'pool vip: 2 free + 1 held + 0 released = 3 places',
    ];
    expect(
      findingOf([
        [4, 2],
        [2, 0],
      ]),
    ).toEqual({ holds: true, evidence });
  });

  test.each([
    ['a place too many is free', [[7, 2]], '7 free + 2 held + 1 released = 10 places, but its capacity is 9'],
    ['a place is lost', [[6, 1]], '1 free + 1 held + 0 released = 2 places, but its capacity is 3'],
  ])('is not if %s', (_, shards, fault) => {
    const { holds, evidence } = findingOf(shards);
    expect(holds).toBe(false);
    expect(evidence.join()).toContain(fault);
  });

  test('is not if a shard owes places, though the sum is right', () => {
    const { holds, evidence } = findingOf([
      [7, 2],
      [-1, 0],
    ]);
    expect([holds, evidence.at(-1)]).toEqual([false, 'a shard has fewer than no free places of a pool']);
  });

  test('is not if the released ticket counts as one of another type', () => {
    const history = [
      ...HISTORY.slice(0, 3),
      { what: 'cancelled', at: 4, quantity: 1, tickets: [2], by: 'x' },
    ];
    expect(findingOf([[6, 2]], { booking: { history } }).holds).toBe(true);
    expect(findingOf([[6, 3]], { booking: { history } }).holds).toBe(false);
  });

  test('may lack the places of a cancelled event, and never has too many', () => {
    const event = { cancelledAt: '2099-01-01T00:00:00Z' };
    expect(findingOf([[0, 0]], { event }).holds).toBe(true);
    expect(findingOf([[7, 2]], { event }).holds).toBe(false);
  });
});
