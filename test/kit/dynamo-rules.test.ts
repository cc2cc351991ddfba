/** The rules of `dynamo-rules.ts`: they reject what DynamoDB rejects, and accept valid requests. */
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTable, type Table } from '../../functions/store/table/client.ts';
import { LISTINGS_INDEX, PENDING_WORK_INDEX } from '../../functions/store/table/definition.ts';
import { createTestTable, TABLE_NAME, type TestTable } from './boxoffice.ts';
import { beStrict } from './strict-table.ts';

const key = { pk: 'p', sk: 's' };
const long = 'x'.repeat(1025);

let testTable: TestTable;
let table: Table;
let bare: Table;
beforeAll(async () => {
  testTable = await createTestTable();
  bare = openTable(TABLE_NAME);
  table = beStrict(openTable(TABLE_NAME));
  await bare.client.send(new PutCommand({ TableName: TABLE_NAME, Item: { ...key, kept: 1 } }));
});
afterAll(() => testTable.stop());

const query = (
  KeyConditionExpression: string,
  values: Record<string, unknown>,
  more: Partial<QueryCommandInput> = {},
) =>
  new QueryCommand({
    TableName: TABLE_NAME,
    KeyConditionExpression,
    ExpressionAttributeValues: values,
    ...more,
  });
const update = (UpdateExpression: string, values?: Record<string, unknown>) => ({
  TableName: TABLE_NAME,
  Key: key,
  UpdateExpression,
  ExpressionAttributeValues: values,
});
const transaction = (UpdateExpression: string, values?: Record<string, unknown>) =>
  new TransactWriteCommand({ TransactItems: [{ Update: update(UpdateExpression, values) }] });

const EMPTY = /cannot contain an empty string value/;
const TOO_LONG = /maximum size limit/;
const OUTSIDE = /outside query boundaries/;

/** DynamoDB answers each of these with a ValidationException. */
const REJECTED = {
  'an empty sort key as the lower bound of a query': [
    query('pk = :p AND sk > :s', { ':p': 'p', ':s': '' }),
    EMPTY,
  ],
  'an empty prefix of a sort key': [query('pk = :p AND begins_with(sk, :s)', { ':p': 'p', ':s': '' }), EMPTY],
  'an empty lower bound of BETWEEN': [
    query('pk = :p AND sk BETWEEN :a AND :b', { ':p': 'p', ':a': '', ':b': 'z' }),
    EMPTY,
  ],
  'an empty partition key': [query('pk = :p', { ':p': '' }), EMPTY],
  'an empty key behind a name placeholder': [
    query('pk = :p AND #s > :s', { ':p': 'p', ':s': '' }, { ExpressionAttributeNames: { '#s': 'sk' } }),
    EMPTY,
  ],
  'an empty index key': [
    query('listing = :l AND listingKey > :k', { ':l': 'l', ':k': '' }, { IndexName: LISTINGS_INDEX.name }),
    EMPTY,
  ],
  'a key of another type': [
    query('pk = :p AND sk > :s', { ':p': 'p', ':s': 1 }),
    /does not match schema type/,
  ],
  'a sort key that is too long': [query('pk = :p AND sk = :s', { ':p': 'p', ':s': long }), TOO_LONG],
  'a partition key that is too long': [query('pk = :p', { ':p': long + long }), TOO_LONG],
  'an overlong index key in an item': [
    new PutCommand({
      TableName: TABLE_NAME,
      Item: { ...key, pendingWorkPartition: 'b', pendingWorkKey: long },
    }),
    TOO_LONG,
  ],
  'an overlong index key in an update': [
    new UpdateCommand(update('SET listingKey = :l', { ':l': long })),
    TOO_LONG,
  ],
  'an overlong index key in a transaction': [transaction('SET listingKey = :l', { ':l': long }), TOO_LONG],
  'a start key in another partition': [
    query('pk = :p', { ':p': 'p' }, { ExclusiveStartKey: { pk: 'q', sk: 's' } }),
    OUTSIDE,
  ],
  'an empty start key': [query('pk = :p', { ':p': 'p' }, { ExclusiveStartKey: { pk: 'p', sk: '' } }), EMPTY],
  'an empty map of values in a transaction': [
    transaction('REMOVE gone', {}),
    /ExpressionAttributeValues must not be empty/,
  ],
  'an empty update expression in a transaction': [transaction(' '), /The expression can not be empty/],
  'an attribute that a transaction updates twice': [
    transaction('SET a = if_not_exists(a, :x), b = :x REMOVE a', { ':x': 1 }),
    /Two document paths overlap/,
  ],
} as const;

describe('The rules', () => {
  test.each(Object.entries(REJECTED))(
    'reject %s, which the embedded engine accepts',
    async (_, [request, says]) => {
      await bare.client.send(request as QueryCommand);
      await expect(table.client.send(request as QueryCommand)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringMatching(says),
      });
    },
  );

  test.each([
    query('pk = :p AND sk > :s', { ':p': 'p', ':s': ' ' }),
    query(
      'pk = :p AND sk BETWEEN :a AND :b',
      { ':p': 'p', ':a': 'a', ':b': 'z' },
      { ExclusiveStartKey: key },
    ),
    query(
      'pendingWorkPartition = :b AND begins_with(pendingWorkKey, :k)',
      { ':b': 'b', ':k': 'k' },
      { IndexName: PENDING_WORK_INDEX.name },
    ),
    new GetCommand({ TableName: TABLE_NAME, Key: key }),
    new PutCommand({ TableName: TABLE_NAME, Item: { ...key, note: '', listing: undefined } }),
    new DeleteCommand({ TableName: TABLE_NAME, Key: { pk: 'nobody', sk: 's' } }),
    transaction('SET a = if_not_exists(a, :x), b = list_append(if_not_exists(b, :y), :y) REMOVE c, d', {
      ':x': 1,
      ':y': [],
    }),
  ])('accept valid requests', async (request) => {
    await table.client.send(request as GetCommand);
  });
});
