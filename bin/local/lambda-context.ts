/** The part of Lambda's context that the functions read. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

export function lambdaContext(awsRequestId: string = randomUUID()): Context {
  return { awsRequestId } as Context;
}
