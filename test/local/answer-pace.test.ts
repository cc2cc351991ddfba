/** How the gateway on one machine holds back answers to an address that gets many of them in a second. */
import { expect, test } from '@jest/globals';
import { AnswerPace } from '../../bin/local/answer-pace.ts';

/** Asks so many times at once. @returns for how long each was held back, ms. */
async function heldMs(pace: AnswerPace, address: string, count: number): Promise<number[]> {
  const begun = performance.now();
  return Promise.all(
    Array.from({ length: count }, () => pace.untilDue(address).then(() => performance.now() - begun)),
  );
}

test('answers to an address beyond those of a second come one after another, and those to others at once', async () => {
  const pace = new AnswerPace(50);
  const [flood, others] = await Promise.all([heldMs(pace, '10.0.0.1', 60), heldMs(pace, '10.0.0.2', 50)]);
  // A timer may end a millisecond early.
  expect(flood.slice(50).every((ms, n) => ms >= 20 * (n + 1) - 2)).toBe(true);
  expect(Math.max(...flood.slice(0, 50), ...others)).toBeLessThan(flood[59] ?? 0);
});

test('no answer is held back for longer than stated', async () => {
  const pace = new AnswerPace(10, 50);
  const flood = await heldMs(pace, '10.0.0.1', 10_000);
  expect(Math.max(...flood)).toBeGreaterThanOrEqual(48);
  // 10,000 answers at ten a second would take a thousand seconds.
  expect(Math.max(...flood)).toBeLessThan(5_000);
});

test('a large answer is held against its address as further ones by its size, and a small one is not', async () => {
  const pace = new AnswerPace(50);
  await pace.untilDue('10.0.0.1');
  pace.countSize('10.0.0.1', 59 * 64 * 1024);
  await pace.untilDue('10.0.0.2');
  pace.countSize('10.0.0.2', 64 * 1024 - 1);
  const [large = 0, small = 0] = (
    await Promise.all([heldMs(pace, '10.0.0.1', 1), heldMs(pace, '10.0.0.2', 1)])
  ).flat();
  // The 61st of fifty a second.
  expect(large).toBeGreaterThanOrEqual(20 * 11 - 2);
  expect(small).toBeLessThan(large);
});
