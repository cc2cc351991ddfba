/** Turns every error of a request into a problem (RFC 9457). */
import type { APIGatewayProxyStructuredResultV2 as HttpResponse } from 'aws-lambda';
import { RETRY_AFTER_SECONDS } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import type { FrameMiddleware } from './endpoint.ts';
import { writeLog } from './log.ts';
import { PROBLEMS, type ProblemCode } from './problems.ts';
import type { RouteName } from './routes.ts';
import { withSourcePlaces } from './source-places.ts';

/**
 * Answers refusals as problems. Any other error is logged with its name and stack, and answered 500 without
 * details.
 */
export function answerProblems(route: RouteName, publicOrigin: () => string): FrameMiddleware {
  return {
    onError: (request) => {
      const { error } = request;
      if (error instanceof Refusal) {
        request.response = problemResponse(error.code, publicOrigin(), error.message, error.extras);
        return;
      }
      const fields = { route, error: error?.name, stack: error?.stack && withSourcePlaces(error.stack) };
      writeLog('error', 'A request failed.', fields);
      request.response = problemResponse('internal-error', publicOrigin());
    },
  };
}

/**
 * Builds the answer for a problem. `origin` is the address of the service; the `type` of a problem links to
 * its section of the documentation there.
 */
export function problemResponse(
  code: ProblemCode,
  origin: string,
  detail?: string,
  extras: Refusal['extras'] = {},
): HttpResponse {
  const { status, title } = PROBLEMS[code];
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...((status === 503 || status === 429) && {
        'retry-after': String(extras.retryAfterSeconds ?? RETRY_AFTER_SECONDS),
      }),
    },
    body: JSON.stringify({
      type: `${origin}/docs#${code}`,
      title,
      status,
      code,
      ...(detail && { detail }),
      ...extras,
    }),
  };
}
