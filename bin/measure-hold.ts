/**
 * The verb `measure-hold`: measures how long a transaction holds an item of a deployed table,
 * and prints the number of shards that follows from it. Writes only its own items, under one prefix, and
 * removes them.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Command } from 'commander';
import { runtime } from '../functions/compose.ts';
import { openTable, type Table } from '../functions/store/table/client.ts';
import {
  type Attempt,
  type Counted,
  countAttempts,
  holdAtMost,
  holdFromConflicts,
  PACED,
  SATURATED,
  shardsFor,
} from './measure-hold/probe.ts';
import { notEmpty } from './option-values.ts';

const LEVEL_MS = 3_000;
const RATES_PER_S = [100, 300, 1_000, 3_000, 10_000];

type Key = { pk: string; sk: string };

/** The items of a transaction, as many as a booking writes: one shared by all clients, two of its own. */
function keysOf(prefix: string, client: number): Key[] {
  return ['shared', `${client}-a`, `${client}-b`].map((name) => ({ pk: `${prefix}#${name}`, sk: 'PROBE' }));
}

async function attempt({ client, name }: Table, keys: Key[]): Promise<Attempt> {
  const puts = keys.map((key) => ({ Put: { TableName: name, Item: { ...key, at: runtime.now() } } }));
  try {
    await client.send(new TransactWriteCommand({ TransactItems: puts }));
    return 'done';
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    return codes.includes('TransactionConflict') ? 'conflict' : 'throttled';
  }
}

async function removeItems({ client, name }: Table, prefix: string): Promise<void> {
  const most = Math.max(SATURATED.clients, ...PACED.map(({ clients }) => clients));
  const keys = Array.from({ length: most }, (_, n) => keysOf(prefix, n)).flat();
  const unique = new Map(keys.map((key) => [key.pk, key]));
  await Promise.all(
    [...unique.values()].map((Key) => client.send(new DeleteCommand({ TableName: name, Key }))),
  );
}

function tell(counted: Counted): void {
  const { clients, pauseMs, done, conflicts, throttled, seconds } = counted;
  const hold = pauseMs === 0 ? holdAtMost(counted) : holdFromConflicts(counted);
  const estimate = hold === undefined ? '' : `: held ${pauseMs === 0 ? 'at most ' : ''}${hold.toFixed(1)} ms`;
  const trouble = throttled === 0 ? '' : `, ${throttled} throttled`;
  console.log(
    `${clients} clients${pauseMs === 0 ? ' without a pause' : ''}: ${Math.round(done / seconds)} transactions/s, ${conflicts} conflicts${trouble}${estimate}`,
  );
}

function conclude(paced: Counted[]): void {
  const holds = paced.map(holdFromConflicts).filter((hold) => hold !== undefined);
  const median = holds.sort((a, b) => a - b)[Math.floor(holds.length / 2)];
  if (median === undefined) {
    console.log(
      '\nThere were no conflicts: this engine does not hold items, so this says nothing about AWS.',
    );
    return;
  }
  console.log(`\nA transaction holds an item for ${median.toFixed(1)} ms (the median of the estimates).`);
  for (const rate of RATES_PER_S) {
    console.log(
      `${String(rate).padStart(6)} bookings/s on one event need ${shardsFor(rate, median)} shards.`,
    );
  }
}

export async function measure(table: Table): Promise<void> {
  const prefix = `MEASURE-HOLD#${runtime.newId()}`;
  const paced: Counted[] = [];
  const tryOnce = (client: number) => attempt(table, keysOf(prefix, client));
  try {
    for (const level of PACED) {
      const counted = await countAttempts(level, LEVEL_MS, tryOnce, runtime);
      tell(counted);
      paced.push(counted);
    }
    tell(await countAttempts(SATURATED, LEVEL_MS, tryOnce, runtime));
  } finally {
    await removeItems(table, prefix);
  }
  conclude(paced);
}

export function defineVerb(command: Command): void {
  command
    .requiredOption('--table <name>', 'the table of a deployment', notEmpty)
    .addHelpText(
      'after',
      `
Set region and credentials as for the AWS CLI. Writes only its own items and removes them.

Example:
  npm run measure-hold -- --table Boxoffice`,
    )
    .action(({ table }: { table: string }) => measure(openTable(table)));
}
