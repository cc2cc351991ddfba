/** Writes the results of a measurement to files, with the circumstances that are needed to interpret them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { findEngine } from '../bin/local/dynamo-engine.ts';
import type { Findings, Measurement, Settings } from './measurement.ts';

export const RESULTS = path.join(import.meta.dirname, 'results');
const DOCS = path.join(import.meta.dirname, '../docs');

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', cwd: import.meta.dirname }).trim();

/** @returns nothing outside a repository. `dirty`: the sources differ from the commit. */
function sources(): { commit?: string; dirty?: boolean } {
  try {
    const changes = run('git', 'status', '--porcelain', '--', ':/', ':!/bench/results');
    return { commit: run('git', 'rev-parse', '--short', 'HEAD'), dirty: changes !== '' };
  } catch {
    return {};
  }
}

/** Describes the sources and the machine. Call it before the run, during which the sources may change. */
export function circumstances({ seed }: Settings) {
  return {
    date: new Date().toISOString(),
    ...sources(),
    seed,
    machine: {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      node: process.version,
      engine: run(findEngine(), '--version'),
    },
  };
}

/** Writes `<name>.json` and the charts. */
export function record(
  { name }: Measurement,
  given: ReturnType<typeof circumstances>,
  { pictures, versions, ...findings }: Findings,
): void {
  mkdirSync(RESULTS, { recursive: true });
  const machine = { ...given.machine, ...versions };
  const result = { ...given, machine, ...findings, pictures: pictures.map((picture) => picture.name) };
  writeFileSync(path.join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  for (const { name: file, svg, isForDocs } of pictures)
    writeFileSync(path.join(isForDocs ? DOCS : RESULTS, `${file}.svg`), svg);
}
