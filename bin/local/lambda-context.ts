/** Provides the part of Lambda's context that the functions read. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** @returns the context of an invocation that begins now. */
export function lambdaContext(timeoutSeconds: number, awsRequestId: string = randomUUID()): Context {
  const endsAt = Date.now() + timeoutSeconds * 1_000;
  return { awsRequestId, getRemainingTimeInMillis: () => endsAt - Date.now() } as Context;
}
