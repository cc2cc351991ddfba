/**
 * `npm run soak`: an on-sale that is killed again and again. Clients keep their own record of what was acknowledged,
 * and once all is at rest it is held against what is stored. Exits with 1 when something is violated.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { chanceOf } from './soak/chance.ts';
import { readOptions, type SoakOptions } from './soak/options.ts';
import { describeCommit, describeViolations, showProgress, summary } from './soak/report.ts';
import { newTally, playRound } from './soak/rounds.ts';
import { SCENES } from './soak/scenes.ts';
import { openStage } from './soak/stage.ts';

async function run(options: SoakOptions): Promise<boolean> {
  const commit = describeCommit();
  console.log(`Soaking for ${options.minutes} min, seed ${options.seed}, commit ${commit} …`);
  const chance = chanceOf(options.seed);
  const tally = newTally();
  const stage = await openStage();
  const endProgress = showProgress(tally);
  let isDone = false;
  const close = async () => {
    endProgress();
    await stage.close(tally.violations.length > 0 || !isDone);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      close().finally(() => {
        console.log(`Interrupted. The data are kept in ${stage.directory}`);
        process.exit(2);
      });
    });
  }
  try {
    await stage.start();
    const deadline = performance.now() + options.minutes * 60_000;
    while (performance.now() < deadline) await playRound(stage, SCENES, chance.fork(), tally);
    isDone = true;
  } finally {
    await close();
    if (!isDone) console.error(`The data are kept in ${stage.directory}`);
  }
  console.log(summary(tally, options, commit));
  if (tally.violations.length === 0) return true;
  writeFileSync(path.join(stage.directory, 'violations.json'), JSON.stringify(tally.violations, null, 2));
  console.log(`\n${describeViolations(tally.violations, stage.directory)}`);
  return false;
}

try {
  process.exitCode = (await run(readOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
