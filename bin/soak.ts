/**
 * The verb `soak`: runs on-sales while the service is killed at random. The clients record every answer, and
 * once the service is settled the records are compared with the stored bookings. Exits with 0 when nothing is
 * violated, with 1 on a violation, with 2 when the soak was interrupted.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { namedEngines } from './local/engines.ts';
import { chanceOf } from './soak/chance.ts';
import { addOptions, type SoakOptions } from './soak/options.ts';
import { describeCommit, describeViolations, showProgress, summary } from './soak/report.ts';
import { newTally, playRound, type Tally } from './soak/rounds.ts';
import { SCENES } from './soak/scenes.ts';
import { type Stage, startTestedService } from './soak/tested-service.ts';

/** Stops the service and prints the violations. Keeps the data after a violation or an interruption. */
async function conclude(stage: Stage, tally: Tally, isComplete: boolean): Promise<void> {
  const { directory } = stage;
  const { violations } = tally;
  await stage.close(violations.length > 0 || !isComplete);
  if (violations.length > 0) {
    writeFileSync(path.join(directory, 'violations.json'), JSON.stringify(violations, null, 2));
    console.log(`\n${describeViolations(violations, stage)}`);
  } else if (!isComplete) console.log(`The soak was interrupted. Its data are kept in ${directory}.`);
}

/** @returns whether nothing is violated. */
export async function runSoak(options: SoakOptions): Promise<boolean> {
  const commit = describeCommit();
  console.log(`Soaking for ${options.minutes} min, seed ${options.seed}, commit ${commit} …`);
  const named = Object.values(namedEngines());
  if (named.length > 0)
    console.log(`Only the service is killed; the engines at ${named.join(' and ')} keep running.`);
  const chance = chanceOf(options.seed);
  const tally = newTally();
  const stage = await startTestedService(SCENES);
  const endProgress = showProgress(tally);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      endProgress();
      conclude(stage, tally, false).finally(() => process.exit(2));
    });
  }
  let isComplete = false;
  try {
    await stage.start();
    const deadline = performance.now() + options.minutes * 60_000;
    while (performance.now() < deadline) await playRound(stage, SCENES, chance.fork(), tally);
    isComplete = true;
  } finally {
    endProgress();
    if (isComplete) console.log(summary(tally, options, commit));
    await conclude(stage, tally, isComplete);
  }
  return tally.violations.length === 0;
}

export function defineVerb(command: Command): void {
  addOptions(command).action(async (options: SoakOptions) => {
    process.exitCode = (await runSoak(options)) ? 0 : 1;
  });
}
