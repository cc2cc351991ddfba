/**
 * Draws the charts of all stored results, and writes `bench/results/README.md`: the goals with their figures,
 * the circumstances and the charts.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Chart, drawChart } from '../bin/chart.ts';
import { GOALS, type Goal } from './goals.ts';
import type { Verdict } from './measurement.ts';
import { RESULTS } from './record.ts';

type Result = {
  date: string;
  commit?: string;
  dirty?: boolean;
  seed: number;
  rounds: number;
  warmUp: string;
  machine: Record<string, string | number>;
  goals: Verdict[];
  charts: Record<string, Chart>;
};

function readResult(file: string): Partial<Result> | undefined {
  const place = path.join(RESULTS, file);
  return existsSync(place) ? JSON.parse(readFileSync(place, 'utf8')) : undefined;
}

function verdictOn({ id, measurement }: Goal): Verdict | undefined {
  return readResult(`${measurement}.json`)?.goals?.find((one) => one.id === id);
}

function goalRow(goal: Goal): string {
  const verdict = verdictOn(goal);
  const state = verdict === undefined ? 'not measured' : verdict.met ? 'met' : '**not met**';
  return `| ${goal.goal} | ${state} | ${verdict?.figure ?? ''} | \`npm run bench -- ${goal.measurement}\` |`;
}

function obstacles(): string[] {
  return GOALS.flatMap((goal) => {
    const { met = true, obstacle = 'The cause is not known yet.' } = verdictOn(goal) ?? {};
    return met ? [] : [`- ${goal.goal}: ${obstacle}`];
  });
}

function resultRow(file: string): string {
  const { date, commit = '', dirty = false, seed, rounds, warmUp, machine = {} } = readResult(file) ?? {};
  const { cpu, cores, memoryGb, ...versions } = machine;
  const cells = [
    `[${file}](${file})`,
    date?.slice(0, 16).replace('T', ' '),
    `${commit}${dirty ? ' and changes' : ''}`,
    seed,
    rounds,
    warmUp,
    cpu === undefined ? undefined : `${cpu}, ${cores} cores, ${memoryGb} GB`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ];
  return `| ${cells.map((cell) => cell ?? '').join(' | ')} |`;
}

/** @returns the names of the charts. */
function drawCharts(files: string[]): string[] {
  const charts = files.flatMap((file) => Object.entries(readResult(file)?.charts ?? {}));
  for (const [name, chart] of charts) writeFileSync(path.join(RESULTS, `${name}.svg`), drawChart(chart));
  return charts.map(([name]) => name);
}

/** Writes the report from all results that exist. */
export function writeReport(): void {
  const files = readdirSync(RESULTS).filter((name) => name.endsWith('.json'));
  const text = `# Results

Written by \`npm run bench\`. Each measurement is described in its file in \`bench/\`. Ratios are more reliable than
absolute figures, because the contestants ran alternately on the same machine.

| goal | | figure | command |
| --- | --- | --- | --- |
${GOALS.map(goalRow).join('\n')}

## Goals that are not met, and why

${obstacles().join('\n')}

## Circumstances

| result | date, UTC | commit | seed | rounds | warm-up | machine | versions |
| --- | --- | --- | --- | --- | --- | --- | --- |
${files.map(resultRow).join('\n')}

## Charts

${drawCharts(files)
  .map((name) => `![${name}](${name}.svg)`)
  .join('\n\n')}
`;
  writeFileSync(path.join(RESULTS, 'README.md'), text);
}
