/** Rate limiters of several processes that share the test's table, with a clock that the test sets. */
import { readRates } from '../../functions/domain/model/rates.ts';
import { RateLimiter } from '../../functions/domain/process/rate-limiter.ts';
import { bucketStore } from '../../functions/store/buckets.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { TABLE_NAME } from './boxoffice.ts';
import { aSecurityLog } from './security-log.ts';
import { strictTable } from './strict-table.ts';

export type Clock = { now: () => number; set: (now: number) => void };

export function aClock(now = Date.now()): Clock {
  const clock = { at: now };
  return {
    now: () => clock.at,
    set: (at) => {
      clock.at = at;
    },
  };
}

/** `rates`: as the operator sets them. `warnings`: the limits that could not be counted. */
export function aLimiter(
  rates: string,
  { clock = aClock(), table = strictTable(TABLE_NAME) }: { clock?: Clock; table?: Table } = {},
) {
  const read = readRates('RATE_LIMITS', rates);
  if (read === undefined) throw new Error('The rates are off.');
  const warnings: unknown[] = [];
  const log = {
    info: () => undefined,
    warn: (message: string, fields: object) => warnings.push({ message, ...fields }),
  };
  const limiter = new RateLimiter(read, {
    buckets: bucketStore(table),
    runtime: clock,
    log,
    securityLog: aSecurityLog(),
  });
  return { limiter, clock, table, warnings };
}
