/** Bugs that the simulation found, each as the smallest plan that showed it. All of them are mended. */
import type { Plan } from './workload.ts';

export const CASES: { name: string; what: string; plan: Plan }[] = [];
