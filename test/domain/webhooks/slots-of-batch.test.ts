/** Which work of a batch is done at the same time. */
import { expect, test } from '@jest/globals';
import { WEBHOOKS_AT_ONCE, WEBHOOKS_AT_ONCE_PER_ORGANIZER } from '../../../functions/domain/model/limits.ts';
import { Slots } from '../../../functions/domain/process/slots.ts';
import { SlotsOfBatch } from '../../../functions/domain/webhooks/slots-of-batch.ts';

type Slotting = { run: SlotsOfBatch['run'] };

/** Starts a hundred pieces of work of one organizer, then one of another. @returns what began before any of it ended, and all that did. */
async function begunBy({ run }: Slotting) {
  const begun: string[] = [];
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = (who: string) =>
    run(who, async () => {
      begun.push(who);
      await ended;
    });
  const all = [...Array.from({ length: 100 }, () => work('slow')), work('other')];
  await new Promise(setImmediate);
  const first = [...begun];
  end();
  await Promise.all(all);
  return { first, begun };
}

test('the work of an organizer has a quarter of the slots, and that of others does not wait for it', async () => {
  const slots = new SlotsOfBatch();
  const { first, begun } = await begunBy({ run: (who, work) => slots.run(who, work) });
  expect(first).toEqual([...Array<string>(WEBHOOKS_AT_ONCE_PER_ORGANIZER).fill('slow'), 'other']);
  expect(4 * WEBHOOKS_AT_ONCE_PER_ORGANIZER).toBe(WEBHOOKS_AT_ONCE);
  expect(begun).toHaveLength(101);
});

test('a negative control: with slots that all organizers share, that of others waits', async () => {
  const slots = new Slots(WEBHOOKS_AT_ONCE);
  const { first } = await begunBy({ run: (_, work) => slots.run(work) });
  expect(first).toEqual(Array<string>(WEBHOOKS_AT_ONCE).fill('slow'));
});

test('work that fails leaves its slot to the next', async () => {
  const slots = new Slots(1);
  await expect(slots.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await slots.run(async () => 'done')).toBe('done');
});
