/** Secrets apart from the table: in a table of their own, or in files that nobody else may read. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTable, removeTable } from '../../bin/local/resources.ts';
import type { SecretStore } from '../../functions/domain/ports/secret-store.ts';
import { FORMER_SECRETS, secretKey, toSecretItem } from '../../functions/store/items/secret.ts';
import { secretFiles } from '../../functions/store/secret-files.ts';
import { moveFormerSecrets, secretOf, secretTable } from '../../functions/store/secrets.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';

const SECRETS_TABLE = `${TABLE_NAME}-secrets`;

let testTable: TestTable;
beforeAll(async () => {
  testTable = await createTestTable();
  await createTable(SECRETS_TABLE);
});
afterAll(async () => {
  await removeTable(SECRETS_TABLE);
  await testTable.stop();
});

let directory: string;
let umask: number;
beforeEach(() => {
  directory = path.join(mkdtempSync(path.join(tmpdir(), 'boxoffice-secrets-')), 'own');
  umask = process.umask(0);
});
afterEach(() => {
  process.umask(umask);
  rmSync(path.dirname(directory), { recursive: true });
});

const table = () => strictTable(TABLE_NAME);
let ids = 0;
const newId = () => `key-${++ids}`;
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

describe.each<[string, () => SecretStore]>([
  ['in a table', () => secretTable(strictTable(SECRETS_TABLE))],
  ['in files', () => secretFiles(directory)],
])('A secret %s', (_, open) => {
  test('is what was stored first', async () => {
    const [name, other] = [newId(), newId()].map((id) => ({ kind: 'token-keys' as const, id }));
    if (name === undefined || other === undefined) throw new Error('There are two names.');
    expect(await open().read(name)).toBeUndefined();
    expect(Buffer.from(await open().create(name, bytes('first'))).toString()).toBe('first');
    expect(Buffer.from(await open().create(name, bytes('second'))).toString()).toBe('first');
    expect(Buffer.from((await open().read(name)) ?? '').toString()).toBe('first');
    expect(await open().read(other)).toBeUndefined();
  });

  test('is removed alone, and a second time without a fault', async () => {
    const [name, other] = [newId(), newId()].map((id) => ({ kind: 'token-keys' as const, id }));
    if (name === undefined || other === undefined) throw new Error('There are two names.');
    for (const one of [name, other]) await open().create(one, bytes('secret'));
    for (let times = 0; times < 2; times += 1) await open().remove(name);
    expect(await open().read(name)).toBeUndefined();
    expect(await open().read(other)).toBeDefined();
  });

  test('is one for all processes that need it first at the same time', async () => {
    const id = newId();
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, n) => open().create({ kind: 'token-keys', id }, bytes(String(n)))),
    );
    expect(new Set(all.map((one) => Buffer.from(one).toString())).size).toBe(1);
  });
});

describe('A file with a secret', () => {
  test('is readable by its owner alone, whatever the umask, and nothing else is left beside it', async () => {
    await secretFiles(directory).create({ kind: 'tickets' }, bytes('secret'));
    expect(readdirSync(directory)).toEqual(['tickets']);
    expect((statSync(directory).mode & 0o777).toString(8)).toBe('700');
    expect((statSync(path.join(directory, 'tickets')).mode & 0o777).toString(8)).toBe('600');
  });

  test.each([0o640, 0o604, 0o620])('is refused if others may read or change it (%i)', async (mode) => {
    const store = secretFiles(directory);
    await store.create({ kind: 'tickets' }, bytes('secret'));
    const file = path.join(directory, 'tickets');
    chmodSync(file, mode);
    await expect(store.read({ kind: 'tickets' })).rejects.toThrow(`Run: chmod 600 ${file}`);
    chmodSync(file, 0o600);
    expect(await store.read({ kind: 'tickets' })).toBeDefined();
  });
});

describe('A secret that an earlier version kept in the table', () => {
  const former = Buffer.alloc(32, 7);
  const putFormer = async () => {
    const { client } = table();
    for (const key of Object.values(FORMER_SECRETS))
      await client.send(new PutCommand({ TableName: TABLE_NAME, Item: toSecretItem(key, former) }));
  };
  const inTable = async () =>
    (await Promise.all(Object.values(FORMER_SECRETS).map((key) => getItem(table(), key)))).filter(Boolean);

  test('stays the same, so that tickets and sessions stay valid, and leaves the table', async () => {
    await putFormer();
    const store = secretFiles(directory);
    expect(await secretOf('tickets', store, table())).toEqual(former);
    expect(readFileSync(path.join(directory, 'tickets'))).toEqual(former);
    expect(await moveFormerSecrets(store, table())).toBe(2);
    expect(await inTable()).toEqual([]);
    expect(await secretOf('derived', store, table())).toEqual(former);
    expect(await moveFormerSecrets(store, table())).toBe(0);
  });

  test('that differs from the one in use stays where it is', async () => {
    await putFormer();
    const store = secretFiles(directory);
    await store.create({ kind: 'tickets' }, bytes('another'));
    expect(await moveFormerSecrets(store, table())).toBe(1);
    expect(await inTable()).toHaveLength(1);
  });
});

test('kinds of secrets are partition keys, by which functions are let in', () => {
  expect(secretKey({ kind: 'token-keys', id: 'a' })).toEqual({ pk: 'token-keys', sk: 'a' });
  expect(secretKey({ kind: 'tickets' })).toEqual({ pk: 'tickets', sk: 'tickets' });
});
