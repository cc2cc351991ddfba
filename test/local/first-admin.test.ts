import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ensureAdmin } from '../../bin/local/first-admin.ts';
import { environment, users } from '../../functions/compose.ts';
import { newUser, registerUser } from '../../functions/domain/register-user.ts';
import { checkPassword } from '../../functions/http/passwords.ts';
import { aStage, type Stage, TABLE_NAME } from '../kit/stage.ts';

let stage: Stage;
let directory: string;
beforeAll(async () => {
  stage = await aStage();
  process.env['TABLE_NAME'] = TABLE_NAME;
});
afterAll(() => stage.stop());
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-admin-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const given = (email: string, password: string) => ({ name: 'Admin', email, password });

test('a given admin is made, and the password that somebody knows is not told', async () => {
  expect(await ensureAdmin(given('ada@example.com', 'correct horse'), directory)).toEqual({
    email: 'ada@example.com',
  });
  const stored = await users().readByEmail('ada@example.com');
  expect(stored).toMatchObject({ role: 'admin', email: 'ada@example.com' });
  expect(await checkPassword('correct horse', stored?.passwordHash)).toBe(true);
});

test('an account that is there keeps its password, and no other is told', async () => {
  await ensureAdmin(given('grace@example.com', 'the first one'), directory);
  expect(await ensureAdmin(given('grace@example.com', 'another one'), directory)).toEqual({
    email: 'grace@example.com',
  });
  const stored = await users().readByEmail('grace@example.com');
  expect(await checkPassword('the first one', stored?.passwordHash)).toBe(true);
});

test('an account that is not an admin’s is not called one', async () => {
  const email = 'dora@example.com';
  const account = {
    name: 'Dora',
    email,
    passwordHash: '',
    role: 'attendee' as const,
    idempotencyKey: undefined,
  };
  await registerUser(newUser(account, environment), undefined, { users: users(), environment });
  await expect(ensureAdmin(given(email, 'correct horse'), directory)).rejects.toThrow(
    'dora@example.com has an account with the role attendee. Set ADMIN_EMAIL to',
  );
});

test('a made-up admin is told again on the same data, and with data that lack its file no password is', async () => {
  const made = await ensureAdmin(undefined, directory);
  expect(made).toEqual({ email: 'admin@example.com', password: expect.stringMatching(/^[\w-]{16}$/) });
  expect(await ensureAdmin(undefined, directory)).toEqual(made);
  rmSync(path.join(directory, 'admin.json'));
  expect(await ensureAdmin(undefined, directory)).toEqual({ email: 'admin@example.com' });
});

test('a file that cannot be read is named, with what to do', async () => {
  const file = path.join(directory, 'admin.json');
  writeFileSync(file, '{"email":"adm');
  await expect(ensureAdmin(undefined, directory)).rejects.toThrow(
    new RegExp(`^${file} cannot be read \\(.*\\)\\. Restore it, or delete it\\.$`),
  );
});
