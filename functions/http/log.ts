/** Writes log lines: one JSON object each, with its level, its time and the id of the request. */
import { currentRequest } from '../domain/process/request-context.ts';

type Fields = Record<string, string | number | undefined>;

/** Writes a log line. `fields` must contain neither secrets nor personal data. */
export function writeLog(level: 'warn' | 'error', message: string, fields: Fields = {}): void {
  const { requestId } = currentRequest() ?? {};
  // In a simulated process `Date.now` is virtual, but `new Date()` still reads the machine's clock.
  const time = new Date(Date.now()).toISOString();
  console[level](JSON.stringify({ level, time, message, requestId, ...fields }));
}
