/** How often the page looks while somebody waits: as often as the line says near its head, and seldom far behind. */
import { expect, test } from '@jest/globals';
import { besideLineSeconds, lineLookSeconds } from '../../web/src/api/look-pauses.ts';

test.each([
  [undefined, 5],
  [1, 5.01],
  [100, 6],
  [5_499, 59.99],
  [1_000_000, 60],
])('at place %p the line is looked at again after %p seconds, if it asks for 5', (place, seconds) => {
  expect(lineLookSeconds(5, place)).toBeCloseTo(seconds, 5);
});

test('a line that asks for a longer pause gets it', () => {
  expect(lineLookSeconds(300, 1)).toBe(300);
  expect(lineLookSeconds(300, 1_000_000)).toBe(300);
});

test('the first thousand read their booking beside the line, and nobody else', () => {
  const seconds = [undefined, 1, 1_000, 1_001, 1_000_000].map((place) => besideLineSeconds(true, place));
  expect(seconds).toEqual([60, 60, 60, undefined, undefined]);
});

test('where the line does not tell of every promotion, all read their booking, the more seldom the further back', () => {
  const seconds = [undefined, 1, 2_000, 30_000, 1_000_000].map((place) => besideLineSeconds(false, place));
  expect(seconds).toEqual([20, 20, 20, 300, 600]);
});

test('a million who wait look at the line 17,000 times a second, and at their bookings 17 times', () => {
  let [looks, reads] = [0, 0];
  for (let place = 1; place <= 1_000_000; place += 1) {
    looks += 1 / lineLookSeconds(5, place);
    const beside = besideLineSeconds(true, place);
    if (beside !== undefined) reads += 1 / beside;
  }
  expect(Math.round(looks / 1000)).toBe(17);
  expect(Math.round(reads)).toBe(17);
});
