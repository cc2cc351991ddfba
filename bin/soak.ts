/**
 * `npm run soak`: an on-sale that is killed again and again. Clients keep their own record of what was acknowledged,
 * and once all is at rest it is held against what is stored. Exits with 1 when something is violated.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { namedEngines } from './local/engines.ts';
import { chanceOf } from './soak/chance.ts';
import { readOptions, type SoakOptions } from './soak/options.ts';
import { describeCommit, describeViolations, showProgress, summary } from './soak/report.ts';
import { newTally, playRound, type Tally } from './soak/rounds.ts';
import { SCENES } from './soak/scenes.ts';
import { openStage, type Stage } from './soak/stage.ts';

/** Ends the service. Says what was violated, and where the data are if they are worth keeping. */
async function conclude(stage: Stage, tally: Tally, isComplete: boolean): Promise<void> {
  const { directory } = stage;
  const { violations } = tally;
  await stage.close(violations.length > 0 || !isComplete);
  if (violations.length > 0) {
    writeFileSync(path.join(directory, 'violations.json'), JSON.stringify(violations, null, 2));
    console.log(`\n${describeViolations(violations, stage)}`);
  } else if (!isComplete) console.log(`It was not finished. The data are kept in ${directory}.`);
}

async function run(options: SoakOptions): Promise<boolean> {
  const commit = describeCommit();
  console.log(`Soaking for ${options.minutes} min, seed ${options.seed}, commit ${commit} …`);
  const named = Object.values(namedEngines());
  if (named.length > 0)
    console.log(`What runs at ${named.join(' and ')} is not killed, only the service is.`);
  const chance = chanceOf(options.seed);
  const tally = newTally();
  const stage = await openStage(SCENES);
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

try {
  process.exitCode = (await run(readOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
