/**
 * The verb `simulate`: runs the whole service in worlds made from seeds, each with its own faults, and checks
 * every guarantee. Exits with 1 if a check fails.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../../bin/option-values.ts';
import { describeCommit } from '../../bin/soak/report.ts';
import { CASES } from './cases.ts';
import { GUARD_RUNS, GUARDS } from './guards.ts';
import type { Report, Task } from './worker.ts';
import { Workers } from './workers.ts';

const PROGRESS_EVERY_MS = 2_000;

/** The elements whose index leaves the remainder `part` when it is divided by `parts`. */
type Part = { part: number; parts: number };

function readPart(text: string): Part {
  const [, part = '', parts = ''] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (Number(part) < 1 || Number(part) > Number(parts))
    throw new InvalidArgumentError('Name a part as in 1/3, the first of three.');
  return { part: Number(part) - 1, parts: Number(parts) };
}

type SimulationOptions = {
  seed: number;
  runs: number;
  controls?: boolean;
  part: Part;
  log?: boolean;
  cases?: boolean;
  without?: string;
  noticesEvery: number;
};

/** Does something with each element, with as many at a time as there are workers. */
async function forEachAtOnce<T>(
  workers: Workers,
  elements: readonly T[],
  act: (element: T) => Promise<void>,
) {
  const waiting = [...elements];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await act(next);
  };
  await Promise.all(Array.from({ length: workers.size }, lane));
}

/** A run without a guard has notices if the guard says so; every so many of the others have. */
function tasksFor({ noticesEvery, without }: Pick<SimulationOptions, 'noticesEvery' | 'without'>) {
  return (seed: number, wants: Task['wants']): Task => ({
    plan: seed,
    wants,
    hasNotices: without === undefined && seed % noticesEvery === 0,
    ...(without && { without }),
  });
}

/**
 * Carries out runs until one breaks a guarantee.
 * @returns that run, if there is one, and the totals of all runs.
 */
async function search(workers: Workers, { seed: from, runs, ...options }: SimulationOptions) {
  const taskFor = tasksFor(options);
  const began = Date.now();
  let done = 0;
  let calls = 0;
  let longestSettlingMs = 0;
  const found: { seed: number; report: Report }[] = [];
  const progress = setInterval(() => {
    if (!process.stderr.isTTY) return;
    const perSecond = done / ((Date.now() - began) / 1000);
    const left = Math.round((runs - done) / Math.max(perSecond, 0.01));
    process.stderr.write(
      `\r${done} of ${runs} runs, ${perSecond.toFixed(1)} a second, about ${left} s to go   `,
    );
  }, PROGRESS_EVERY_MS);
  const seeds = Array.from({ length: runs }, (_, index) => from + index);
  await forEachAtOnce(workers, seeds, async (seed) => {
    if (found.length > 0) return;
    const report = await workers.carryOut(taskFor(seed, 'verdict'));
    done += 1;
    calls += report.calls;
    longestSettlingMs = Math.max(longestSettlingMs, report.settledAfterMs);
    if (report.violations.length > 0) found.push({ seed, report });
  }).finally(() => clearInterval(progress));
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const [broken] = found.sort((a, b) => a.seed - b.seed);
  return { broken, done, calls, longestSettlingMs, seconds: (Date.now() - began) / 1000 };
}

async function simulate(workers: Workers, options: SimulationOptions): Promise<boolean> {
  const { seed, without } = options;
  const { broken, done, calls, longestSettlingMs, seconds } = await search(workers, options);
  if (broken === undefined) {
    console.log(
      `${done} runs from seed ${seed} broke no guarantee: ${calls} calls and messages in ${seconds.toFixed(0)} s, settled at most ${longestSettlingMs / 1000} s of virtual time after the last fault.`,
    );
    return true;
  }
  const { notices } = broken.report.plan;
  // Without notices, by a number that divides no seed but 0.
  const how = without ? ` --without ${without}` : notices ? '' : ` --notices-every ${broken.seed + 1}`;
  const command = `npm run simulate -- --seed ${broken.seed} --runs 1${how}`;
  for (const { guarantee, says } of broken.report.violations) console.log(`${guarantee} is broken: ${says}`);
  console.log(
    `\nSeed ${broken.seed}, commit ${describeCommit()}. Repeat it with: ${command}\n\nShrinking the plan …`,
  );
  const shrunk = await workers.carryOut(tasksFor(options)(broken.seed, 'shrunk'));
  console.log(`${shrunk.lines.join('\n')}\n\nThe smallest plan: ${JSON.stringify(shrunk.plan)}`);
  return false;
}

/** Removes each guard, one in a world. @returns whether a guarantee broke every time. */
async function tryControls(workers: Workers, { part, parts }: Part): Promise<boolean> {
  let areAllFound = true;
  const guards = GUARDS.filter((_, index) => index % parts === part);
  await forEachAtOnce(workers, guards, async ({ name, from = 1 }) => {
    const began = Date.now();
    let runs = 0;
    let broken: Report['violations'][number] | undefined;
    for (; broken === undefined && runs < GUARD_RUNS; runs += 1) {
      const { violations } = await workers.carryOut({ plan: from + runs, wants: 'verdict', without: name });
      [broken] = violations;
    }
    const verdict = broken === undefined ? 'NOT FOUND' : `found by ${broken.guarantee}`;
    const where = broken === undefined ? `from seed ${from}` : `at seed ${from + runs - 1}`;
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    console.log(
      `${name.padEnd(28)} ${verdict.padEnd(22)} ${where}, run ${runs} of ${GUARD_RUNS}, ${seconds} s`,
    );
    areAllFound &&= broken !== undefined;
  });
  return areAllFound;
}

/** Repeats the plans that once broke a guarantee. @returns whether none of them does now. */
async function replayCases(workers: Workers): Promise<boolean> {
  let areFixed = true;
  await forEachAtOnce(workers, CASES, async ({ name, what, plan }) => {
    const { violations } = await workers.carryOut({ plan, wants: 'verdict' });
    const [first] = violations;
    console.log(`${first === undefined ? 'fixed ' : 'BROKEN'}  ${name}`);
    if (first !== undefined) console.log(`        ${what}\n        ${first.guarantee}: ${first.says}`);
    areFixed &&= first === undefined;
  });
  return areFixed;
}

/** @returns whether every check is passed. */
export async function runSimulation(options: SimulationOptions): Promise<boolean> {
  const isOneRun = options.log && !options.cases && !options.controls;
  const workers = await Workers.start(isOneRun ? 1 : undefined);
  try {
    if (options.cases) return await replayCases(workers);
    if (options.controls) return await tryControls(workers, options.part);
    if (!options.log) return await simulate(workers, options);
    const { lines, digest, violations } = await workers.carryOut(tasksFor(options)(options.seed, 'log'));
    console.log(`${lines.join('\n')}\ndigest ${digest}`);
    return violations.length === 0;
  } finally {
    workers.stop();
  }
}

export function defineVerb(command: Command): void {
  const guards = GUARDS.map(({ name }) => name);
  command
    .option(
      '--seed <number>',
      'seed of the first world; the next worlds have the next seeds',
      wholeNumber(0),
      1,
    )
    .option('--runs <number>', 'number of worlds', wholeNumber(1), 1_000)
    .option(
      '--notices-every <number>',
      'customers are told by mail in the worlds whose seed this number divides',
      wholeNumber(1),
      1,
    )
    .option('--controls', 'remove the guards one at a time, and expect that a guarantee breaks each time')
    .addOption(
      new Option('--part <part>', 'with --controls: a part of the guards')
        .argParser(readPart)
        .default({ part: 0, parts: 1 }, '1/1'),
    )
    .option('--cases', 'repeat the runs that once failed')
    .option('--log', 'print everything that happens in the world of --seed')
    .addOption(new Option('--without <guard>', 'remove one guard').choices(guards))
    .addHelpText('after', '\nExample:\n  npm run simulate -- --seed 42 --runs 1000')
    .action(async (options: SimulationOptions) => {
      process.exitCode = (await runSimulation(options)) ? 0 : 1;
    });
}
