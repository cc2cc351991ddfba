/** The first admin: created at the start, with a given or a generated password. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ensureAdmin } from '../../bin/local/first-admin.ts';
import { runtime, users } from '../../functions/compose.ts';
import { checkPassword } from '../../functions/credentials/passwords.ts';
import { newUser, registerUser } from '../../functions/domain/accounts/register-user.ts';
import { createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';

let testTable: TestTable;
let directory: string;
beforeAll(async () => {
  testTable = await createTestTable();
  process.env['TABLE_NAME'] = TABLE_NAME;
});
afterAll(() => testTable.stop());
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-admin-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const given = (email: string, password: string) => ({ name: 'Admin', email, password });

test('a given admin is created, and its password is not returned', async () => {
  expect(await ensureAdmin(given('ada@example.com', 'correct horse'), directory)).toEqual({
    email: 'ada@example.com',
  });
  const stored = await users().readByEmail('ada@example.com');
  expect(stored).toMatchObject({ role: 'admin', email: 'ada@example.com' });
  expect(await checkPassword('correct horse', stored?.passwordHash)).toBe(true);
});

test('an existing account keeps its password, and none is returned', async () => {
  await ensureAdmin(given('grace@example.com', 'the first one'), directory);
  expect(await ensureAdmin(given('grace@example.com', 'another one'), directory)).toEqual({
    email: 'grace@example.com',
  });
  const stored = await users().readByEmail('grace@example.com');
  expect(await checkPassword('the first one', stored?.passwordHash)).toBe(true);
});

test('an existing account with another role is rejected', async () => {
  const email = 'dora@example.com';
  const account = {
    name: 'Dora',
    email,
    passwordHash: '',
    role: 'attendee' as const,
    idempotencyKey: undefined,
  };
  await registerUser(newUser(account, runtime), undefined, { users: users(), runtime });
  await expect(ensureAdmin(given(email, 'correct horse'), directory)).rejects.toThrow(
    'dora@example.com has an account with the role attendee. Set ADMIN_EMAIL to',
  );
});

test('a generated admin is returned again for the same data, and without a password if its file is missing', async () => {
  const made = await ensureAdmin(undefined, directory);
  expect(made).toEqual({ email: 'admin@example.com', password: expect.stringMatching(/^[\w-]{16}$/) });
  expect(await ensureAdmin(undefined, directory)).toEqual(made);
  rmSync(path.join(directory, 'admin.json'));
  expect(await ensureAdmin(undefined, directory)).toEqual({ email: 'admin@example.com' });
});

test('a generated password that is not that of the account is not returned', async () => {
  const made = await ensureAdmin(undefined, directory);
  writeFileSync(
    path.join(directory, 'admin.json'),
    JSON.stringify({ ...made, password: 'of another table' }),
  );
  expect(await ensureAdmin(undefined, directory)).toEqual({ email: 'admin@example.com' });
});

test('an unreadable file is reported with what to do', async () => {
  const file = path.join(directory, 'admin.json');
  writeFileSync(file, '{"email":"adm');
  await expect(ensureAdmin(undefined, directory)).rejects.toThrow(
    new RegExp(`^${file} cannot be read \\(.*\\)\\. Restore it, or delete it\\.$`),
  );
});
