/** What `npm run rotate-keys` says of the key that it made in deployed tables. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTable, removeTable } from '../../bin/local/resources.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { runVerb } from '../kit/run-verb.ts';
import { useTestTable } from '../kit/test-table.ts';

const [OWN, OTHER] = [`${TABLE_NAME}-keys`, `${TABLE_NAME}-other`];

useTestTable();
beforeAll(async () => {
  for (const name of [OWN, OTHER]) await createTable(name);
});
afterAll(async () => {
  for (const name of [OWN, OTHER]) await removeTable(name);
});

const rotateIn = (SECRETS_TABLE_NAME: string, ...options: string[]) =>
  runVerb(['rotate-keys', ...options], { TABLE_NAME, SECRETS_TABLE_NAME, SECRETS_DIR: '' });
const rotate = async (...options: string[]) => (await rotateIn(OWN, ...options)).stdout;

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

test('no key is made in the table of secrets of another deployment, unless those before it end', async () => {
  await rotate();
  const { exitCode, stdout, stderr } = await rotateIn(OTHER);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    new RegExp(
      `^The private half of the key \\S+, which signs now, is not in the table ${OTHER}\\. Set TABLE_NAME`,
    ),
  );
  expect(await rotate()).toMatch(/ signs from /);
  expect((await rotateIn(OTHER, '--end-earlier')).stdout).toMatch(/Whatever earlier keys have signed/);
  expect((await rotateIn(OTHER)).exitCode).toBe(0);
});
