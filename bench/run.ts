/**
 * The verb `bench`: runs all or the named measurements, one after another. Each runs in a separate process, so
 * that it does not inherit the heap or the connections of another. Exits with 1 when a measurement fails.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Argument, type Command } from 'commander';
import { wholeNumber } from '../bin/option-values.ts';
import type { Measurement, Settings } from './measurement.ts';
import { MEASUREMENTS } from './measurements.ts';
import { circumstances, record } from './record.ts';
import { writeReport } from './report.ts';

const ALL_MINUTES = Math.ceil(MEASUREMENTS.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
const ENTRY = path.join(import.meta.dirname, '../bin/boxoffice.ts');

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
  const args = [ENTRY, 'bench', name, '--seed', String(seed)];
  if (rounds !== undefined) args.push('--rounds', String(rounds));
  if (bookings !== undefined) args.push('--bookings', String(bookings));
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  return (await new Promise((resolve) => child.once('close', resolve))) === 0;
}

/** `names` empty: all measurements. @returns whether all succeeded. */
export async function runBench(names: string[], settings: Settings): Promise<boolean> {
  const chosen = MEASUREMENTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const [only] = chosen;
  if (chosen.length === 1 && only !== undefined) {
    console.log(`${only.name}: ${only.about}, about ${only.seconds} s`);
    await runHere(only, settings);
    writeReport();
    return true;
  }
  const failed: string[] = [];
  for (const { name } of chosen) if (!(await runApart(name, settings))) failed.push(name);
  if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
  else console.log('See bench/results/README.md for the goals and the charts.');
  return failed.length === 0;
}

export function defineVerb(command: Command): void {
  const list = MEASUREMENTS.map(
    ({ name, seconds, about }) => `  ${name.padEnd(18)} ${String(seconds).padStart(4)} s  ${about}`,
  );
  const names = MEASUREMENTS.map(({ name }) => name);
  command
    .usage('-- [options] [NAMES]')
    .addArgument(new Argument('[names...]', 'measurements to run (default: all)').choices(names))
    .option('--rounds <number>', 'number of rounds, for measurements with rounds', wholeNumber(1))
    .option('--seed <number>', 'seed of the random choices', wholeNumber(0), 1)
    .option('--bookings <number>', 'bookings of the larger event in `audit`', wholeNumber(100))
    .addHelpText(
      'after',
      `
All take about ${ALL_MINUTES} minutes:
${list.join('\n')}

The yardsticks need an installed MariaDB server, of which a private one is started, and
\`npm ci --prefix bench/yardsticks\`.

Example:
  npm run bench -- sale --rounds 3`,
    )
    .action(async (chosen: string[], { rounds, bookings, seed }: Settings) => {
      const hasSucceeded = await runBench(chosen, { rounds, bookings, seed });
      // Handles that a measurement has left open must not delay the next one.
      process.exit(hasSucceeded ? 0 : 1);
    });
}
