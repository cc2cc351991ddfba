/**
 * `requiresChallenge`: a booking, or a place in the waitlist, needs a solution of a challenge of its event, and no solution
 * serves two. The negative control removes the condition on the solution.
 */
import { describe, expect, test } from '@jest/globals';
import { proofOfWork } from '../../functions/challenges/proof-of-work.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { Refusal } from '../../functions/domain/model/refusal.ts';
import { solutionKey } from '../../functions/store/items/solution.ts';
import { aBoxoffice, type Boxoffice, rush, TABLE_NAME } from '../kit/boxoffice.ts';
import { TestClock, timesOf, withDraw } from '../kit/draw.ts';
import { aMeteredBoxoffice, LONG_NAMED, meter } from '../kit/metering.ts';
import { encodeSolution, solve } from '../kit/solve-challenge.ts';
import { tableWithoutSolutions } from '../kit/spent-solutions.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const ASKS = { requiresChallenge: true };

/** Asks for tickets without a solution, and solves the challenge of the answer. */
async function aSolution({ book }: Boxoffice, event: Event): Promise<string> {
  const refused = await book(event).catch((error: Refusal) => error);
  if (!(refused instanceof Refusal)) throw new Error('Nothing was asked.');
  expect(refused.code).toBe('challenge-required');
  return encodeSolution(await solve(refused.extras.challenge));
}

const REFUSED = { code: 'challenge-required', extras: { challenge: { provider: 'proof-of-work' } } };

describe('An event that asks for a challenge', () => {
  test('and for a confirmed address sells 96 tickets at most, each of which may be in another shard', async () => {
    const boxoffice = aBoxoffice();
    const asks = { ...ASKS, requiresConfirmedAddress: true, maxPerBooking: 97 };
    const event = await boxoffice.anEvent({ ...asks, capacity: 97, peakRequestsPerSecond: 10_000 });
    await expect(boxoffice.book(event, { quantity: 97 })).rejects.toMatchObject({
      code: 'validation-failed',
    });
    await expect(boxoffice.book(event, { quantity: 96 })).rejects.toMatchObject(REFUSED);
  });

  test('refuses a request without a solution with a challenge, and sells for its solution', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(ASKS);
    const challengeSolution = await aSolution(boxoffice, event);
    expect((await boxoffice.snapshot(event)).bookings).toEqual([]);
    expect((await boxoffice.book(event, { challengeSolution })).status).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('accepts a solution once, also from requests at the same time', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(ASKS);
    const challengeSolution = await aSolution(boxoffice, event);
    const results = await rush(boxoffice, event, Array(8).fill({ challengeSolution }));
    expect(results.filter((result) => 'id' in result)).toHaveLength(1);
    for (const error of results.filter((result) => result instanceof Error))
      expect(error).toMatchObject(REFUSED);
    await expect(boxoffice.book(event, { challengeSolution })).rejects.toMatchObject(REFUSED);
  });

  test('asks each who joins the waitlist, too, and takes no used solution for it', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ ...ASKS, capacity: 1 });
    const used = await aSolution(boxoffice, event);
    await boxoffice.book(event, { challengeSolution: used });
    await expect(boxoffice.book(event, { challengeSolution: used })).rejects.toMatchObject(REFUSED);
    const challengeSolution = await aSolution(boxoffice, event);
    expect((await boxoffice.book(event, { challengeSolution })).status).toBe('waitlisted');
    await expect(boxoffice.book(event, { challengeSolution })).rejects.toMatchObject(REFUSED);
    expect((await boxoffice.snapshot(event)).bookings).toHaveLength(2);
  });

  test('answers a repeat by what its request made, with the used solution and without one', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(ASKS);
    const request = { customerId: 'customer-a', idempotencyKey: '1' };
    const challengeSolution = await aSolution(boxoffice, event);
    const made = await boxoffice.book(event, { ...request, challengeSolution });
    expect((await boxoffice.book(event, { ...request, challengeSolution })).id).toBe(made.id);
    expect((await boxoffice.book(event, request)).id).toBe(made.id);
  });

  test('does not accept the solution of another event, or a challenge that this service did not sign', async () => {
    const boxoffice = aBoxoffice();
    const [event, other] = [await boxoffice.anEvent(ASKS), await boxoffice.anEvent(ASKS)];
    const ofOther = await aSolution(boxoffice, other);
    const forger = proofOfWork({ difficulty: 1, secret: async () => 'a guess', now: Date.now });
    const forged = encodeSolution(await solve(await forger.issue(event.id)));
    for (const challengeSolution of [ofOther, forged])
      await expect(boxoffice.book(event, { challengeSolution })).rejects.toMatchObject(REFUSED);
  });

  test('lets those who run it book for others without one', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(ASKS);
    const onBehalf = { by: event.organizerId, why: 'Paid cash' };
    expect((await boxoffice.book(event, { onBehalf })).status).toBe('confirmed');
  });

  test('asks for none where a solution changes nothing, and looks at nothing for it', async () => {
    const table = strictTable(TABLE_NAME);
    const clock = new TestClock();
    const boxoffice = aBoxoffice(() => ({ runtime: clock.runtime }), table);
    const uses = meter(table);
    const confirming = await boxoffice.anEvent({ ...ASKS, requiresConfirmedAddress: true });
    const drawing = await boxoffice.anEvent({ ...ASKS, ...withDraw() });
    clock.set(timesOf(drawing).during(1));
    for (const event of [confirming, drawing])
      await expect(boxoffice.book(event)).rejects.toMatchObject(REFUSED);
    uses.length = 0;
    await expect(boxoffice.book(confirming, { hasUnconfirmedAddress: true })).rejects.toMatchObject({
      code: 'address-not-confirmed',
    });
    await expect(boxoffice.book(drawing, { onSoldOut: 'reject' })).rejects.toMatchObject({
      code: 'draw-is-open',
    });
    expect(uses).toEqual([]);
  });

  test('a negative control: without the condition on the solution, it serves many bookings', async () => {
    const boxoffice = aBoxoffice(undefined, tableWithoutSolutions());
    const event = await boxoffice.anEvent(ASKS);
    const challengeSolution = await aSolution(boxoffice, event);
    const results = await rush(boxoffice, event, Array(4).fill({ challengeSolution }));
    expect(results.filter((result) => 'id' in result).length).toBeGreaterThan(1);
  });

  test('costs two write units more for a booking, and none for an event that does not ask', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent(ASKS);
    await boxoffice.book(event, { challengeSolution: await aSolution(boxoffice, event) });
    uses.length = 0;
    const challengeSolution = await aSolution(boxoffice, event);
    await boxoffice.book(event, { challengeSolution, attendee: LONG_NAMED });
    expect(uses).toEqual([{ command: 'TransactWriteItemsCommand', units: 8 }]);
  });
});

test('the key of a used solution has its digest alone', () => {
  expect(solutionKey('d')).toEqual({ pk: 'SOLUTION#d', sk: 'SOLUTION' });
});
