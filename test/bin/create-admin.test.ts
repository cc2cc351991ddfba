/** `npm run create-admin`: a new admin, and its error messages. */
import { expect, test } from '@jest/globals';
import { userStore } from '../../functions/store/users.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { runVerb } from '../kit/run-verb.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

const ADMIN = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'correct horse battery' };

useTestTable();

const run = (variables: Record<string, string>) => runVerb(['create-admin'], { TABLE_NAME, ...variables });

test('creates an admin once', async () => {
  expect((await run(ADMIN)).stdout).toMatch(
    /^Created the admin ada@example\.com, id \S+, in the table \S+\.\n$/,
  );
  expect(await userStore(strictTable(TABLE_NAME)).readByEmail('ada@example.com')).toMatchObject({
    role: 'admin',
  });
  expect(await run(ADMIN)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('already an account with the address ada@example.com'),
  });
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'reports a missing variable',
    { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' },
    /^Not set: ADMIN_EMAIL, ADMIN_PASSWORD\. See npm run create-admin -- --help\n$/,
  ],
  [
    'rejects what a registration rejects',
    { ...ADMIN, ADMIN_PASSWORD: 'short' },
    /^Change ADMIN_PASSWORD, .*\n$/,
  ],
])('%s', async (_, variables, says) => {
  expect(await run(variables)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(says) });
});
