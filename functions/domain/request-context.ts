/**
 * What belongs to the request, or to the batch of messages, in progress, for code far from the handler that got it.
 * Nothing that decides about tickets may be read from here.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export type RequestContext = {
  /** The gateway's id of the request; for a worker, Lambda's id of the invocation. */
  readonly requestId: string;
};

const contexts = new AsyncLocalStorage<RequestContext>();

/** Runs `work` so that everything that it calls, now or later, finds this context. @returns what `work` returns. */
export function runInRequest<T>(context: RequestContext, work: () => T): T {
  return contexts.run(context, work);
}

/** Undefined outside of any request. */
export function currentRequest(): RequestContext | undefined {
  return contexts.getStore();
}
