/**
 * Sets up the SDK clients, one of each per process. A transient error (throttling, a timeout, a 5xx from the
 * server) becomes Busy after the SDK's bounded retries; any other error is a programming error.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { Busy } from '../domain/model/refusal.ts';
import { currentDeadline } from '../domain/process/request-context.ts';

/** Far above the p99 of a five-item transaction, 93 ms, and of a page of 250 bookings, which is less. */
export const ATTEMPT_TIMEOUT_MS = 700;
/** The first attempt and two retries. */
export const ATTEMPTS = 3;
/**
 * The delay before retry n is random below this × 2ⁿ, as the SDK does it for DynamoDB. It also applies to
 * throttled calls, for which the SDK would wait up to 1 s and then 2 s of a booking's retry budget of 4 s.
 */
export const REPEAT_BASE_MS = 25;

/**
 * The configuration of a client, with a retry strategy of its own. `timeoutMs` bounds the connection and the
 * response separately. It does not bound the wait for one of the SDK's 50 connections.
 */
export const clientConfig = (attempts = ATTEMPTS, timeoutMs = ATTEMPT_TIMEOUT_MS) => ({
  requestHandler: { connectionTimeout: timeoutMs, socketTimeout: timeoutMs },
  retryStrategy: new ConfiguredRetryStrategy(
    attempts,
    (repeat) => Math.random() * REPEAT_BASE_MS * 2 ** repeat,
  ),
});

/** The table as the stores use it: the document client and the table's name. */
export type Table = { client: DynamoDBDocumentClient; name: string };

export function openTable(name: string): Table {
  const dynamo = new DynamoDBClient(clientConfig());
  leaveOutRequestToken(dynamo);
  keepDeadline(dynamo);
  for (const name of UNUSED_MIDDLEWARE) dynamo.middlewareStack.remove(name);
  const client = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  return { client, name };
}

/** Middleware of the SDK that has no use here, removed to save time per call. */
const UNUSED_MIDDLEWARE = ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'];

/** Rejects attempts after the request's deadline, so that the function answers before its own timeout. */
export function keepDeadline({ middlewareStack }: DynamoDBClient | SQSClient): void {
  (middlewareStack as DynamoDBClient['middlewareStack']).add(
    (next) => async (args) => {
      if (Date.now() >= currentDeadline()) throw new OutOfTime();
      return next(args);
    },
    { step: 'finalizeRequest', name: 'keepDeadline', priority: 'low' },
  );
}

/** The request's deadline passed before the attempt started. */
class OutOfTime extends Error {
  override name = 'OutOfTime';
}

const TOKEN_MEMBER = Buffer.from(',"ClientRequestToken":"');
const TOKEN_LENGTH = TOKEN_MEMBER.length + 36 + 1;

/**
 * Removes the random `ClientRequestToken` that the SDK adds to every transaction. It deduplicates for ten
 * minutes only, and only the SDK's retries, because our own retries get another token; conditions and derived
 * ids deduplicate both for good. A local engine that keeps all tokens would become slower with each of them.
 */
function leaveOutRequestToken(dynamo: DynamoDBClient): void {
  dynamo.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const request = args.request as { body?: unknown; headers: Record<string, string> };
        if (commandName === 'TransactWriteItemsCommand' && ArrayBuffer.isView(request.body)) {
          const { buffer, byteOffset, byteLength } = request.body;
          const body = Buffer.from(buffer, byteOffset, byteLength);
          const start = body.lastIndexOf(TOKEN_MEMBER);
          request.body = Buffer.concat([body.subarray(0, start), body.subarray(start + TOKEN_LENGTH)]);
          request.headers['content-length'] = String(byteLength - TOKEN_LENGTH);
        }
        return next(args);
      },
    { step: 'build', name: 'leaveOutRequestToken', priority: 'low' },
  );
}

const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ThrottlingException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

/** `throttled`: the call had no effect. `lost`: the response is missing, so the effect is unknown. */
export type Transience = 'throttled' | 'lost';

/** @returns undefined for an error that is not transient. */
export function transienceOf(error: unknown): Transience | undefined {
  if (!(error instanceof Error)) return undefined;
  if (THROTTLED.has(error.name)) return 'throttled';
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: string };
  const status = $metadata?.httpStatusCode ?? 0;
  const isLost =
    status >= 500 ||
    error instanceof OutOfTime ||
    error.name === 'TimeoutError' ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'].includes(code ?? '');
  return isLost ? 'lost' : undefined;
}

/** Awaits the call. @throws Busy for a transient error; any other error as it is. */
export async function orBusy<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw transienceOf(error) === undefined ? error : new Busy();
  }
}
