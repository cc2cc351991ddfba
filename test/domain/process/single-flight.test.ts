/** Shares one run of the same work between simultaneous requests. */
import { describe, expect, test } from '@jest/globals';
import { SingleFlight } from '../../../functions/domain/process/single-flight.ts';

describe('Work that several requests need at once', () => {
  test('is done once for all of them, and again for a later request', async () => {
    const flight = new SingleFlight<number>();
    let runs = 0;
    const work = async () => {
      runs += 1;
      return runs;
    };
    expect(await Promise.all([1, 2, 3].map(() => flight.run('work', work)))).toEqual([1, 1, 1]);
    expect(await flight.run('work', work)).toBe(2);
  });

  test('fails for all of them, and is tried again by a later request', async () => {
    const flight = new SingleFlight<string>();
    const failing = [1, 2].map(() => flight.run('work', () => Promise.reject(new Error('No.'))));
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flight.run('work', async () => 'done')).toBe('done');
  });
});
