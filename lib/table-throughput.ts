/**
 * What the operator states about the throughput of the table: how much it has at once for a known on-sale (`-c warmWriteUnits=16000`),
 * and the most that is paid for (`-c maxWriteUnits=40000`). Without them an on-demand table begins with 4,000 write units a second, grows with
 * what it is asked for, and is bounded by the account's quota.
 */
import type { Construct } from 'constructs';

/** AWS refuses warm throughput below what every on-demand table has. */
const WARM_MIN = 4_000;

/** Write units a second. */
export type Throughput = { warm?: number; most?: number };

/** @throws Error that says what is wrong with what the operator stated. */
export function statedThroughput(scope: Construct): Throughput {
  const [warm, most] = [read(scope, 'warmWriteUnits', WARM_MIN), read(scope, 'maxWriteUnits', 1)];
  if (warm !== undefined && most !== undefined && most < warm)
    throw new Error(
      `-c maxWriteUnits=${most} is below -c warmWriteUnits=${warm}, which could never be used.`,
    );
  return { ...(warm !== undefined && { warm }), ...(most !== undefined && { most }) };
}

function read(scope: Construct, name: string, least: number): number | undefined {
  const stated = scope.node.tryGetContext(name);
  if (stated === undefined) return undefined;
  const units = Number(stated);
  if (Number.isInteger(units) && units >= least) return units;
  throw new Error(`-c ${name}=${stated} is not a whole number of at least ${least}.`);
}
