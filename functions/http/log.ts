/**
 * Writes log lines: one JSON object each, with its level, its time, the name of the service and the id of the
 * request.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { currentRequest } from '../domain/process/request-context.ts';

type Fields = Record<string, string | number | undefined>;

/** Made for the first line. */
let logger: Logger | undefined;

/** @returns the logger of this process. It reads its level from `LOG_LEVEL`; without it, it writes all but debugging. */
export function theLogger(): Logger {
  logger ??= new Logger({ serviceName: 'boxoffice' });
  return logger;
}

/**
 * Writes a log line. `info`: what was done. `warn`: what somebody should look at if there are many. `error`: what somebody
 * should look at. `fields` must contain neither secrets nor personal data. The id of the request is taken
 * from its context and not kept by the logger, because one process on one machine serves many requests.
 */
export function writeLog(level: 'info' | 'warn' | 'error', message: string, fields: Fields = {}): void {
  theLogger()[level](message, { requestId: currentRequest()?.requestId, ...fields });
}
