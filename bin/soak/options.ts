/** The command line options of a soak. */
import { parseArgs } from 'node:util';

/** `seed` decides when customers arrive, what they do, and when the service is killed. */
export type SoakOptions = { minutes: number; seed: number };

const USAGE = `npm run soak -- [options]
  --minutes 5   how long to run; the last round is finished and judged
  --seed N      a whole number from 0; repeats the choices of the run that printed it (default: random)`;

/** @throws an error with the usage when an option is unknown or invalid. */
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
