/** What a soak can be told on the command line. */
import { parseArgs } from 'node:util';

/** `seed` decides who comes when, what they do, and when the service is killed. */
export type SoakOptions = { minutes: number; seed: number };

const USAGE = `npm run soak -- [options]
  --minutes 5   how long; the round in progress is finished and judged
  --seed N      a whole number from 0, to repeat what a run was made of (default: another one each time)`;

/** @throws with the usage when something is off. */
export function readOptions(args: string[]): SoakOptions {
  try {
    const { values } = parseArgs({
      args,
      options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string' } },
    });
    const minutes = Number(values.minutes);
    if (!(minutes > 0 && Number.isFinite(minutes)))
      throw new Error(`--minutes takes a number above 0, not "${values.minutes}".`);
    const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
    if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32))
      throw new Error(`--seed takes a whole number from 0 to ${2 ** 32 - 1}, not "${values.seed}".`);
    return { minutes, seed };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`);
  }
}
