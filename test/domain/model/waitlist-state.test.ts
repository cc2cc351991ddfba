/** The state of a waitlist: its partitions, and whether there is anything to hand out. */
import { expect, test } from '@jest/globals';
import {
  holdsTickets,
  isIdle,
  NEW_WAITLIST,
  type WaitlistCounts,
  waitlistPartitions,
} from '../../../functions/domain/model/waitlist-state.ts';

test('a waitlist has as many partitions as there are shards, up to its own limit', () => {
  expect([1, 4, 8, 64, 128, 256].map(waitlistPartitions)).toEqual([1, 4, 8, 8, 16, 32]);
});

test.each<[string, Partial<WaitlistCounts>, boolean, boolean]>([
  ['has no free tickets and no running pass', {}, true, false],
  ['has unassigned tickets', { unassigned: 1 }, false, true],
  ['has pending capacity', { pendingCapacity: 1 }, false, true],
  ['may have tickets in its shards', { shardsEmpty: false }, false, true],
  ['has a running pass', { servingUpTo: '~' }, false, false],
])(
  'a waitlist is idle only without free tickets and without a running pass: one that %s',
  (_, fields, idle, holds) => {
    const waitlist = { ...NEW_WAITLIST, sellsInOrder: true, shardsEmpty: true, ...fields };
    expect(isIdle(waitlist)).toBe(idle);
    expect(holdsTickets(waitlist)).toBe(holds);
  },
);

test('a new waitlist may have tickets in its shards', () => {
  expect(isIdle(NEW_WAITLIST)).toBe(false);
  expect(holdsTickets(NEW_WAITLIST)).toBe(true);
});
