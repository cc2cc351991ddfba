/** What `npm run rotate-keys` says of the key that it made in deployed tables. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTable, removeTable } from '../../bin/local/resources.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { runVerb } from '../kit/run-verb.ts';
import { useTestTable } from '../kit/test-table.ts';

const SECRETS_TABLE_NAME = `${TABLE_NAME}-keys`;

useTestTable();
beforeAll(() => createTable(SECRETS_TABLE_NAME));
afterAll(() => removeTable(SECRETS_TABLE_NAME));

const rotate = async (...options: string[]) =>
  (await runVerb(['rotate-keys', ...options], { TABLE_NAME, SECRETS_TABLE_NAME, SECRETS_DIR: '' })).stdout;

test('the first key signs at once and ends nothing; later ones name when they sign, and what becomes of those before', async () => {
  const table = `the deployed table ${TABLE_NAME}`;
  expect(await rotate('--end-earlier')).toMatch(
    new RegExp(
      `^The key \\S+ is the first of ${table}, and signs at once\\. There is no earlier key, .*\\n$`,
    ),
  );
  const instant = '20\\d\\d-\\S+Z';
  const signs = `^The key \\S+ of ${table} signs from ${instant}\\.\\n`;
  expect(await rotate()).toMatch(new RegExp(`${signs}The key before it verifies .*\\n$`));
  expect(await rotate('--end-earlier')).toMatch(
    new RegExp(`${signs}Whatever earlier keys have signed .*\\n$`),
  );
});
