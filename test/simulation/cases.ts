/**
 * Bugs that the simulation found, from `cases.json`: each with a name, a description, and the smallest plan
 * that showed it. All of them are fixed.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plan } from './workload.ts';

type Case = { name: string; what: string; plan: Plan };

export const CASES: Case[] = JSON.parse(readFileSync(path.join(import.meta.dirname, 'cases.json'), 'utf8'));
