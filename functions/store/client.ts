/**
 * The SDK clients: one each per process, set up once. What is transient on the way (throttling, time-outs, a server
 * that is ill) leaves here as Busy after the SDK's own bounded retries; anything else is a programmer's error.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { Busy } from '../domain/refusal.ts';
import { currentDeadline } from '../domain/request-context.ts';

/** Five-item transactions take 93 ms at p99, and a page of 250 bookings less: an attempt beyond this is lost. */
export const ATTEMPT_TIMEOUT_MS = 700;
/** The first call and two more. */
export const ATTEMPTS = 3;
/**
 * The sleep before repeat n of a call is random below this × 2ⁿ, as the SDK does it for DynamoDB, but not where a
 * call was throttled: there it waits up to one second and then two, of the four that a booking is patient for.
 */
export const REPEAT_BASE_MS = 25;

/**
 * What every client is made with, each with an allowance of repeats of its own. An attempt may take so long to connect
 * and so long again for its answer; it may wait for a free connection before, of which the SDK opens fifty.
 */
export const clientConfig = (attempts = ATTEMPTS, timeoutMs = ATTEMPT_TIMEOUT_MS) => ({
  requestHandler: { connectionTimeout: timeoutMs, socketTimeout: timeoutMs },
  retryStrategy: new ConfiguredRetryStrategy(
    attempts,
    (repeat) => Math.random() * REPEAT_BASE_MS * 2 ** repeat,
  ),
});

/** The table as the stores see it: the document client and the table's name. */
export type Table = { client: DynamoDBDocumentClient; name: string };

export function openTable(name: string): Table {
  const dynamo = new DynamoDBClient(clientConfig());
  leaveOutRequestToken(dynamo);
  keepDeadline(dynamo);
  for (const name of UNUSED_MIDDLEWARE) dynamo.middlewareStack.remove(name);
  const client = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  return { client, name };
}

/** Steps of the SDK that prepare what nobody here reads: a log of every call, and long names of the client. */
const UNUSED_MIDDLEWARE = ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'];

/** No attempt begins after the request's deadline, so that the function lives to answer. */
export function keepDeadline({ middlewareStack }: DynamoDBClient | SQSClient): void {
  (middlewareStack as DynamoDBClient['middlewareStack']).add(
    (next) => async (args) => {
      if (Date.now() >= currentDeadline()) throw new OutOfTime();
      return next(args);
    },
    { step: 'finalizeRequest', name: 'keepDeadline', priority: 'low' },
  );
}

class OutOfTime extends Error {
  override name = 'OutOfTime';
}

const TOKEN_MEMBER = Buffer.from(',"ClientRequestToken":"');
const TOKEN_LENGTH = TOKEN_MEMBER.length + 36 + 1;

/**
 * The SDK adds a random token to every transaction. It guards ten minutes only, and not against our own repeats,
 * which carry another token: conditions and derived ids do that for good. An engine that keeps all tokens slows
 * down with them, so the token is left out.
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

/** `throttled`: certainly without effect. `lost`: the answer never came, so the effect is unknown. */
export type Transience = 'throttled' | 'lost';

/** Undefined: not transient. */
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

/** Lets what is transient leave as Busy. */
export async function orBusy<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw transienceOf(error) === undefined ? error : new Busy();
  }
}
