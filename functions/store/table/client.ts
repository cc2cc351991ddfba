/**
 * Sets up the SDK clients, one of each per process. A transient error (throttling, a timeout, a 5xx from the
 * server) becomes Busy after the SDK's bounded retries; any other error is a programming error.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { HttpRequest } from '@smithy/core/transport';
import { Busy } from '../../domain/model/refusal.ts';
import { currentDeadline } from '../../domain/process/request-context.ts';

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
  leaveOutUnused(dynamo);
  const client = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  return { client, name };
}

const UNUSED_MIDDLEWARE = ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'];

/** Removes the middleware of the SDK that has no use here, to save time per call. */
export function leaveOutUnused({
  middlewareStack,
}: {
  middlewareStack: { remove: (name: string) => boolean };
}): void {
  for (const name of UNUSED_MIDDLEWARE) middlewareStack.remove(name);
}

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

/** The address of the engine that `npm start` and the tests embed; AWS never has it. */
const EMBEDDED_ENGINE_HOST = '127.0.0.1';

/**
 * Removes the `ClientRequestToken` that the SDK adds to every transaction from requests to the embedded engine, which
 * keeps all tokens and becomes slower with each of them. Requests to AWS keep theirs: there it makes the SDK's own
 * retries of a transaction idempotent for ten minutes.
 */
function leaveOutRequestToken(dynamo: DynamoDBClient): void {
  dynamo.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const { request } = args;
        const isEmbedded = HttpRequest.isInstance(request) && request.hostname === EMBEDDED_ENGINE_HOST;
        if (isEmbedded && commandName === 'TransactWriteItemsCommand' && ArrayBuffer.isView(request.body)) {
          const { buffer, byteOffset, byteLength } = request.body;
          const text = Buffer.from(buffer, byteOffset, byteLength).toString();
          const { ClientRequestToken: _token, ...input }: Record<string, unknown> = JSON.parse(text);
          const body = Buffer.from(JSON.stringify(input));
          request.body = body;
          request.headers['content-length'] = String(body.byteLength);
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

/** @returns the HTTP status of the response that the error reports, or 0. */
function statusOf(error: Error): number {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const hasStatus = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
  return hasStatus ? Number(metadata.httpStatusCode) : 0;
}

/** @returns undefined for an error that is not transient. */
export function transienceOf(error: unknown): Transience | undefined {
  if (!(error instanceof Error)) return undefined;
  if (THROTTLED.has(error.name)) return 'throttled';
  const status = statusOf(error);
  const code = 'code' in error ? error.code : undefined;
  const isLost =
    status >= 500 ||
    error instanceof OutOfTime ||
    error.name === 'TimeoutError' ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'].includes(String(code));
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
