/**
 * `npm run bench`: sales by turns on Boxoffice and the yardsticks, on the same machine in the same minutes, so that
 * the ratios hold where the absolute figures drift.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Contestant, startBoxoffice, startYardstick } from './contestants.ts';
import { runSale, SALE, type SaleResult } from './sale.ts';
import { startMariadb } from './yardsticks/mariadb.ts';

const WARM_UP = { ...SALE, tickets: 600, buyers: 600, cancellations: 0 };
const RESULTS = path.join(import.meta.dirname, 'results');

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

async function measure(contestants: Contestant[], rounds: number): Promise<Map<string, SaleResult[]>> {
  const results = new Map<string, SaleResult[]>(contestants.map(({ name }) => [name, []]));
  for (const contestant of contestants) await runSale(contestant, WARM_UP);
  for (let round = 1; round <= rounds; round += 1) {
    for (const contestant of contestants) {
      const result = await runSale(contestant);
      results.get(contestant.name)?.push(result);
      console.log(
        `round ${round}/${rounds}  ${contestant.name.padEnd(20)} ${Math.round(result.bookingsPerSecond)}/s  p50 ${result.latencyMsP50.toFixed(0)} ms  p99 ${result.latencyMsP99.toFixed(0)} ms`,
      );
    }
  }
  return results;
}

function summarise(results: Map<string, SaleResult[]>) {
  const own = results.get('boxoffice') ?? [];
  return [...results].map(([name, runs]) => ({
    name,
    bookingsPerSecond: Math.round(median(runs.map((run) => run.bookingsPerSecond))),
    latencyMsP50: Math.round(median(runs.map((run) => run.latencyMsP50))),
    latencyMsP99: Math.round(median(runs.map((run) => run.latencyMsP99))),
    boxofficeRatio: Number(
      median(runs.map((run, round) => (own[round]?.bookingsPerSecond ?? 0) / run.bookingsPerSecond)).toFixed(
        2,
      ),
    ),
  }));
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const database = await startMariadb();
const contestants: Contestant[] = [];
try {
  contestants.push(await startBoxoffice());
  contestants.push(await startYardstick('sequelize-row-lock', database.socketPath));
  contestants.push(await startYardstick('two-statements', database.socketPath));
  const summary = summarise(await measure(contestants, Number(values.rounds)));
  console.table(summary);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) };
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(
    path.join(RESULTS, 'sale.json'),
    `${JSON.stringify({ at: new Date().toISOString(), commit, node: process.version, machine, load: SALE, summary }, null, 2)}\n`,
  );
} finally {
  for (const contestant of contestants) await contestant.stop();
  await database.stop();
}
