/**
 * The context of the request, or of the worker's invocation, in progress: for what the handler does not pass it to,
 * such as the log. No rule about tickets may depend on it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { LAST_CALL_MS } from './limits.ts';

export type RequestContext = {
  /** The gateway's id of the request; for a worker, Lambda's id of the invocation. */
  readonly requestId: string;
  /**
   * No call to the table or the queue begins after this, ms: what has begun by then still ends in the function's time.
   */
  readonly deadline: number;
};

const contexts = new AsyncLocalStorage<RequestContext>();

/** `lambda` is the context that Lambda gave, `now` in ms. */
export type Invocation = {
  requestId: string;
  lambda: { getRemainingTimeInMillis(): number };
  now: number;
};

/**
 * Runs `work` as the request of this invocation, for everything that it calls, at once or later. @returns what `work`
 * returns.
 */
export function runInRequest<T>({ requestId, lambda, now }: Invocation, work: () => T): T {
  const deadline = now + lambda.getRemainingTimeInMillis() - LAST_CALL_MS;
  return contexts.run({ requestId, deadline }, work);
}

/** The context of the caller; undefined outside of a request. */
export function currentRequest(): RequestContext | undefined {
  return contexts.getStore();
}

/** When the current request must have begun its last call, ms; infinite outside of a request. */
export function currentDeadline(): number {
  return currentRequest()?.deadline ?? Number.POSITIVE_INFINITY;
}
