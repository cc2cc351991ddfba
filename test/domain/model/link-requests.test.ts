/** When the link of a booking is mailed again, whoever asks for it. */
import { expect, test } from '@jest/globals';
import { LINK_REQUEST_PAUSE_MAX_MS, LINK_REQUEST_PAUSE_MS } from '../../../functions/domain/model/limits.ts';
import { linkDueAt } from '../../../functions/domain/model/link-requests.ts';

const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;

/** Somebody who knows the id asks whenever it is allowed, for a year. @returns all instants of the mails. */
function askedForAYear(dueAt: (requests: number[]) => number): number[] {
  const requests = [0];
  for (let next = dueAt(requests); next < YEAR_MS; next = dueAt(requests)) requests.push(next);
  return requests;
}

/** @returns the longest time for which the owner is refused after the last mail, ms. */
function longestRefusal(dueAt: (requests: number[]) => number): number {
  const requests = askedForAYear(dueAt);
  return Math.max(...requests.map((mailedAt, index) => dueAt(requests.slice(0, index + 1)) - mailedAt));
}

test('a link that nobody asked for is due, and the pause after a request doubles up to a week', () => {
  expect(linkDueAt([])).toBe(Number.NEGATIVE_INFINITY);
  const pauses = Array.from({ length: 12 }, (_, index) => linkDueAt(Array<number>(index + 1).fill(0)));
  expect(pauses.map((ms) => ms / MINUTE_MS)).toEqual([
    10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_080, 10_080,
  ]);
});

test('whoever asks, the link was mailed within the last week or is mailed now, and the history grows by one a week', () => {
  expect(longestRefusal(linkDueAt)).toBe(LINK_REQUEST_PAUSE_MAX_MS);
  expect(askedForAYear(linkDueAt).length).toBeLessThanOrEqual(10 + 52);
});

test('a negative control: with a number of requests a stranger uses them up, and the owner is refused for good', () => {
  const twentyInAll = (requests: number[]) =>
    requests.length < 20 ? (requests.at(-1) ?? 0) + LINK_REQUEST_PAUSE_MS : Number.POSITIVE_INFINITY;
  expect(longestRefusal(twentyInAll)).toBe(Number.POSITIVE_INFINITY);
});
