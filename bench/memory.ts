/**
 * `node bench/memory.ts [--wait-ms N]`: what a booking would cost at each memory size of its function, from the
 * processor time that `bench/profile.ts` and `bench/cold-start.ts` measured here. Lambda gives processor in
 * proportion to memory, one whole at 1,769 MB, and bills each millisecond by memory:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html, https://aws.amazon.com/lambda/pricing/.
 * A reckoning, no measurement of Lambda: its processors are others than this machine's.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rounded } from './statistics.ts';

const RESULTS = path.join(import.meta.dirname, 'results');
const SIZES_MB = [256, 512, 768, 1_024, 1_280, 1_536, 1_769];
const ONE_PROCESSOR_MB = 1_769;
/** arm64 in us-east-1, USD. */
const PRICE_PER_GB_SECOND = 0.0000133334;
/** A transaction's time on the way and in DynamoDB: assumed, since no account was measured. */
const WAIT_MS = '15';

type Profile = { cpuMsPerBooking: number; localShare: number };
type ColdStart = { functions: { name: string; answerCpuMs: number }[] };

/** @throws with what to run first. */
function readResult<Result>(name: string): Result {
  try {
    return JSON.parse(readFileSync(path.join(RESULTS, `${name}.json`), 'utf8'));
  } catch {
    throw new Error(`There is no bench/results/${name}.json. Run node bench/${name}.ts first.`);
  }
}

const { values } = parseArgs({ options: { 'wait-ms': { type: 'string', default: WAIT_MS } } });
const waitMs = Number(values['wait-ms']);
const { cpuMsPerBooking, localShare } = readResult<Profile>('profile');
const cpuMs = rounded(cpuMsPerBooking * (1 - localShare / 100), 3);
const functions = readResult<ColdStart>('cold-start').functions;
const coldCpuMs = functions.find(({ name }) => name === 'book-tickets')?.answerCpuMs ?? 0;

const sizes = SIZES_MB.map((memoryMb) => {
  const processor = memoryMb / ONE_PROCESSOR_MB;
  const durationMs = waitMs + cpuMs / processor;
  const billedSeconds = Math.ceil(durationMs) / 1000;
  return {
    memoryMb,
    warmMs: rounded(durationMs, 1),
    coldProcessorMs: rounded(coldCpuMs / processor),
    usdPerMillion: rounded(billedSeconds * (memoryMb / 1024) * PRICE_PER_GB_SECOND * 1e6, 3),
  };
});
console.log(
  `${cpuMs} ms of processor time for a warm booking, ${coldCpuMs} ms for a first one, ${waitMs} ms of waiting`,
);
console.table(sizes);
writeFileSync(
  path.join(RESULTS, 'memory.json'),
  `${JSON.stringify({ at: new Date().toISOString(), cpuMs, coldCpuMs, waitMs, sizes }, null, 2)}\n`,
);
