/**
 * Writes log lines: one JSON object each, with its level, its time, the name of the service and the id of the
 * request.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { currentRequest } from '../domain/process/request-context.ts';

type Fields = Record<string, string | number | undefined>;

/** Made for the first line, because most processes never write one. */
let logger: Logger | undefined;

/**
 * Writes a log line. `fields` must contain neither secrets nor personal data. The id of the request is taken
 * from its context and not kept by the logger, because one process on one machine serves many requests.
 */
export function writeLog(level: 'warn' | 'error', message: string, fields: Fields = {}): void {
  logger ??= new Logger({ serviceName: 'boxoffice', logLevel: 'WARN' });
  logger[level](message, { requestId: currentRequest()?.requestId, ...fields });
}
