/**
 * The context of the request, or of the worker's invocation, in progress: for code such as the log that the handler
 * does not pass it to. No rule about tickets may depend on it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export type RequestContext = {
  /** The gateway's id of the request; for a worker, Lambda's id of the invocation. */
  readonly requestId: string;
};

const contexts = new AsyncLocalStorage<RequestContext>();

/** Runs `work` with this context for everything that it calls, at once or later. @returns what `work` returns. */
export function runInRequest<T>(context: RequestContext, work: () => T): T {
  return contexts.run(context, work);
}

/** The context of the caller; undefined outside of a request. */
export function currentRequest(): RequestContext | undefined {
  return contexts.getStore();
}
