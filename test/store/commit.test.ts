/** The outcomes of errors that the embedded engine does not produce, and the requests that leave the process. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Busy } from '../../functions/domain/model/refusal.ts';
import {
  openTable,
  orBusy,
  REPEAT_BASE_MS,
  type Table,
  transienceOf,
} from '../../functions/store/table/client.ts';
import { type Action, commit } from '../../functions/store/table/commit.ts';
import { EXISTS, IS_NEW } from '../../functions/store/table/existence.ts';
import { getItem, getItems } from '../../functions/store/table/read.ts';
import { write } from '../../functions/store/table/write.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});

const key = { pk: 'EVENT#e', sk: 'EVENT' };
const put = { put: key, when: IS_NEW } satisfies Action;
const update = {
  update: key,
  set: 'SET held = :held',
  when: EXISTS,
  values: { ':held': 1 },
} satisfies Action;

const named = (name: string, fields: object = {}): Error =>
  Object.assign(new Error('Said the service.'), { name, ...fields });
const withStatus = (httpStatusCode: number): Error =>
  named('ServiceFault', { $metadata: { httpStatusCode } });

function cancelledBecause(...reasons: (string | CancellationReason)[]): TransactionCanceledException {
  return new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: reasons.map((reason) => (typeof reason === 'string' ? { Code: reason } : reason)),
  });
}

/** Errors that certainly had no effect: the caller retries. */
const THROTTLES: [string, Error][] = [
  ['a conflict with a transaction', named('TransactionConflictException')],
  ['a transaction in progress', named('TransactionInProgressException')],
  ['throttling', named('ThrottlingException')],
  ['too little throughput', named('ProvisionedThroughputExceededException')],
  ['the limit of requests', named('RequestLimitExceeded')],
];

/** Errors after which the effect is unknown. */
const LOSSES: [string, Error][] = [
  ['a server fault', named('InternalServerError', { $metadata: { httpStatusCode: 500 } })],
  ['a server that is unavailable', withStatus(503)],
  ['a timeout', named('TimeoutError')],
  ['a connection that was reset', named('Error', { code: 'ECONNRESET' })],
  ['a connection that was refused', named('Error', { code: 'ECONNREFUSED' })],
  ['a broken pipe', named('Error', { code: 'EPIPE' })],
];

const FAULTS_OF_OURS: [string, Error][] = [
  ['an invalid request', named('ValidationException', { $metadata: { httpStatusCode: 400 } })],
  ['a missing table', named('ResourceNotFoundException', { $metadata: { httpStatusCode: 400 } })],
  ['a missing permission', named('AccessDeniedException', { $metadata: { httpStatusCode: 400 } })],
  ['a mistake in the code', new TypeError('undefined is not a function')],
];

/** Mocks the client of every table. */
const mockDynamo = () => mockClient(DynamoDBDocumentClient);

describe('If the service answers with an error', () => {
  let dynamo: ReturnType<typeof mockDynamo>;
  let table: Table;
  beforeEach(() => {
    dynamo = mockDynamo();
    table = openTable('table');
  });
  afterEach(() => dynamo.restore());

  const committing = (error: Error) => {
    dynamo.on(TransactWriteCommand).rejects(error);
    return commit(table, [put, update]);
  };

  test.each([
    'TransactionConflict',
    'ThrottlingError',
    'ProvisionedThroughputExceeded',
    'RequestLimitExceeded',
  ])('a transaction cancelled by %s alone is contention', async (code) => {
    expect(await committing(cancelledBecause('None', code))).toEqual({ kind: 'contention' });
    expect(await committing(cancelledBecause(code, code))).toEqual({ kind: 'contention' });
  });

  test('a failed condition returns the item that it saw, at the index of its action', async () => {
    const reason = { Code: 'ConditionalCheckFailed', Item: { pk: { S: 'EVENT#e' }, held: { N: '3' } } };
    expect(await committing(cancelledBecause('None', reason))).toEqual({
      kind: 'refused',
      failed: new Map([[1, { pk: 'EVENT#e', held: 3 }]]),
    });
  });

  test('a condition check is sent without a change, and its failure is at its index', async () => {
    const reason = { Code: 'ConditionalCheckFailed', Item: { pk: { S: 'EVENT#e' } } };
    dynamo.on(TransactWriteCommand).rejects(cancelledBecause('None', reason));
    const check = { check: key, when: 'held > :held', values: { ':held': 1 } } satisfies Action;
    expect(await commit(table, [put, check])).toEqual({
      kind: 'refused',
      failed: new Map([[1, { pk: 'EVENT#e' }]]),
    });
    const [call] = dynamo.commandCalls(TransactWriteCommand);
    expect(call?.args[0].input.TransactItems?.[1]).toEqual({
      ConditionCheck: {
        TableName: 'table',
        Key: key,
        ConditionExpression: 'held > :held',
        ExpressionAttributeValues: { ':held': 1 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    });
  });

  test('a failed condition that saw no item differs from one that did not fail', async () => {
    expect(await committing(cancelledBecause('ConditionalCheckFailed', 'None'))).toEqual({
      kind: 'refused',
      failed: new Map([[0, undefined]]),
    });
  });

  test.each(['TransactionConflict', 'ThrottlingError'])(
    'a failed condition beside %s is a refusal that has only the failed conditions',
    async (code) => {
      expect(await committing(cancelledBecause(code, 'ConditionalCheckFailed'))).toEqual({
        kind: 'refused',
        failed: new Map([[1, undefined]]),
      });
    },
  );

  test.each(['ValidationError', 'ItemCollectionSizeLimitExceeded', 'AccessDenied'])(
    'a transaction cancelled by %s is thrown as a programming error',
    async (code) => {
      const error = cancelledBecause('None', code);
      await expect(committing(error)).rejects.toBe(error);
    },
  );

  test('a transaction cancelled without a reason is thrown', async () => {
    const error = cancelledBecause();
    await expect(committing(error)).rejects.toBe(error);
  });

  test.each(THROTTLES)('%s is contention', async (_, error) => {
    expect(await committing(error)).toEqual({ kind: 'contention' });
    dynamo.on(UpdateCommand).rejects(error);
    expect(await write(table, update)).toEqual({ kind: 'contention' });
    dynamo.on(PutCommand).rejects(error);
    expect(await write(table, put)).toEqual({ kind: 'contention' });
  });

  test.each(LOSSES)('after %s the outcome is unknown', async (_, error) => {
    expect(await committing(error)).toEqual({ kind: 'unknown' });
    dynamo.on(UpdateCommand).rejects(error);
    expect(await write(table, update)).toEqual({ kind: 'unknown' });
    dynamo.on(PutCommand).rejects(error);
    expect(await write(table, put)).toEqual({ kind: 'unknown' });
  });

  test.each(FAULTS_OF_OURS)('%s is thrown unchanged', async (_, error) => {
    await expect(committing(error)).rejects.toBe(error);
    dynamo.on(UpdateCommand).rejects(error);
    await expect(write(table, update)).rejects.toBe(error);
    dynamo.on(GetCommand).rejects(error);
    await expect(getItem(table, key)).rejects.toBe(error);
  });

  test('the failed condition of a single write is a refusal', async () => {
    const error = new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: {},
    });
    dynamo.on(UpdateCommand).rejects(error);
    expect(await write(table, update)).toEqual({ kind: 'refused', failed: new Map([[0, undefined]]) });
  });

  test('a transaction is sent once: only the caller knows whether it may be repeated', async () => {
    await committing(cancelledBecause('TransactionConflict'));
    expect(dynamo.commandCalls(TransactWriteCommand)).toHaveLength(1);
  });

  test.each([...THROTTLES, ...LOSSES])('a read that fails by %s throws `Busy`', async (_, error) => {
    dynamo.on(GetCommand).rejects(error);
    await expect(getItem(table, key)).rejects.toBeInstanceOf(Busy);
    await expect(orBusy(Promise.reject(error))).rejects.toMatchObject({ code: 'busy' });
  });

  test('a thrown value that is no error is thrown unchanged', async () => {
    expect(transienceOf('ECONNRESET')).toBeUndefined();
    await expect(orBusy(Promise.reject('ECONNRESET'))).rejects.toBe('ECONNRESET');
    expect(await orBusy(Promise.resolve('fine'))).toBe('fine');
  });

  describe('a batch of reads', () => {
    const keys = Array.from({ length: 5 }, (_, n) => ({ pk: `EVENT#${n}`, sk: 'EVENT' }));
    const asked = () =>
      dynamo
        .commandCalls(BatchGetCommand)
        .map((call) => (call.args[0].input as BatchGetCommand['input']).RequestItems?.['table']);

    test('requests unprocessed keys again, with the same consistency', async () => {
      dynamo
        .on(BatchGetCommand)
        .resolvesOnce({
          Responses: { table: keys.slice(0, 2) },
          UnprocessedKeys: { table: { Keys: keys.slice(2) } },
        })
        .resolves({ Responses: { table: keys.slice(2) } });
      expect(await getItems(table, keys, true)).toEqual(keys);
      expect(asked()).toEqual([
        { Keys: keys, ConsistentRead: true },
        { Keys: keys.slice(2), ConsistentRead: true },
      ]);
    });

    test('without progress throws `Busy` after a limited number of attempts', async () => {
      dynamo.on(BatchGetCommand).resolves({ Responses: {}, UnprocessedKeys: { table: { Keys: keys } } });
      await expect(getItems(table, keys, false)).rejects.toBeInstanceOf(Busy);
      expect(asked().length).toBeLessThanOrEqual(5);
      expect(asked().some((request) => request?.ConsistentRead)).toBe(false);
    });

    test('requests a hundred items at a time', async () => {
      const many = Array.from({ length: 201 }, (_, n) => ({ pk: `EVENT#${n}`, sk: 'EVENT' }));
      dynamo.on(BatchGetCommand).resolves({ Responses: { table: [key] } });
      expect(await getItems(table, many, true)).toEqual([key, key, key]);
      expect(asked().map((request) => request?.Keys?.length)).toEqual([100, 100, 1]);
      expect(asked().flatMap((request) => request?.Keys)).toEqual(many);
    });

    test('of no keys sends no request', async () => {
      expect(await getItems(table, [], true)).toEqual([]);
      expect(asked()).toEqual([]);
    });
  });
});

/** The HTTP status of every rejection by DynamoDB, also of a throttled request. */
const THROTTLED = 400;

describe('A request that leaves the process', () => {
  type Received = { headers: IncomingHttpHeaders; body: Buffer };
  let server: Server;
  let received: Received[] = [];
  let statuses: number[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      const status = statuses.shift() ?? 200;
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(status === THROTTLED ? { __type: 'ThrottlingException' } : {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    delete process.env['AWS_ENDPOINT_URL_DYNAMODB'];
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function receivedFrom(action: Action, ...answers: number[]): Promise<Received[]> {
    received = [];
    statuses = answers;
    await commit(openTable('table'), [action]);
    return received;
  }

  /** Names that break a length counted in characters, or a removal of the token by a search in the text. */
  const NAMES = ['Ada', 'Žofie 🎟️', '","ClientRequestToken":"', ',"ClientRequestToken":"0"}\\'];

  test.each(NAMES)(
    'is a transaction without its token and otherwise complete, with the name %j',
    async (name) => {
      const [request] = await receivedFrom({ put: { ...key, name }, when: IS_NEW });
      const body = JSON.parse(request?.body.toString() ?? '');
      expect(Object.keys(body)).toEqual(['TransactItems']);
      expect(body.TransactItems[0].Put.Item.name).toEqual({ S: name });
      expect(request?.headers['x-amz-target']).toBe('DynamoDB_20120810.TransactWriteItems');
    },
  );

  test.each(NAMES)('has the length and the signed digest of its body, with the name %j', async (name) => {
    const [request] = await receivedFrom({ put: { ...key, name }, when: IS_NEW });
    expect(request?.headers['content-length']).toBe(String(request?.body.length));
    const digest = createHash('sha256')
      .update(request?.body ?? '')
      .digest('hex');
    expect(request?.headers['x-amz-content-sha256']).toBe(digest);
    expect(request?.headers.authorization).toMatch(
      /SignedHeaders=[^,]*\bcontent-length\b[^,]*x-amz-content-sha256/,
    );
  });

  test('keeps its token if it does not go to the embedded engine', async () => {
    const embedded = process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '';
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = embedded.replace('127.0.0.1', 'localhost');
    try {
      const [first, second] = await receivedFrom(put, 500);
      const { ClientRequestToken: token } = JSON.parse(first?.body.toString() ?? '');
      expect(token).toMatch(/^[0-9a-f-]{36}$/);
      expect(second?.body.equals(first?.body ?? Buffer.of())).toBe(true);
    } finally {
      process.env['AWS_ENDPOINT_URL_DYNAMODB'] = embedded;
    }
  });

  test('is the same when the SDK repeats a transaction, also without a token', async () => {
    const [first, second, ...more] = await receivedFrom(put, 500);
    expect(more).toEqual([]);
    expect(second?.body.equals(first?.body ?? Buffer.of())).toBe(true);
    expect(second?.headers['content-length']).toBe(String(first?.body.length));
  });

  test('is repeated twice if it is throttled, after sleeps that fit the retry budget of a booking', async () => {
    const sleeps: number[] = [];
    const { setTimeout } = globalThis;
    const timers = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms: number) => {
      sleeps.push(ms);
      return setTimeout(run, ms);
    }) as typeof setTimeout);
    const chance = jest.spyOn(Math, 'random').mockReturnValue(0.5);
    try {
      received = [];
      statuses = [THROTTLED, THROTTLED, THROTTLED];
      expect(await write(openTable('table'), put)).toEqual({ kind: 'contention' });
      expect(received).toHaveLength(3);
      expect(sleeps).toEqual(expect.arrayContaining([REPEAT_BASE_MS, 2 * REPEAT_BASE_MS]));
    } finally {
      timers.mockRestore();
      chance.mockRestore();
    }
  });

  test('other than a transaction is unchanged', async () => {
    received = [];
    await write(openTable('table'), put);
    expect(JSON.parse(received[0]?.body.toString() ?? '')).toMatchObject({
      TableName: 'table',
      ConditionExpression: IS_NEW,
    });
    expect(received[0]?.headers['content-length']).toBe(String(received[0]?.body.length));
  });
});
