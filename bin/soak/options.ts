/** The command line options of a soak. */
import { type Command, Option } from 'commander';
import { positiveNumber, wholeNumber } from '../option-values.ts';

/** `seed` decides when customers arrive, what they do, and when the service is killed. */
export type SoakOptions = { minutes: number; seed: number };

const SEEDS = 2 ** 32;

export function addOptions(command: Command): Command {
  const seed = new Option('--seed <number>', 'repeats the choices of the run that printed it')
    .argParser(wholeNumber(0, SEEDS - 1))
    .default(Math.floor(Math.random() * SEEDS), 'random');
  return command
    .option('--minutes <minutes>', 'how long to run; the last round is finished', positiveNumber, 5)
    .addOption(seed)
    .addHelpText('after', '\nExample:\n  npm run soak -- --minutes 10 --seed 42');
}
