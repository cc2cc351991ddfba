/**
 * The version of what a table has, and the steps from one version to the next. `npm start` upgrades its own table; an operator
 * upgrades a deployed one by `npm run upgrade-table`. No function reads the version.
 *
 * A step is repeated without harm, so a crash leaves a table that the next run upgrades. A version is written after its step.
 */
import * as z from 'zod/mini';
import type { Table } from './table/client.ts';
import { type Key, parseItem } from './table/item.ts';
import { getItem } from './table/read.ts';
import { isWritten } from './table/write.ts';
import { listUsersApart } from './upgrade-users.ts';
import { giveRoomToWaitlists } from './upgrade-waitlists.ts';

/**
 * The step to each version, beginning with version 2. There is one for each change after which code meets what it does not
 * understand. It is given what to tell how many items it has changed so far, and returns how many it changed.
 */
const STEPS = [giveRoomToWaitlists, listUsersApart];
const FIRST_VERSION = 1;

export const TABLE_VERSION = FIRST_VERSION + STEPS.length;

const VERSION: Key = { pk: 'TABLE-VERSION', sk: 'TABLE-VERSION' };
const VERSION_ITEM = z.object({ version: z.int() });
const VERSION_IS_NOT_LATER = 'attribute_not_exists(version) OR version <= :version';

/**
 * Upgrades the table to `TABLE_VERSION`. Nothing may use it meanwhile by code of another version. `tell` is told from time to time
 * how many items a step has changed.
 * @returns how many items were changed.
 * @throws an error that says what to do if a later version wrote the table; Busy.
 */
export async function upgradeTable(
  table: Table,
  tell: (changed: number) => void = () => {},
): Promise<number> {
  const found = await getItem(table, VERSION);
  const version = found === undefined ? FIRST_VERSION : parseItem('version', VERSION_ITEM, found).version;
  if (version > TABLE_VERSION) throw new Error(tooLate(table.name, version));
  let changed = 0;
  for (const [index, step] of STEPS.entries()) {
    const next = FIRST_VERSION + index + 1;
    if (next <= version) continue;
    changed += await step(table, tell);
    const values = { ':version': next };
    const item = { ...VERSION, version: next };
    if (!(await isWritten(table, { put: item, when: VERSION_IS_NOT_LATER, values })))
      throw new Error(tooLate(table.name, TABLE_VERSION + 1));
  }
  return changed;
}

function tooLate(name: string, version: number): string {
  return `The table ${name} was written by a later version of Boxoffice (table version ${version}, this one knows ${TABLE_VERSION}). Use that version, or another table.`;
}
