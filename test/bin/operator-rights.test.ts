/**
 * The rights on the tables that `docs/runbook.md` states for each command are those that the command uses, and each command of AWS
 * in the documents of operators has a right there.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTable, removeTable } from '../../bin/local/resources.ts';
import { FORMER_SECRETS } from '../../functions/store/items/secret.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import { aBoxoffice, TABLE_NAME } from '../kit/boxoffice.ts';
import { commandsWithoutRight, type Recorder, recordRights, statedRights } from '../kit/recorded-rights.ts';
import { runVerb } from '../kit/run-verb.ts';
import { useTestTable } from '../kit/test-table.ts';

const SECRETS_TABLE_NAME = `${TABLE_NAME}-secrets`;

useTestTable();

let recorder: Recorder;
beforeAll(async () => {
  await createTable(SECRETS_TABLE_NAME);
  recorder = await recordRights(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
});
afterAll(async () => {
  await recorder.stop();
  await removeTable(SECRETS_TABLE_NAME);
});

/** Runs the command as an operator does. @returns the rights that it used, as `table action`. */
async function usedBy(args: string[], variables: Record<string, string> = {}): Promise<string[]> {
  recorder.used.clear();
  const { exitCode, stderr } = await runVerb(args, {
    TABLE_NAME,
    SECRETS_TABLE_NAME,
    SECRETS_DIR: '',
    AWS_ENDPOINT_URL_DYNAMODB: recorder.endpoint,
    ...variables,
  });
  expect([exitCode, stderr]).toEqual([0, '']);
  return [...recorder.used]
    .map((right) => right.replace(SECRETS_TABLE_NAME, 'secrets').replace(TABLE_NAME, 'table'))
    .sort();
}

/** An event with tickets that were sold, given back and handed on, and people who wait. */
async function anEvent(): Promise<string> {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({
    capacity: 2,
    waitlist: { enabled: true, policy: 'strict', limit: 5 },
  });
  const held = await boxoffice.book(event);
  await boxoffice.book(event);
  for (let waiting = 0; waiting < 3; waiting += 1) await boxoffice.book(event);
  await boxoffice.cancel(held);
  await boxoffice.serve();
  return event.id;
}

test('create-admin', async () => {
  const admin = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'correct horse battery' };
  expect(await usedBy(['create-admin'], admin)).toEqual(statedRights('create-admin'));
});

test('audit and wake-notices', async () => {
  const id = await anEvent();
  expect(await usedBy(['audit', '--event', id])).toEqual(statedRights('audit'));
  expect(await usedBy(['wake-notices', '--event', id])).toEqual(statedRights('wake-notices'));
});

/** Stores a secret where earlier versions kept it. */
async function storeFormerSecret(secret: Uint8Array): Promise<void> {
  const { client, name } = aBoxoffice().table;
  await client.send(new PutCommand({ TableName: name, Item: { ...FORMER_SECRETS.tickets, secret } }));
}

test('restore-table', async () => {
  const RESTORED = `${TABLE_NAME}-restored`;
  await createTable(RESTORED);
  try {
    const { client } = aBoxoffice().table;
    await anEvent();
    await client.send(new PutCommand({ TableName: RESTORED, Item: { pk: 'EVENT#x', sk: 'EVENT' } }));
    const used = await usedBy(['restore-table', '--from', RESTORED, '--write']);
    const stated = statedRights('restore-table` of `restored').map((right) =>
      right.replace('table ', 'table-restored '),
    );
    expect(used).toEqual([...statedRights('restore-table'), ...stated].sort());
  } finally {
    await removeTable(RESTORED);
  }
});

test('rotate-keys', async () => {
  await storeFormerSecret(Uint8Array.of(1));
  const first = await usedBy(['rotate-keys']);
  await storeFormerSecret(Uint8Array.of(2));
  const ending = await usedBy(['rotate-keys', '--end-earlier']);
  expect([...new Set([...first, ...ending])].sort()).toEqual(statedRights('rotate-keys'));
});

test('upgrade-table', async () => {
  const boxoffice = aBoxoffice();
  const waitlist = { enabled: true, policy: 'strict' as const, limit: 5 };
  const { id } = await boxoffice.anEvent({ waitlist });
  const { client, name: TableName } = boxoffice.table;
  const asBefore = { UpdateExpression: 'SET joinedCount = :none REMOVE unassignedRoom, roomMoves' };
  const ExpressionAttributeValues = { ':none': 0 };
  await client.send(
    new UpdateCommand({ TableName, Key: waitlistKey(id), ...asBefore, ExpressionAttributeValues }),
  );
  expect(await usedBy(['upgrade-table'])).toEqual(statedRights('upgrade-table'));
});

test.each([
  ['runbook.md', 'FilterLogEvents', 'logs filter-log-events'],
  ['deploying.md', 'CreateSecret', 'secretsmanager create-secret'],
])('each command of AWS in docs/%s has its right there', (name, right, command) => {
  const text = readFileSync(path.join(import.meta.dirname, '../../docs', name), 'utf8');
  expect(commandsWithoutRight(text)).toEqual([]);
  expect(commandsWithoutRight(text.replaceAll(right, 'Other'))).toEqual([command]);
});
