/** Log lines: one JSON object each, with its level, its time and the request that caused it. */
import { currentRequest } from '../domain/request-context.ts';

type Fields = Record<string, string | number | undefined>;

/** Neither secrets nor personal data belong into `fields`. */
export function writeLog(level: 'warn' | 'error', message: string, fields: Fields = {}): void {
  const { requestId } = currentRequest() ?? {};
  // A simulated process has its own `Date.now`, and the machine's time in a date made without an argument.
  const time = new Date(Date.now()).toISOString();
  console[level](JSON.stringify({ level, time, message, requestId, ...fields }));
}
