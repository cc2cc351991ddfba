/**
 * What the commands that talk to AWS say when region, credentials, table or rights are missing. Each runs in a process of its
 * own. Refusals that the embedded engine does not know come from a server that answers as AWS documents it.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { explainAws } from '../../bin/aws-errors.ts';
import { Refusal } from '../../functions/domain/model/refusal.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { type Run, runVerb } from '../kit/run-verb.ts';
import { useTestTable } from '../kit/test-table.ts';

const COMMANDS = [
  ['create-admin'],
  ['audit', '--event', 'x'],
  ['wake-notices', '--event', 'x'],
  ['upgrade-table'],
  ['restore-table', '--from', 'Boxoffice-z'],
  ['rotate-keys'],
  ['measure-hold', '--table', 'Boxoffice-x'],
];

/** One that writes what it was given, and one that reads first: the errors of all commands take one way. */
const TWO_COMMANDS = COMMANDS.filter(([verb = '']) => ['create-admin', 'restore-table'].includes(verb));

/** An environment without anything of AWS: no profile, no file, and no look at the network for either. */
const WITHOUT_AWS = {
  AWS_REGION: undefined,
  AWS_DEFAULT_REGION: undefined,
  AWS_PROFILE: undefined,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL_DYNAMODB: undefined,
};
const KEYS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };

const run = (args: string[], variables: Record<string, string | undefined>) =>
  runVerb(args, {
    TABLE_NAME: 'Boxoffice-x',
    SECRETS_TABLE_NAME: 'Boxoffice-y',
    SECRETS_DIR: '',
    ADMIN_EMAIL: 'ada@example.com',
    ADMIN_PASSWORD: 'correct horse battery',
    ...WITHOUT_AWS,
    ...variables,
  });

/** Checks that the command ended with 2 and at most two lines, of which one matches. */
function expectAdvice({ exitCode, stdout, stderr }: Run, says: RegExp): void {
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/\n\s+at |correct horse/);
  expect([exitCode, stdout, stderr.split('\n').length <= 3]).toEqual([2, '', true]);
}

describe('each command', () => {
  test('without a region says to set one', async () => {
    for (const answer of await Promise.all(COMMANDS.map((args) => run(args, {}))))
      expectAdvice(answer, /^No AWS region is set\. Set AWS_REGION/);
  });

  test.each(TWO_COMMANDS)('%s without credentials says how to state them', async (...args) => {
    const answer = await run(args, { AWS_REGION: 'eu-central-1' });
    expectAdvice(answer, /^There are no AWS credentials: .*\nLog in, or set AWS_PROFILE/);
  });
});

describe('with the embedded engine', () => {
  useTestTable();

  test.each(COMMANDS)('%s of a table that does not exist names what was stated', async (...args) => {
    const { AWS_ENDPOINT_URL_DYNAMODB = '' } = process.env;
    const answer = await run(args, { ...KEYS, AWS_ENDPOINT_URL_DYNAMODB });
    expectAdvice(answer, /^There is no such table in this .*(TABLE_NAME=|--table )Boxoffice-x/);
  });

  test('a missing restored table is named beside the one in use', async () => {
    const { AWS_ENDPOINT_URL_DYNAMODB = '' } = process.env;
    const answer = await run(['restore-table', '--from', 'restored'], {
      ...KEYS,
      AWS_ENDPOINT_URL_DYNAMODB,
      TABLE_NAME,
    });
    expectAdvice(answer, /^There is no such table .*--from restored and TABLE_NAME=/);
  });

  test('a missing table of secrets is named beside the table', async () => {
    const { AWS_ENDPOINT_URL_DYNAMODB = '' } = process.env;
    const answer = await run(['rotate-keys'], { ...KEYS, AWS_ENDPOINT_URL_DYNAMODB, TABLE_NAME });
    expectAdvice(answer, /^There is no such table .* and SECRETS_TABLE_NAME=Boxoffice-y/);
  });
});

describe('what AWS refuses', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
  });

  /** @returns the address of a DynamoDB that refuses everything with this error. */
  async function refusing(type: string, message: string): Promise<string> {
    const body = JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message });
    server = createServer((_, response) => {
      response
        .writeHead(400, { 'content-type': 'application/x-amz-json-1.0', connection: 'close' })
        .end(body);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const DENIED = 'User: arn:aws:iam::1:user/x is not authorized to perform: dynamodb:PutItem on resource: y';

  test.each(TWO_COMMANDS)('%s without a right names it, and where the rights are listed', async (...args) => {
    const AWS_ENDPOINT_URL_DYNAMODB = await refusing('AccessDeniedException', DENIED);
    const answer = await run(args, { ...KEYS, AWS_ENDPOINT_URL_DYNAMODB });
    expectAdvice(answer, /lack a right: .*dynamodb:PutItem on .*\ndocs\/runbook\.md#rights/);
  });

  test.each([
    ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
    ['ExpiredTokenException', 'The security token included in the request is expired'],
  ])('%s says that the credentials are not accepted', async (type, message) => {
    const AWS_ENDPOINT_URL_DYNAMODB = await refusing(type, message);
    const answer = await run(['create-admin'], { ...KEYS, AWS_ENDPOINT_URL_DYNAMODB });
    expectAdvice(answer, /^AWS does not accept the credentials: The security token .*\nLog in/);
  });

  test('a table with other keys is not one of a deployment', async () => {
    const message = 'The provided key element does not match the schema';
    const AWS_ENDPOINT_URL_DYNAMODB = await refusing('ValidationException', message);
    const answer = await run(['create-admin'], { ...KEYS, AWS_ENDPOINT_URL_DYNAMODB });
    expectAdvice(answer, /^The table is not one of a deployment: .*TABLE_NAME=Boxoffice-x/);
  });

  test('an address where nothing answers, as in a region that does not exist, says to check the region', async () => {
    const answer = await run(['create-admin'], { ...KEYS, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' });
    expectAdvice(answer, /^The table did not answer\. Check AWS_REGION/);
  });
});

test('other errors are not taken for those of AWS', () => {
  expect(explainAws(new Refusal('not-found', 'No event has this id.'), [])).toBeUndefined();
  expect(explainAws(new TypeError('x is not a function'), [])).toBeUndefined();
});
