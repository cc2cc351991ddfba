/**
 * `npm run bench`: runs all or the named measurements, one after another. Each runs in a separate process, so
 * that it does not inherit the heap or the connections of another. Exits with 1 when a measurement fails.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Measurement, Settings } from './measurement.ts';
import { MEASUREMENTS } from './measurements.ts';
import { circumstances, record } from './record.ts';
import { writeReport } from './report.ts';

const ALL_MINUTES = Math.ceil(MEASUREMENTS.reduce((sum, { seconds }) => sum + seconds, 0) / 60);

const HELP = `npm run bench                  all measurements, about ${ALL_MINUTES} minutes
npm run bench -- NAME ...      the named measurements
  --rounds N                   number of rounds, for measurements with rounds; more give steadier figures
  --seed N                     seed of the random choices (default: 1)
  --bookings N                 bookings of the larger event in the measurement "audit"

${MEASUREMENTS.map(({ name, seconds, about }) => `${name.padEnd(18)} ${String(seconds).padStart(4)} s  ${about}`).join('\n')}

Results are written to bench/results. The yardsticks need an installed MariaDB server, of which a private one is
started, and \`npm ci --prefix bench/yardsticks\`.`;

type Options = Settings & { chosen: Measurement[] };

function wholeNumber(text: string, option: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${option} must be a whole number of at least ${least}. Try npm run bench -- --help`);
}

/** @returns undefined for `--help`. @throws an error that says what to do when an argument is invalid. */
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
      `There is no measurement "${unknown}". Choose from ${MEASUREMENTS.map(({ name }) => name).join(', ')}.`,
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
    `  done in ${Math.round((performance.now() - began) / 1000)} s; written to bench/results/${measurement.name}.json`,
  );
}

/** Runs a measurement in a separate process. @returns whether it succeeded. */
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
      console.log('See bench/results/README.md for the goals and the charts.');
    }
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
// Handles that a measurement has left open must not delay the next one.
process.exit();
