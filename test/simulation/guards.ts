/**
 * The guards of the product. The simulation must detect the absence of each within `GUARD_RUNS` runs.
 */
import { DOOR_GUARDS } from './door/guards.ts';
import type { Guard } from './guard.ts';
import { CONDITION_GUARDS } from './guards/conditions.ts';
import { DRAW_GUARDS } from './guards/draw.ts';
import { FENCE_GUARDS } from './guards/fence.ts';
import { LAPSE_GUARDS } from './guards/lapses.ts';
import { POOL_GUARDS } from './guards/pools.ts';
import { STEERING_GUARDS } from './guards/steering.ts';
import { STEP_GUARDS } from './guards/steps.ts';
import { LINE_GUARDS } from './line/guards.ts';
import { NOTICE_GUARDS } from './notices/guards.ts';

/** The absence of a guard must be detected within this many runs. */
export const GUARD_RUNS = 100;

export const GUARDS: Guard[] = [
  ...CONDITION_GUARDS,
  ...STEP_GUARDS,
  ...DOOR_GUARDS,
  ...STEERING_GUARDS,
  ...DRAW_GUARDS,
  ...LAPSE_GUARDS,
  ...FENCE_GUARDS,
  ...LINE_GUARDS,
  ...NOTICE_GUARDS,
  ...POOL_GUARDS,
];
