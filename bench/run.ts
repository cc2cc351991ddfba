/**
 * `npm run bench`: every measurement, or those that are named, one after the other. Each runs in a process of its
 * own, so that none inherits the heap or the connections of another. A wrong result ends it with an error.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Measurement, Settings } from './measurement.ts';
import { MEASUREMENTS } from './measurements.ts';
import { circumstances, record } from './record.ts';
import { writeReport } from './report.ts';

const ALL_MINUTES = Math.ceil(MEASUREMENTS.reduce((sum, { seconds }) => sum + seconds, 0) / 60);

const HELP = `npm run bench                  everything, about ${ALL_MINUTES} minutes
npm run bench -- NAME ...      those alone
  --rounds N                   rounds by turns, where there are any; more are steadier
  --seed N                     what is left to chance; 1 unless stated
  --bookings N                 of the larger event that is audited

${MEASUREMENTS.map(({ name, seconds, about }) => `${name.padEnd(18)} ${String(seconds).padStart(4)} s  ${about}`).join('\n')}

Results go to bench/results. The yardsticks need a MariaDB server to be installed, which is started privately, and
\`npm ci --prefix bench/yardsticks\`.`;

type Options = Settings & { chosen: Measurement[] };

function wholeNumber(text: string, option: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${option} must be a whole number from ${least} on. Try npm run bench -- --help`);
}

/** Undefined: only help was asked for. @throws with what to do instead. */
function readOptions(args: string[]): Options | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      bookings: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const unknown = positionals.find((name) => MEASUREMENTS.every((one) => one.name !== name));
  if (unknown !== undefined)
    throw new Error(
      `There is no measurement "${unknown}". There are ${MEASUREMENTS.map(({ name }) => name).join(', ')}.`,
    );
  return {
    chosen: MEASUREMENTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    rounds: values.rounds === undefined ? undefined : wholeNumber(values.rounds, 'rounds', 1),
    bookings: values.bookings === undefined ? undefined : wholeNumber(values.bookings, 'bookings', 100),
    seed: wholeNumber(values.seed ?? '1', 'seed', 0),
  };
}

async function runHere(measurement: Measurement, settings: Settings): Promise<void> {
  const given = circumstances(settings);
  const began = performance.now();
  const findings = await measurement.measure(settings);
  record(measurement, given, findings);
  for (const { id, met, figure } of findings.goals)
    console.log(`  ${met ? 'met    ' : 'not met'}  ${id}: ${figure}`);
  console.log(
    `  after ${Math.round((performance.now() - began) / 1000)} s, in bench/results/${measurement.name}.json`,
  );
}

/** @returns whether it came to its end. */
async function runApart(name: string, { rounds, bookings, seed }: Settings): Promise<boolean> {
  const args = [import.meta.filename, name, '--seed', String(seed)];
  if (rounds !== undefined) args.push('--rounds', String(rounds));
  if (bookings !== undefined) args.push('--bookings', String(bookings));
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  return (await new Promise((resolve) => child.once('close', resolve))) === 0;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(HELP);
  else {
    const { chosen, ...settings } = options;
    const [only] = chosen;
    if (chosen.length === 1 && only !== undefined) {
      console.log(`${only.name}: ${only.about}, about ${only.seconds} s`);
      await runHere(only, settings);
      writeReport();
    } else {
      const failed: string[] = [];
      for (const { name } of chosen) if (!(await runApart(name, settings))) failed.push(name);
      if (failed.length > 0) throw new Error(`Failed: ${failed.join(', ')}`);
      console.log('The goals and the pictures are in bench/results/README.md.');
    }
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
// What a measurement has left open must not hold up the next.
process.exit();
