/** The answer to a request for which the service on one machine has no room: 503 with `Retry-After`. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 as HttpResponse } from 'aws-lambda';
import { commonHeaders } from '../../functions/http/answer-headers.ts';
import { problemResponse } from '../../functions/http/answer-problems.ts';

/** `detail` says what the client should do. */
export function busyAnswer({ requestContext }: APIGatewayProxyEventV2, detail: string): HttpResponse {
  const origin = process.env['PUBLIC_ORIGIN'] ?? '';
  const answer = problemResponse('busy', origin, detail);
  const common = commonHeaders(requestContext.requestId, origin.startsWith('https:'));
  return { ...answer, headers: { ...common, ...answer.headers } };
}
