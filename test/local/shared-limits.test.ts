/** Two services, each a process of its own, on one table: their rate limits are one bound. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { namedEngines } from '../../bin/local/engines.ts';
import { removeQueues } from '../../bin/local/resources.ts';
import { endServiceProcesses, startServiceProcess } from '../../bin/local/service-process.ts';
import { createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { ADMIN } from '../kit/service-process.ts';

let testTable: TestTable;
let urls: string[];
let secrets: string;
beforeAll(async () => {
  testTable = await createTestTable();
  secrets = mkdtempSync(path.join(tmpdir(), 'boxoffice-secrets-'));
  const start = () =>
    startServiceProcess({
      ...namedEngines(),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      DATA_DIR: '',
      MAIL_FROM: '',
      RATE_LIMITS: 'register=6/1h,read=40/1h',
      SECRETS_DIR: secrets,
      TABLE_NAME,
      UPDATES: 'off',
      WEBHOOK_RECEIVERS: 'none',
    });
  const first = await start().ready;
  urls = [first, await start().ready];
}, 60_000);
afterAll(async () => {
  endServiceProcesses();
  await testTable.stop();
  await removeQueues(TABLE_NAME);
  rmSync(secrets, { recursive: true });
});

/** Sends requests to both services in turn, all at once. @returns how many succeed; all others are answered 429. */
async function admitted(count: number, send: (url: string, n: number) => Promise<globalThis.Response>) {
  const answers = await Promise.all(Array.from({ length: count }, (_, n) => send(urls[n % 2] ?? '', n)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status >= 300 && status !== 429)).toEqual([]);
  return statuses.filter((status) => status < 300).length;
}

test('twenty registrations at once through two services create as many accounts as the limit admits', async () => {
  const register = (url: string, n: number) =>
    fetch(`${url}/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ada', email: `ada${n}@example.com`, password: 'correct horse' }),
    });
  expect(await admitted(20, register)).toBe(6);
});

test('reads through two services exceed the limit by less than a group for each of them', async () => {
  let count = 0;
  for (let n = 0; n < 80; n += 1) count += await admitted(1, () => fetch(`${urls[n % 2]}/v1/events`));
  expect(count).toBe(40 + 2);
});
