/** Rotations of the keys of access tokens on the table: each is one key and one entry of the trail, whatever is lost. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { makeTokenKey } from '../../functions/credentials/token-keys.ts';
import { rotateTokenKeys, TooManyTokenKeys } from '../../functions/domain/accounts/rotate-token-keys.ts';
import { TOKEN_KEYS_LIMIT } from '../../functions/domain/model/limits.ts';
import type { TokenKey } from '../../functions/domain/model/token-keys.ts';
import { TOKEN_KEYS_ARE_WHAT_WAS_SEEN } from '../../functions/store/items/token-keys.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { tokenKeyStore } from '../../functions/store/token-keys.ts';
import { realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSecurityLog } from '../kit/security-log.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFirstFaults, tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const secrets = { create: async (_: unknown, secret: Uint8Array) => secret, remove: async () => undefined };
const portsOn = (table: Table) => ({
  tokenKeys: tokenKeyStore(table),
  secrets,
  makeKey: makeTokenKey,
  securityLog: aSecurityLog(),
  runtime: realRuntime,
});
const rotate = (table: Table) => rotateTokenKeys({ endsEarlier: false }, portsOn(table));
const stored = async () => (await tokenKeyStore(strictTable(TABLE_NAME)).read()).keys.map(({ id }) => id);

async function entriesOf({ id }: TokenKey): Promise<unknown[]> {
  const { Items = [] } = await strictTable(TABLE_NAME).client.send(
    new ScanCommand({ TableName: TABLE_NAME }),
  );
  return Items.filter(({ keyId }) => keyId === id);
}

test.each(['conflict', 'throttle', 'lost-before', 'lost-after', 'sent-twice'] as const)(
  'a rotation with a %s fault makes one key, with one entry in the trail',
  async (fault) => {
    const before = await stored();
    const coming = [fault];
    const made = await rotate(tableWithFirstFaults('TransactWriteItemsCommand', coming));
    expect(coming).toEqual([]);
    expect(await stored()).toEqual([...before, made.id]);
    expect(await entriesOf(made)).toMatchObject([{ kind: 'key-rotated', endsEarlier: false }]);
  },
);

test('rotations at the same time make a key each', async () => {
  const before = await stored();
  const made = await Promise.all([1, 2, 3].map(() => rotate(strictTable(TABLE_NAME))));
  expect((await stored()).slice(before.length).sort()).toEqual(made.map(({ id }) => id).sort());
});

test('a negative control: without the condition one of two rotations is overwritten', async () => {
  const store = tokenKeyStore(tableWithout(TOKEN_KEYS_ARE_WHAT_WAS_SEEN));
  const before = await store.read();
  for (const id of ['first', 'second']) {
    const key = { id, x: '', y: '', signsFrom: 0 };
    await store.replace({ revision: before.revision + 1, keys: [...before.keys, key] });
  }
  expect(await stored()).not.toContain('first');
});

test('the most keys are kept, and one more is refused with nothing changed', async () => {
  while ((await stored()).length < TOKEN_KEYS_LIMIT) await rotate(strictTable(TABLE_NAME));
  await expect(rotate(strictTable(TABLE_NAME))).rejects.toThrow(TooManyTokenKeys);
  expect(await stored()).toHaveLength(TOKEN_KEYS_LIMIT);
  const ports = portsOn(strictTable(TABLE_NAME));
  const { id } = await rotateTokenKeys({ endsEarlier: true }, ports);
  expect(await stored()).toEqual([id]);
});
