/**
 * The verb `restore-table`: makes the table in use equal to one that DynamoDB restored, apart from what must not come back
 * (`restore-table/kept-items.ts`). First it writes what differs, then it deletes what the restored table does not have. After a crash
 * the table is in between, and the next run goes on. It writes nothing unless it is told to.
 */
import type { Command } from 'commander';
import { table } from '../functions/compose.ts';
import { openTable, type Table } from '../functions/store/table/client.ts';
import { notEmpty } from './option-values.ts';
import { differences, writeAll } from './restore-table/differences.ts';

type Options = { from: string; write: boolean };

type Counts = { compared: number; put: number; deleted: number };

/** @throws an error if the restored table is empty, since everything would be deleted. */
async function makeEqual(restored: Table, inUse: Table, isWritten: boolean): Promise<Counts> {
  const counts = { compared: 0, put: 0, deleted: 0 };
  const compared = (items: number) => {
    counts.compared += items;
  };
  for await (const writes of differences(restored, inUse, compared)) {
    if (counts.compared === 0 && writes.some((write) => 'DeleteRequest' in write))
      throw new Error(`The table ${restored.name} has nothing to bring back. Nothing was changed.`);
    const put = writes.filter((write) => 'PutRequest' in write).length;
    counts.put += put;
    counts.deleted += writes.length - put;
    if (isWritten) await writeAll(inUse, writes);
  }
  return counts;
}

export async function restoreTable({ from, write }: Options): Promise<void> {
  const inUse = table();
  if (from === inUse.name) throw new Error('Give --from a restored table, and TABLE_NAME the one in use.');
  const { compared, put, deleted } = await makeEqual(openTable(from), inUse, write);
  const n = (count: number) => count.toLocaleString('en');
  console.log(
    write
      ? `${inUse.name} is as ${from}, which has ${n(compared)} items: ${n(put)} were written and ${n(deleted)} deleted.`
      : `${from} has ${n(compared)} items. In ${inUse.name}, ${n(put)} of them are missing or different, and ${n(deleted)} more exist. Nothing was changed: add --write to make both equal.`,
  );
}

export function defineVerb(command: Command): void {
  command
    .requiredOption('--from <table>', 'the restored table, which is only read', notEmpty)
    .option('--write', 'make the table in use equal to it, and not only count what differs', false)
    .addHelpText(
      'after',
      `
Set TABLE_NAME to the table in use, and region and credentials as for the AWS CLI. First stop all requests, the readers of
the stream, the clerk and the sweep, as docs/runbook.md#restore-the-whole-table says. Running it again does no harm.

Example:
  TABLE_NAME=Boxoffice npm run restore-table -- --from restored`,
    )
    .action(restoreTable);
}
