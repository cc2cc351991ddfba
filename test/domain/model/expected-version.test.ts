/** The versions for which a change is made. */
import { expect, test } from '@jest/globals';
import type { HistoryEntry } from '../../../functions/domain/model/booking.ts';
import {
  bookingVersion,
  eventVersion,
  requireVersion,
} from '../../../functions/domain/model/expected-version.ts';
import { Refusal } from '../../../functions/domain/model/refusal.ts';

const codeOf = (run: () => void): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.message).toMatch(/again|busy/);
    return error.code;
  }
};

test.each<[string, number[] | undefined, number, number | undefined, string | undefined]>([
  ['any version is accepted without a condition', undefined, 7, undefined, undefined],
  ['the version that was read is accepted', [7], 7, undefined, undefined],
  ['one of several versions is accepted', [3, 7], 7, undefined, undefined],
  ['a later version is refused', [7], 8, undefined, 'changed-meanwhile'],
  ['an earlier version is refused', [7], 6, undefined, 'changed-meanwhile'],
  ['no version of this service is refused', [], 7, undefined, 'changed-meanwhile'],
  ['a version that replaced a write that failed is refused', [7], 8, 7, 'changed-meanwhile'],
  ['a version after one that the write may have made is not known', [7], 9, 7, 'busy'],
  ['the version that was tried before is accepted again', [7], 7, 7, undefined],
])('%s', (_, expected, version, tried, code) => {
  expect(codeOf(() => requireVersion(expected, version, tried))).toBe(code);
});

test('the version of a booking counts its changes, and not what the service notes on its own', () => {
  const quantity = { at: 1, quantity: 1 };
  const history: HistoryEntry[] = [
    { what: 'joined', ...quantity },
    { what: 'place-confirmed', ...quantity },
    { what: 'promoted', ...quantity, promotionNumber: 1 },
    { what: 'answered-at-once', ...quantity },
    { what: 'link-requested', at: 1 },
    { what: 'passed', ...quantity, heldBackSince: 1, promotions: 0 },
    { what: 'cancelled', ...quantity },
    { what: 'handed-on', ...quantity },
  ];
  expect(bookingVersion({ history })).toBe(3);
  expect(bookingVersion({ history: history.slice(0, 2) })).toBe(1);
});

test('the version of an event counts its changes, and not those of its staff', () => {
  expect(eventVersion({ revision: 3 })).toBe(3);
  expect(eventVersion({ revision: 5, staffChanges: 2 })).toBe(3);
});
