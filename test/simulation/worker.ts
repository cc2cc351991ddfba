/** A worker process of `simulate.ts`: it carries out one run after the other, with engines of its own. */
import { Engine } from './engine.ts';
import type { Guard } from './guard.ts';
import { GUARDS } from './guards.ts';
import { readableHistory } from './history.ts';
import { bundleFunctions } from './lambda.ts';
import { chooseNoticeFaults } from './notices/faults.ts';
import { QueueEngine } from './queue.ts';
import { type RunResult, run } from './run.ts';
import { shrink } from './shrink.ts';
import { type Plan, planRun } from './workload.ts';

/** A plan, or the seed of one, to run. `without` is the name of a guard to remove. */
export type Task = {
  plan: Plan | number;
  without?: string;
  /** Customers are told by mail in the run. */
  hasNotices?: boolean;
  wants: 'verdict' | 'log' | 'shrunk';
};
export type Report = Pick<RunResult, 'violations' | 'digest' | 'settledAfterMs' | 'calls'> & {
  plan: Plan;
  lines: string[];
};

const engines = { dynamo: await Engine.start(), queue: new QueueEngine(), code: await bundleFunctions() };

function guardNamed(name: string | undefined): Guard | undefined {
  return GUARDS.find((guard) => guard.name === name);
}

async function carryOut({ plan: planOrSeed, without, hasNotices, wants }: Task): Promise<Report> {
  const guard = guardNamed(without);
  const notices = hasNotices && typeof planOrSeed === 'number' ? chooseNoticeFaults(planOrSeed) : undefined;
  const focus = { ...(notices && { notices }), ...guard?.focus };
  let plan = typeof planOrSeed === 'number' ? planRun(planOrSeed, focus) : planOrSeed;
  let result = await run(plan, engines, guard);
  const [first] = result.violations;
  if (wants === 'shrunk' && first !== undefined) {
    plan = await shrink(plan, async (candidate) => {
      const { violations } = await run(candidate, engines, guard);
      return violations[0]?.guarantee === first.guarantee;
    });
    result = await run(plan, engines, guard);
  }
  const { violations, digest, settledAfterMs, calls, log } = result;
  const lines = wants === 'verdict' ? [] : wants === 'log' ? log : readableHistory(plan, result);
  return { plan, violations, digest, settledAfterMs, calls, lines };
}

process.on('message', (task: Task) => {
  carryOut(task).then(
    (report) => process.send?.({ report }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on('disconnect', async () => {
  await engines.dynamo.stop();
  await engines.queue.stop();
  process.exit();
});
process.send?.('ready');
