/** The commands of `docs/runbook.md` that let mail go to an address again delete the item that stops it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { takeFeedback } from '../../functions/domain/notices/take-feedback.ts';
import type { SuppressionReason } from '../../functions/domain/ports/address-store.ts';
import { admitMail } from '../../functions/domain/process/admit-mail.ts';
import { realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSender } from '../kit/notice-sender.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const RUNBOOK = readFileSync(path.join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const [, SECTION = ''] = RUNBOOK.split('## Somebody gets no mail');
const [, COMMANDS = ''] = SECTION.split(/```(?:sh)?\n/);

/** Runs the commands with a shell function in place of AWS's, which prints the words of each. @returns these, by command */
function commandsFor(address: string): string[][] {
  const stub = 'aws() { node -p "JSON.stringify(process.argv.slice(1))" -- "$@"; }';
  const script = `${stub}\n${COMMANDS.replace('ada@example.com', address)}`;
  const env = { ...process.env, TABLE_NAME };
  return execFileSync('bash', ['-euc', script], { encoding: 'utf8', env })
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function lift(address: string): Promise<void> {
  const deletion = commandsFor(address).find(([, command]) => command === 'delete-item') ?? [];
  expect(deletion.slice(0, 5)).toEqual(['dynamodb', 'delete-item', '--table-name', TABLE_NAME, '--key']);
  const Key = unmarshall(JSON.parse(deletion[5] ?? ''));
  const { client, name } = strictTable(TABLE_NAME);
  await client.send(new DeleteCommand({ TableName: name, Key }));
}

async function aReport(because: SuppressionReason, address: string) {
  const { ports } = aSender();
  const report = { because, addresses: [address] };
  await takeFeedback(report, { ...ports, cache: { get: () => Promise.reject(new Error('Not needed.')) } });
  return (email: string) =>
    admitMail({ name: 'Ada', email }, 'reset-password', realRuntime.now(), ports.addresses);
}

test.each(['bounced', 'complained'] as const)('mail goes to an address that %s again', async (because) => {
  const address = `${realRuntime.newId().toLowerCase()}@example.com`;
  const admit = await aReport(because, address);
  expect(await admit(address)).toBe('suppressed');
  await lift(address);
  expect(await admit(address)).toBe('admitted');
});

test('mail goes to an address again that begins with a dash', async () => {
  const address = `-${realRuntime.newId().toLowerCase()}@example.com`;
  const admit = await aReport('bounced', address);
  expect(await admit(address)).toBe('suppressed');
  await lift(address);
  expect(await admit(address)).toBe('admitted');
});

test('after a complaint about a mail to a tag, the item of its mailbox is deleted, too', async () => {
  const name = realRuntime.newId().toLowerCase();
  const [tagged, plain] = [`${name}+1@example.com`, `${name}@example.com`];
  const admit = await aReport('complained', tagged);
  await lift(tagged);
  expect([await admit(tagged), await admit(plain)]).toEqual(['suppressed', 'suppressed']);
  await lift(plain);
  expect([await admit(tagged), await admit(plain)]).toEqual(['admitted', 'admitted']);
});

test('the list of SES comes before, so that no mail bounces on it', () => {
  const address = 'ada@example.com';
  const ofSes = ['sesv2', 'delete-suppressed-destination', '--email-address', address];
  expect(commandsFor(address).map((words) => words.slice(0, 4))).toEqual([
    ['dynamodb', 'get-item', '--table-name', TABLE_NAME],
    ofSes,
    ['dynamodb', 'delete-item', '--table-name', TABLE_NAME],
  ]);
});
