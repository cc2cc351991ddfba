/**
 * The concurrency that is reserved for the workers, so that a flood of requests cannot take it: what the operator stated as
 * `-c reservedConcurrency=20`, and none by default. Lambda refuses a reservation that leaves an account less than 100, and a new
 * account may have 10 in all, so a stack without the setting can be deployed anywhere.
 */
import type { Construct } from 'constructs';

/** A lower number would be refused as the concurrency of a queue's consumer. */
export const RESERVED_MIN = 2;

/** The workers that get what is stated. A sweep never runs beside another one, so it gets one. */
const WORKERS = ['workers/promote-waitlist', 'workers/send-notices', 'workers/send-webhooks'];
const SWEEP = 'workers/sweep-pending-work';

/** @returns what the operator stated, if anything. @throws Error that says what is wrong with it. */
export function statedConcurrency(scope: Construct): number | undefined {
  const stated = scope.node.tryGetContext('reservedConcurrency');
  if (stated === undefined) return undefined;
  const reserved = Number(stated);
  if (Number.isInteger(reserved) && reserved >= RESERVED_MIN) return reserved;
  throw new Error(`-c reservedConcurrency=${stated} is not a whole number of at least ${RESERVED_MIN}.`);
}

/** @returns the reserved concurrency of the function at this path in `functions`. */
export function reservedFor(scope: Construct, path: string): number | undefined {
  const stated = statedConcurrency(scope);
  if (stated === undefined) return undefined;
  if (path === SWEEP) return 1;
  return WORKERS.includes(path) ? stated : undefined;
}
