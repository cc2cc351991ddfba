/**
 * The log line of an answered request: its route, the ids of what it was about, its outcome, and how long it took. It has
 * no path, query, address or header, because those can have names, addresses and tokens in them.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 as HttpResponse } from 'aws-lambda';
import { ID } from '../domain/model/id.ts';
import type { Actor } from '../domain/model/user.ts';
import { writeLog } from './log.ts';
import type { RouteName } from './routes.ts';

/** The path parameters that are ids of the service's own making. */
const IDS = ['eventId', 'bookingId', 'userId', 'webhookId', 'deliveryId'] as const;

/** `actor`: who asked, if that is known. `ms`: the time in the function. */
export type AnsweredRequest = {
  route: RouteName;
  event: APIGatewayProxyEventV2;
  answer: HttpResponse;
  actor: Actor | undefined;
  ms: number;
};

/** An answer of the service's fault is a warning, because somebody should look at it if there are many. */
export function writeRequestLine({ route, event, answer, actor, ms }: AnsweredRequest): void {
  const { statusCode: status = 200 } = answer;
  const code = status >= 400 ? codeOf(answer) : undefined;
  writeLog(status >= 500 ? 'warn' : 'info', 'A request was answered.', {
    route,
    method: event.requestContext.http.method,
    status,
    code,
    ms: Math.round(ms * 10) / 10,
    ...idsIn(event),
    ...byOf(actor),
  });
}

function idsIn({ pathParameters }: APIGatewayProxyEventV2): Record<string, string> {
  const ids = IDS.map((name) => [name, pathParameters?.[name] ?? ''] as const);
  return Object.fromEntries(ids.filter(([, value]) => ID.test(value)));
}

/** The id of a guest follows from an email address, so it is left out: the booking says enough. */
function byOf(actor: Actor | undefined): { by?: string; role?: string } {
  if (actor === undefined) return {};
  const { userId, role } = actor;
  return role === 'guest' ? { role } : { by: userId, role };
}

/** @returns the code of a problem; undefined for another body, such as a page. */
function codeOf({ headers, body = '' }: HttpResponse): string | undefined {
  if (headers?.['content-type'] !== 'application/problem+json') return undefined;
  const { code }: { code?: string } = JSON.parse(body);
  return code;
}
