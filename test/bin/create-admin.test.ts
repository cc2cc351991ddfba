import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { userStore } from '../../functions/store/users.ts';
import { aStage, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';

const TOOL = path.join(import.meta.dirname, '../../bin/create-admin.ts');
const ADMIN = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'correct horse battery' };

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

function run(variables: Record<string, string>) {
  const env = { ...process.env, NODE_OPTIONS: '', TABLE_NAME, ...variables };
  return promisify(execFile)(process.execPath, [TOOL], { env });
}

test('makes an admin, once', async () => {
  expect((await run(ADMIN)).stdout).toMatch(
    /^Made the admin ada@example\.com, id \S+, on the table \S+\.\n$/,
  );
  expect(await userStore(strictTable(TABLE_NAME)).readByEmail('ada@example.com')).toMatchObject({
    role: 'admin',
  });
  const again = {
    code: 1,
    stderr: expect.stringContaining('account with the address ada@example.com already'),
  };
  await expect(run(ADMIN)).rejects.toMatchObject(again);
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'says what is not set',
    { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' },
    /^Not set: ADMIN_EMAIL, ADMIN_PASSWORD\.\n/,
  ],
  [
    'refuses what registering would refuse',
    { ...ADMIN, ADMIN_PASSWORD: 'short' },
    /^Change ADMIN_PASSWORD, .*\n$/,
  ],
])('%s', async (_, variables, says) => {
  await expect(run(variables)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(says) });
});
