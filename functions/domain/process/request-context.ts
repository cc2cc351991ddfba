/**
 * The context of the current request or worker invocation, for code that does not get it as an argument, such
 * as the log. No rule about tickets may depend on it, except that calls stop at its deadline.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { LAST_CALL_MS } from '../model/limits.ts';

export type RequestContext = {
  /** The gateway's id of the request; in a worker, Lambda's id of the invocation. */
  readonly requestId: string;
  /**
   * No call to the table or the queue begins after this instant (ms), so that the last call ends in the
   * function's time.
   */
  readonly deadline: number;
};

const contexts = new AsyncLocalStorage<RequestContext>();

/** `lambda`: the context that Lambda passed to the handler. `now` in ms. */
export type Invocation = {
  requestId: string;
  lambda: { getRemainingTimeInMillis(): number };
  now: number;
};

/**
 * Runs `work` in the context of this invocation. Everything that it calls, also asynchronously, sees the
 * context.
 * @returns what `work` returns
 */
export function runInRequest<T>({ requestId, lambda, now }: Invocation, work: () => T): T {
  const deadline = now + lambda.getRemainingTimeInMillis() - LAST_CALL_MS;
  return contexts.run({ requestId, deadline }, work);
}

/** @returns the current context; undefined outside a request. */
export function currentRequest(): RequestContext | undefined {
  return contexts.getStore();
}

/** @returns the instant (ms) after which the current request begins no call; infinity outside a request. */
export function currentDeadline(): number {
  return currentRequest()?.deadline ?? Number.POSITIVE_INFINITY;
}
