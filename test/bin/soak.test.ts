/** The soak test: a short run. What it verifies is tested in `test/domain/verify`. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { endServiceProcesses } from '../../bin/local/service-process.ts';
import { chanceOf } from '../../bin/soak/chance.ts';
import { newTally, playRound } from '../../bin/soak/rounds.ts';
import type { Scene } from '../../bin/soak/scenes.ts';
import { startTestedService } from '../../bin/soak/tested-service.ts';

afterAll(() => endServiceProcesses());

describe('A soak', () => {
  const scene: Scene = {
    kind: 'small',
    capacity: 8,
    customers: 16,
    waitlist: { policy: 'strict' },
    raise: 2,
    arrivalsMs: 3_000,
    staysMs: 4_000,
  };

  test('of one small event with a service that is killed every second loses nothing', async () => {
    const tally = newTally();
    const stage = await startTestedService([scene]);
    try {
      await stage.start();
      await playRound(stage, [scene], chanceOf(7), tally, { leastMs: 500, mostMs: 1_000 });
    } finally {
      await stage.close(false);
    }
    expect(tally.violations).toEqual([]);
    expect(tally.kills).toBeGreaterThan(0);
    expect(tally).toMatchObject({ rounds: 1, events: 1 });
    expect(tally.acknowledgedWishes).toBeGreaterThan(8);
  });

  test('draws its random numbers from the seed', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, chanceOf(seed).next);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
