/**
 * `npm run simulate -- --seed S --runs N`: the whole service in N worlds made from the seeds S, S + 1, …, each with
 * faults of its own, and every guarantee held against each. `--controls` takes the guards away one at a time and
 * wants each to be missed, `--cases` repeats what once failed. `--without GUARD` takes one away; `--log` prints all that
 * happened in one run.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { CASES } from './cases.ts';
import { Crew } from './crew.ts';
import { GUARD_RUNS, GUARDS } from './guards.ts';
import type { Report } from './worker.ts';

const PROGRESS_EVERY_MS = 2_000;

function readOptions() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      runs: { type: 'string', default: '1000' },
      without: { type: 'string' },
      controls: { type: 'boolean', default: false },
      log: { type: 'boolean', default: false },
      cases: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  const runs = Number(values.runs);
  if (!Number.isSafeInteger(seed) || !(runs >= 1)) throw new Error('Say --seed and --runs as whole numbers.');
  const { without, controls, log, cases } = values;
  if (without !== undefined && !GUARDS.some(({ name }) => name === without)) {
    throw new Error(
      `There is no guard "${without}". There are: ${GUARDS.map(({ name }) => name).join(', ')}.`,
    );
  }
  return { seed, runs, controls, log, cases, ...(without !== undefined && { without }) };
}

/** Carries out runs until one breaks a guarantee. @returns its seed, if there is one, and what all runs came to. */
async function search(crew: Crew, from: number, runs: number, without?: string) {
  const began = Date.now();
  let done = 0;
  let calls = 0;
  let longestRestMs = 0;
  const found: { seed: number; report: Report }[] = [];
  const progress = setInterval(() => {
    if (!process.stderr.isTTY) return;
    const perSecond = done / ((Date.now() - began) / 1000);
    const left = Math.round((runs - done) / Math.max(perSecond, 0.01));
    process.stderr.write(
      `\r${done} of ${runs} runs, ${perSecond.toFixed(1)} a second, about ${left} s to go   `,
    );
  }, PROGRESS_EVERY_MS);
  let next = 0;
  const takeRuns = async () => {
    while (found.length === 0 && next < runs) {
      const seed = from + next;
      next += 1;
      const report = await crew.carryOut({ plan: seed, wants: 'verdict', ...(without && { without }) });
      done += 1;
      calls += report.calls;
      longestRestMs = Math.max(longestRestMs, report.restAfterMs);
      if (report.violations.length > 0) found.push({ seed, report });
    }
  };
  await Promise.all(Array.from({ length: crew.size }, takeRuns)).finally(() => clearInterval(progress));
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const [broken] = found.sort((a, b) => a.seed - b.seed);
  return { broken, done, calls, longestRestMs, seconds: (Date.now() - began) / 1000 };
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}

async function simulate(
  crew: Crew,
  { seed, runs, without }: ReturnType<typeof readOptions>,
): Promise<boolean> {
  const { broken, done, calls, longestRestMs, seconds } = await search(crew, seed, runs, without);
  if (broken === undefined) {
    console.log(
      `${done} runs from seed ${seed} broke no guarantee: ${calls} calls and messages in ${seconds.toFixed(0)} s, at rest at most ${longestRestMs / 1000} s of their time after the last fault.`,
    );
    return true;
  }
  const command = `npm run simulate -- --seed ${broken.seed} --runs 1${without ? ` --without ${without}` : ''}`;
  for (const { guarantee, what } of broken.report.violations) console.log(`${guarantee} is broken: ${what}`);
  console.log(`\nSeed ${broken.seed}, commit ${commit()}. Again: ${command}\n\nMaking it smaller …`);
  const shrunk = await crew.carryOut({ plan: broken.seed, wants: 'shrunk', ...(without && { without }) });
  console.log(`${shrunk.lines.join('\n')}\n\nThe plan: ${JSON.stringify(shrunk.plan)}`);
  return false;
}

/** Every guard that is taken away must be missed. */
async function tryControls(crew: Crew): Promise<boolean> {
  let areAllFound = true;
  for (const { name, from = 1 } of GUARDS) {
    const { broken, done, seconds } = await search(crew, from, GUARD_RUNS, name);
    const [first] = broken?.report.violations ?? [];
    const verdict = first === undefined ? 'NOT MISSED' : `missed by ${first.guarantee}`;
    const where =
      broken === undefined ? `in ${done} runs` : `at seed ${broken.seed}, ${done} of ${GUARD_RUNS} runs`;
    console.log(`${name.padEnd(28)} ${verdict.padEnd(22)} ${where}, ${seconds.toFixed(1)} s`);
    areAllFound &&= first !== undefined;
  }
  return areAllFound;
}

/** Bugs of the past stay mended. */
async function replayCases(crew: Crew): Promise<boolean> {
  let areMended = true;
  for (const { name, what, plan } of CASES) {
    const { violations } = await crew.carryOut({ plan, wants: 'verdict' });
    const [first] = violations;
    console.log(`${first === undefined ? 'mended' : 'BROKEN'}  ${name}`);
    if (first !== undefined) console.log(`        ${what}\n        ${first.guarantee}: ${first.what}`);
    areMended &&= first === undefined;
  }
  return areMended;
}

async function main(): Promise<boolean> {
  const options = readOptions();
  const crew = await Crew.start();
  try {
    if (options.cases) return await replayCases(crew);
    if (options.controls) return await tryControls(crew);
    if (!options.log) return await simulate(crew, options);
    const { lines, digest, violations } = await crew.carryOut({
      ...options,
      plan: options.seed,
      wants: 'log',
    });
    console.log(`${lines.join('\n')}\ndigest ${digest}`);
    return violations.length === 0;
  } finally {
    crew.stop();
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
