/** Writes the results of a measurement to a file, with the circumstances that are needed to interpret them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { findEngine } from '../bin/local/dynamo-engine.ts';
import type { Findings, Measurement, Settings } from './measurement.ts';

export const RESULTS = path.join(import.meta.dirname, 'results');

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

const LINE_LENGTH_MAX = 320;

/** @returns indented JSON in which objects and lists of numbers that are short enough are on one line. */
export function compactJson(value: unknown): string {
  const joined = (text: string) => {
    const line = text.replace(/\n\s*/g, ' ');
    return line.length > LINE_LENGTH_MAX ? text : line;
  };
  return JSON.stringify(value, null, 2)
    .replace(/\[[\s\d.,-]*\]/g, joined)
    .replace(/\{[^{}[\]]*\}/g, joined);
}

/** Writes `<name>.json`. */
export function record(
  { name }: Measurement,
  given: ReturnType<typeof circumstances>,
  { versions, ...findings }: Findings,
): void {
  mkdirSync(RESULTS, { recursive: true });
  const result = { ...given, machine: { ...given.machine, ...versions }, ...findings };
  writeFileSync(path.join(RESULTS, `${name}.json`), `${compactJson(result)}\n`);
}
