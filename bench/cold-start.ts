/**
 * Measures the first invocation of each function relative to a bare function with only the SDK's document
 * client. Each runs in a separate process right after the bare one, so that the ratios are comparable when
 * the machine's speed changes.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROUTES } from '../functions/http/routes.ts';
import { WORKER_RIGHTS } from '../lib/rights.ts';
import { type Bundle, makeBundle } from './cold-start/bundles.ts';
import { BARE_BOOKING, DEPENDENCIES } from './cold-start/invocations.ts';
import type { FirstAnswer, Pair } from './cold-start/round.ts';
import type { Findings, Measurement, Settings, Verdict } from './measurement.ts';
import { median, rounded } from './statistics.ts';

const BARE = 'bench/cold-start/bare';
const BOOKING = 'functions/api/book-tickets';
const ROUND = path.join(import.meta.dirname, 'cold-start', 'round.ts');
const ROUNDS = 11;
const RATIO_GOAL = 1.2;

/** All functions but `answer-unknown`, which has no route and so no example in the description. */
const FUNCTIONS = [
  ...Object.keys(ROUTES)
    .filter((name) => name !== 'answer-unknown')
    .map((name) => `functions/api/${name}`),
  ...Object.keys(WORKER_RIGHTS).map((name) => `functions/workers/${name}`),
];

const nameOf = (source: string) => path.basename(source);

async function playRounds(bare: Bundle, bundles: Map<string, Bundle>, rounds: number): Promise<Pair[]> {
  const measured = Object.fromEntries([...bundles].map(([source, { file }]) => [source, file]));
  const pairs: Pair[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const files = JSON.stringify({ bare: bare.file, measured });
    const { stdout } = await promisify(execFile)(process.execPath, [ROUND, files]);
    const lines = stdout.trim().split('\n');
    pairs.push(...lines.map((line) => JSON.parse(line)));
    console.log(`round ${round}/${rounds}`);
  }
  return pairs;
}

/** The figures of a function as medians. `ratio…`: the median of the ratios to the bare function, by pair. */
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

type Summary = ReturnType<typeof summarise>;

/** The bytes and the ms of processor time for loading that a dependency adds to the bare function. */
function addedBy(source: string, own: Bundle, bare: Bundle, all: Pair[]) {
  const pairs = all.filter((pair) => pair.source === source);
  return {
    name: nameOf(source),
    minified: own.minified - bare.minified,
    loadCpuMs: rounded(median(pairs.map((pair) => pair.own.loadCpuMs - pair.bare.loadCpuMs)), 1),
  };
}

type Added = ReturnType<typeof addedBy>;

function asBare(pairs: Pair[]): Pair[] {
  return pairs.map(({ bare }) => ({ source: BARE, bare, own: bare }));
}

function obstacleTo(booking: Summary, bareBooking: Summary, added: Added[]): string {
  const each = added.map(({ name, loadCpuMs }) => `${name} ${loadCpuMs} ms`).join(', ');
  return (
    `The calls of a first booking alone, through the bare SDK, already take ${bareBooking.ratioAnswerCpu} times as long ` +
    `(${bareBooking.answerCpuMs} ms of processor time; a booking takes ${booking.answerCpuMs} ms). ` +
    `The dependencies add to loading the SDK's client: ${each}.`
  );
}

/** Judges the processor time up to the first answer, which other load on the machine hardly changes. */
function verdict(functions: Summary[], bareBooking: Summary, added: Added[]): Verdict {
  const above = functions.filter(({ ratioAnswerCpu }) => ratioAnswerCpu > RATIO_GOAL);
  const booking = functions.find(({ name }) => name === nameOf(BOOKING));
  if (booking === undefined) throw new Error('A booking was not measured.');
  const met = above.length === 0;
  return {
    id: 'cold-start',
    met,
    figure: `${booking.ratioAnswerCpu} times for a booking; ${functions.length - above.length} of ${functions.length} functions within ${RATIO_GOAL}`,
    ...(!met && { obstacle: obstacleTo(booking, bareBooking, added) }),
  };
}

async function measure({ rounds = ROUNDS }: Settings): Promise<Findings> {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-cold-start-'));
  try {
    const sources = [...FUNCTIONS, BARE_BOOKING, ...DEPENDENCIES];
    console.log(`Building ${sources.length + 1} bundles …`);
    const bare = makeBundle(BARE, directory);
    const bundles = new Map(sources.map((source) => [source, makeBundle(source, directory)]));
    const pairs = await playRounds(bare, bundles, rounds);
    const bundleOf = (source: string) => bundles.get(source) ?? bare;
    const summaryOf = (source: string) => summarise(source, bundleOf(source), pairs);
    const functions = FUNCTIONS.map(summaryOf);
    const bareBooking = summaryOf(BARE_BOOKING);
    const added = DEPENDENCIES.map((source) => addedBy(source, bundleOf(source), bare, pairs));
    const compared = [summarise(BARE, bare, asBare(pairs)), bareBooking];
    console.table([...compared, ...functions].map(({ parts: _parts, ...figures }) => figures));
    console.table(added);
    return {
      rounds,
      load: 'the first invocation of each function, in a separate process',
      figures: { compared, functions, dependencies: added },
      goals: [verdict(functions, bareBooking, added)],
      pictures: [],
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export const coldStart: Measurement = {
  name: 'cold-start',
  about: "the time from the import to the first answer of each function, relative to the SDK's client alone",
  seconds: 80,
  measure,
};
