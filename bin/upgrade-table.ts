/** The verb `upgrade-table`: brings a deployed table to the version of this code, after a deployment that says so. */
import type { Command } from 'commander';
import { table } from '../functions/compose.ts';
import { TABLE_VERSION, upgradeTable } from '../functions/store/table-version.ts';

export async function runUpgradeTable(): Promise<void> {
  const changed = await upgradeTable(table(), (soFar) =>
    console.error(`${soFar.toLocaleString('en')} items are changed so far.`),
  );
  console.log(
    `The table ${table().name} has version ${TABLE_VERSION}: ${changed.toLocaleString('en')} events and accounts were changed.`,
  );
}

export function defineVerb(command: Command): void {
  command
    .addHelpText(
      'after',
      `
Set TABLE_NAME to the table, and region and credentials as for the AWS CLI. It reads the whole table if there is something to do,
and running it again does no harm. \`npm start\` upgrades its own table.

Example:
  TABLE_NAME=Boxoffice npm run upgrade-table`,
    )
    .action(runUpgradeTable);
}
