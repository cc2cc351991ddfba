/** Converts the limits in force to the shape of the API. */
import type { EventQuota } from '../../domain/model/event-quota.ts';
import { RATE_LIMITS, type RateLimitName } from '../../domain/model/limits.ts';
import type { Rates } from '../../domain/model/rates.ts';
import type { LimitsAnswer } from '../answers/limits.ts';

/** Undefined for what is off. */
export type LimitsInForce = { rates: Rates | undefined; quota: EventQuota | undefined };

const NAMES = Object.keys(RATE_LIMITS) as RateLimitName[];

export function limitsView({ rates, quota }: LimitsInForce): LimitsAnswer {
  const rateLimits = rates && NAMES.map((name) => rateLimitView(name, rates[name]));
  return { rateLimits: rateLimits ?? null, eventQuota: quota ?? null };
}

function rateLimitView(name: RateLimitName, { requests, seconds }: Rates[RateLimitName]) {
  return { name, requests, seconds };
}
