/** `npm run create-admin`: a new admin, and its error messages. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { userStore } from '../../functions/store/users.ts';
import { createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';

const TOOL = path.join(import.meta.dirname, '../../bin/create-admin.ts');
const ADMIN = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'correct horse battery' };

let testTable: TestTable;
beforeAll(async () => {
  testTable = await createTestTable();
});
afterAll(() => testTable.stop());

function run(variables: Record<string, string>) {
  const env = { ...process.env, NODE_OPTIONS: '', TABLE_NAME, ...variables };
  return promisify(execFile)(process.execPath, [TOOL], { env });
}

test('creates an admin once', async () => {
  expect((await run(ADMIN)).stdout).toMatch(
    /^Created the admin ada@example\.com, id \S+, in the table \S+\.\n$/,
  );
  expect(await userStore(strictTable(TABLE_NAME)).readByEmail('ada@example.com')).toMatchObject({
    role: 'admin',
  });
  const again = {
    code: 1,
    stderr: expect.stringContaining('already an account with the address ada@example.com'),
  };
  await expect(run(ADMIN)).rejects.toMatchObject(again);
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'reports a missing variable',
    { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' },
    /^Not set: ADMIN_EMAIL, ADMIN_PASSWORD\.\n/,
  ],
  [
    'rejects what a registration rejects',
    { ...ADMIN, ADMIN_PASSWORD: 'short' },
    /^Change ADMIN_PASSWORD, .*\n$/,
  ],
])('%s', async (_, variables, says) => {
  await expect(run(variables)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(says) });
});
