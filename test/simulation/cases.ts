/**
 * Bugs that the simulation found, from `cases.jsonl`, one a line: each with a name, a description, and the
 * smallest plan that showed it, as the simulation prints it. All of them are fixed.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plan } from './workload.ts';

type Case = { name: string; what: string; plan: Plan };

const lines = readFileSync(path.join(import.meta.dirname, 'cases.jsonl'), 'utf8')
  .trimEnd()
  .split('\n');

export const CASES: Case[] = lines.map((line) => JSON.parse(line));
