/** Timeouts of calls: a call without an answer is given up soon, and no attempt begins after the request's deadline. */

import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { LAST_CALL_MS } from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { runInRequest } from '../../functions/domain/process/request-context.ts';
import { openQueue } from '../../functions/store/queue.ts';
import {
  ATTEMPT_TIMEOUT_MS,
  ATTEMPTS,
  openTable,
  orBusy,
  type Table,
} from '../../functions/store/table/client.ts';
import { aPassageTo, type Passage } from '../kit/unresponsive.ts';

let nowhere: Passage;

beforeAll(async () => {
  nowhere = await aPassageTo(undefined);
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: nowhere.endpoint,
    AWS_ENDPOINT_URL_SQS: nowhere.endpoint,
  });
});

beforeEach(() => {
  nowhere.stuck.length = 0;
});

afterAll(() => nowhere?.stop());

const read = ({ client }: Table) =>
  orBusy(client.send(new GetCommand({ TableName: 'any', Key: { pk: 'a', sk: 'b' } })));

/** Runs the work in a request whose last call must begin within `ms`. */
const within = <T>(ms: number, work: () => Promise<T>) =>
  runInRequest(
    { requestId: 'one', lambda: { getRemainingTimeInMillis: () => ms + LAST_CALL_MS }, now: Date.now() },
    work,
  );

test('a read without an answer throws `Busy` after three attempts of under a second each', async () => {
  await expect(within(60_000, () => read(openTable('any')))).rejects.toBeInstanceOf(Busy);
  expect(nowhere.stuck).toEqual(Array(ATTEMPTS).fill('GetItem'));
  expect(ATTEMPTS * ATTEMPT_TIMEOUT_MS).toBeLessThan(3_000);
});

test('no attempt begins after the deadline', async () => {
  const isAfterTheFirst = ATTEMPT_TIMEOUT_MS / 2;
  await expect(within(isAfterTheFirst, () => read(openTable('any')))).rejects.toBeInstanceOf(Busy);
  expect(nowhere.stuck).toEqual(['GetItem']);
  await expect(within(0, () => read(openTable('any')))).rejects.toBeInstanceOf(Busy);
  expect(nowhere.stuck).toEqual(['GetItem']);
});

test('negative control: without that guard all attempts are made after the deadline, too', async () => {
  const table = openTable('any');
  table.client.middlewareStack.remove('keepDeadline');
  await expect(within(0, () => read(table))).rejects.toBeInstanceOf(Busy);
  expect(nowhere.stuck).toHaveLength(ATTEMPTS);
});

test('a message without an answer is given up after two attempts, and none begins after the deadline', async () => {
  const queue = openQueue(`${nowhere.endpoint}/queue/any.fifo`);
  await expect(within(60_000, () => queue.send({ eventId: 'e' }, 'same'))).rejects.toBeInstanceOf(Busy);
  expect(nowhere.stuck).toEqual(['SendMessage', 'SendMessage']);
  await expect(within(0, () => queue.send({ eventId: 'e' }, 'same'))).rejects.toBeInstanceOf(Busy);
  expect(nowhere.stuck).toHaveLength(2);
});
