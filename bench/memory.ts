/**
 * Computes the cost of a booking for each memory size of its function, from the processor time that the
 * measurements `profile` and `cold-start` found. Lambda allots processor time in proportion to memory, one
 * vCPU at 1,769 MB, and bills each millisecond by memory:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html,
 * https://aws.amazon.com/lambda/pricing/. Not a measurement of Lambda, whose processors differ from this
 * machine's.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Findings, Measurement } from './measurement.ts';
import { RESULTS } from './record.ts';
import { rounded } from './statistics.ts';

const SIZES_MB = [256, 512, 768, 1_024, 1_280, 1_536, 1_769];
const ONE_PROCESSOR_MB = 1_769;
/** In USD, for arm64 in us-east-1. */
const PRICE_PER_GB_SECOND = 0.0000133334;
/** The time of a transaction on the network and in DynamoDB. Assumed, because it was not measured on AWS. */
const WAIT_MS = 15;

type Profile = { cpuMsPerBooking: number; localShare: number };
type ColdStart = { functions: { name: string; answerCpuMs: number }[] };

/** Reads the figures of an earlier result. @throws an error that says which measurement to run first. */
function figuresOf<Figures>(name: string): Figures {
  try {
    return JSON.parse(readFileSync(path.join(RESULTS, `${name}.json`), 'utf8')).figures;
  } catch {
    throw new Error(`There is no bench/results/${name}.json. Run npm run bench -- ${name} first.`);
  }
}

async function measure(): Promise<Findings> {
  const { cpuMsPerBooking, localShare } = figuresOf<Profile>('profile');
  const { functions } = figuresOf<ColdStart>('cold-start');
  const cpuMs = rounded(cpuMsPerBooking * (1 - localShare / 100), 3);
  const coldCpuMs = functions.find(({ name }) => name === 'book-tickets')?.answerCpuMs ?? 0;
  const sizes = SIZES_MB.map((memoryMb) => {
    const processor = memoryMb / ONE_PROCESSOR_MB;
    const durationMs = WAIT_MS + cpuMs / processor;
    const billedSeconds = Math.ceil(durationMs) / 1000;
    return {
      memoryMb,
      warmMs: rounded(durationMs, 1),
      coldProcessorMs: rounded(coldCpuMs / processor),
      usdPerMillion: rounded(billedSeconds * (memoryMb / 1024) * PRICE_PER_GB_SECOND * 1e6, 3),
    };
  });
  console.table(sizes);
  return { load: { waitMs: WAIT_MS }, figures: { cpuMs, coldCpuMs, sizes }, goals: [], pictures: [] };
}

export const memory: Measurement = {
  name: 'memory',
  about: 'the cost of a booking by the memory of its function, computed from profile and cold-start',
  seconds: 1,
  measure,
};
