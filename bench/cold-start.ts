/**
 * `node bench/cold-start.ts [NAME …]`: what the first invocation of each function takes, against a function that has
 * the SDK's document client and nothing else. Each is a process of its own, and each runs right after the bare one,
 * so that the ratios hold where the absolute figures drift.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ROUTES } from '../functions/http/routes.ts';
import { WORKER_RIGHTS } from '../lib/rights.ts';
import { type Bundle, makeBundle } from './cold-start/bundles.ts';
import type { FirstAnswer, Pair } from './cold-start/round.ts';
import type { Verdict } from './measurement.ts';
import { median, rounded } from './statistics.ts';

const BARE = 'bench/cold-start/bare';
const ROUND = path.join(import.meta.dirname, 'cold-start', 'round.ts');
const RESULTS = path.join(import.meta.dirname, 'results');
const ROUNDS = 15;

/** What no route answers is not in the description, so there is no example of it. */
const SOURCES = [
  'bench/cold-start/bare-booking',
  ...Object.keys(ROUTES)
    .filter((name) => name !== 'answer-unknown')
    .map((name) => `functions/api/${name}`),
  ...Object.keys(WORKER_RIGHTS).map((name) => `functions/workers/${name}`),
];

const nameOf = (source: string) => path.basename(source);

/** @throws with what there is. */
function chosenSources(names: string[]): string[] {
  const unknown = names.find((name) => !SOURCES.some((source) => nameOf(source) === name));
  if (unknown !== undefined)
    throw new Error(
      `There is no function "${unknown}" to measure. There are ${SOURCES.map(nameOf).join(', ')}.`,
    );
  return SOURCES.filter((source) => names.length === 0 || names.includes(nameOf(source)));
}

async function measure(bare: Bundle, bundles: Map<string, Bundle>, rounds: number): Promise<Pair[]> {
  const measured = Object.fromEntries([...bundles].map(([source, { file }]) => [source, file]));
  const pairs: Pair[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const files = JSON.stringify({ bare: bare.file, measured });
    const { stdout } = await promisify(execFile)(process.execPath, [ROUND, files]);
    pairs.push(
      ...stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
    console.log(`round ${round}/${rounds}`);
  }
  return pairs;
}

/** `ratio…`: the median of the ratios pair by pair, to the bare function. */
function summarise(source: string, { minified, gzip, parts }: Bundle, all: Pair[]) {
  const pairs = all.filter((pair) => pair.source === source);
  const ratio = (of: (answer: FirstAnswer) => number) =>
    rounded(median(pairs.map(({ own, bare }) => of(own) / of(bare))), 2);
  const ms = (of: (answer: FirstAnswer) => number) => rounded(median(pairs.map(({ own }) => of(own))), 1);
  return {
    name: nameOf(source),
    status: [...new Set(pairs.map(({ own }) => own.status))].join(),
    minified,
    gzip,
    loadMs: ms(({ loadMs }) => loadMs),
    answerMs: ms(({ answerMs }) => answerMs),
    loadCpuMs: ms(({ loadCpuMs }) => loadCpuMs),
    answerCpuMs: ms(({ answerCpuMs }) => answerCpuMs),
    ratioLoad: ratio(({ loadMs }) => loadMs),
    ratioAnswer: ratio(({ answerMs }) => answerMs),
    ratioLoadCpu: ratio(({ loadCpuMs }) => loadCpuMs),
    ratioAnswerCpu: ratio(({ answerCpuMs }) => answerCpuMs),
    parts,
  };
}

function asBare(pairs: Pair[]): Pair[] {
  return pairs.map(({ bare }) => ({ source: BARE, bare, own: bare }));
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: String(ROUNDS) } },
});
const RATIO_GOAL = 1.2;

/** Of processor time from the import to the first answer, since that is what a busy machine leaves comparable. */
function verdict(functions: { name: string; ratioAnswerCpu: number }[]): Verdict {
  const above = functions.filter(({ ratioAnswerCpu }) => ratioAnswerCpu > RATIO_GOAL);
  const booking = functions.find(({ name }) => name.endsWith('book-tickets'))?.ratioAnswerCpu;
  const figure = `${booking} times for a booking; ${functions.length - above.length} of ${functions.length} functions within ${RATIO_GOAL}`;
  return { id: 'cold-start', met: above.length === 0, figure };
}

const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-cold-start-'));
try {
  const sources = chosenSources(positionals);
  console.log(`Making ${sources.length + 1} bundles …`);
  const bare = makeBundle(BARE, directory);
  const bundles = new Map(sources.map((source) => [source, makeBundle(source, directory)]));
  const pairs = await measure(bare, bundles, Number(values.rounds));
  const functions = [
    summarise(BARE, bare, asBare(pairs)),
    ...[...bundles].map(([source, bundle]) => summarise(source, bundle, pairs)),
  ];
  console.table(functions.map(({ parts: _parts, ...figures }) => figures));
  if (sources.length === SOURCES.length) {
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
    const result = {
      at: new Date().toISOString(),
      commit,
      machine,
      rounds: Number(values.rounds),
      functions,
      goals: [verdict(functions)],
    };
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(path.join(RESULTS, 'cold-start.json'), `${JSON.stringify(result, null, 2)}\n`);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
