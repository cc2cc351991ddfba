/**
 * What stands between API Gateway and a route's own lines: who calls, what they sent, and how the answer and every
 * failure are written. A route parses with its schemas, calls a verb and answers.
 */
import middy, { type MiddlewareObj } from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  Context,
  APIGatewayProxyStructuredResultV2 as HttpResponse,
} from 'aws-lambda';
import type * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { BODY_LIMIT_BYTES, IDEMPOTENCY_KEY_LIMIT_CHARACTERS } from '../domain/limits.ts';
import { Refusal, type ValidationFault } from '../domain/refusal.ts';
import { runInRequest } from '../domain/request-context.ts';
import type { Actor, ListedUser } from '../domain/user.ts';
import { accepts } from './accept.ts';
import { cacheHeaders, commonHeaders, joinHeaders } from './answer-headers.ts';
import { authenticate, type CallerPorts } from './callers.ts';
import { isUnchanged } from './etag.ts';
import { ID } from './id.ts';
import { writeLog } from './log.ts';
import type { AnswerOf } from './openapi/operations.ts';
import { problemResponse } from './problems.ts';
import { noRouteAt } from './route-match.ts';
import { ROUTES, type Route, type RouteName } from './routes.ts';
import { withSourcePlaces } from './source-places.ts';

/**
 * A request as a route sees it. A route without a role must not read `actor`; a route that guests may call must not read
 * `account`.
 */
export type Request<Body, Query> = {
  actor: Actor;
  account: ListedUser;
  /** The actor with the current role. A route with `trustsToken` needs it before it decides by a role. */
  confirmActor: () => Promise<Actor>;
  body: Body;
  query: Query;
  /** A path parameter that has the form of an id. @throws Refusal `not-found` otherwise. */
  id: (parameter: string) => string;
  idempotencyKey?: string;
  /** When the gateway received the request, ms. */
  arrival: number;
  sourceIp: string;
  method: string;
  path: string;
  /** Whether a browser asks if it may send a request from another origin. */
  isPreflight: boolean;
  /** The `Accept` header. */
  accept: string | undefined;
  /** Where clients reach this service, without a slash at the end. */
  origin: string;
};

/** `body` is sent as JSON; `text` as it stands, with a content type among the headers. */
export type Answer = { status?: number; body?: unknown; text?: string; headers?: Record<string, string> };

type Schemas<Body, Query> = {
  body?: z.ZodMiniType<Body>;
  query?: z.ZodMiniType<Query>;
  callers?: CallerPorts;
};

/** Words a fault. zod/mini has no words of its own, so that bundles carry those of one language alone. */
const { localeError: explain } = en();

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;
/** JSON.stringify escapes a surrogate only when it stands alone, and then it is no text. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/**
 * The frame of all routes of a service. `publicOrigin` returns the address at which clients reach it, without a slash at
 * the end; it is called for each request, since a local service learns its port after the handlers were loaded.
 */
export function endpointAt(publicOrigin: () => string) {
  /**
   * The Lambda handler of a route. Schemas that a route does not state accept nothing. The compiler holds what it
   * answers against the route's description.
   */
  return function endpoint<Name extends RouteName, Body = undefined, Query = undefined>(
    name: Name,
    { body, query, callers }: Schemas<Body, Query>,
    run: (request: Request<Body, Query>) => Promise<Answer & AnswerOf<Name>>,
  ) {
    const route: Route = ROUTES[name];
    const handle = async (event: APIGatewayProxyEventV2): Promise<HttpResponse> => {
      refuseAddressAndForm(event, route);
      const { actor, account, confirm } = await authenticate(event, route, callers);
      const key = readIdempotencyKey(event, route);
      const answer: Answer = await run({
        ...facts(event),
        actor,
        account: account as ListedUser,
        confirmActor: confirm,
        body: (body ? validate(body, readBody(event), toPointer) : undefined) as Body,
        query: (query ? validate(query, event.queryStringParameters ?? {}, String) : undefined) as Query,
        ...(key !== undefined && { idempotencyKey: key }),
        origin: publicOrigin(),
      });
      return toResponse(answer, route, event);
    };
    const framed = middy({ timeoutEarlyInMillis: 0 }).use(answerProblems(name, publicOrigin)).handler(handle);
    return (event: APIGatewayProxyEventV2, context: Context): Promise<HttpResponse> => {
      const { requestId } = event.requestContext;
      return runInRequest({ requestId, lambda: context, now: Date.now() }, async () => {
        const common = commonHeaders(requestId, publicOrigin().startsWith('https:'));
        const response = await framed(event, context);
        return { ...response, headers: joinHeaders(common, response.headers) };
      });
    };
  };
}

/** What a route may need of a request beside what its schemas check. */
function facts(event: APIGatewayProxyEventV2) {
  const { http, timeEpoch } = event.requestContext;
  const { origin, accept } = event.headers;
  return {
    id: (parameter: string) => readId(event, parameter),
    arrival: timeEpoch,
    sourceIp: http.sourceIp,
    method: http.method,
    path: event.rawPath,
    isPreflight:
      http.method === 'OPTIONS' &&
      origin !== undefined &&
      event.headers['access-control-request-method'] !== undefined,
    accept,
  };
}

/**
 * Whether API Gateway matches a path with a slash at its end is not documented, and reports differ. It is refused here,
 * so that the answer is the same either way. @throws Refusal `not-found` or `not-acceptable`.
 */
function refuseAddressAndForm(
  { rawPath, requestContext, headers }: APIGatewayProxyEventV2,
  route: Route,
): void {
  if (rawPath.endsWith('/') && route.path !== '$default')
    throw noRouteAt(requestContext.http.method, rawPath);
  const offered = route.offers ?? (route.status === 204 ? [] : ['application/json']);
  if (accepts(headers['accept'], offered)) return;
  throw new Refusal('not-acceptable', `This route answers in ${offered.join(' or ')}.`);
}

function toResponse(
  { status, body, text, headers = {} }: Answer,
  route: Route,
  request: APIGatewayProxyEventV2,
): HttpResponse {
  const all = {
    ...cacheHeaders(route, request.headers['authorization']),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  };
  if (headers['etag'] !== undefined && isUnchanged(request.headers['if-none-match'], headers['etag'])) {
    const { 'content-type': _type, ...kept } = all;
    return { statusCode: 304, headers: kept };
  }
  return {
    statusCode: status ?? route.status,
    headers: all,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(text !== undefined && { body: text }),
  };
}

/** Refusals become problems; anything else is logged by its kind alone and answered without a word about it. */
function answerProblems(
  route: RouteName,
  publicOrigin: () => string,
): MiddlewareObj<APIGatewayProxyEventV2, HttpResponse> {
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

/** A key means nothing, and is not looked at, where there is no effect to repeat. */
function readIdempotencyKey(event: APIGatewayProxyEventV2, { method }: Route): string | undefined {
  const key = event.headers['idempotency-key'];
  if (key === undefined || method === 'GET' || method === 'ANY') return undefined;
  if (key.length <= IDEMPOTENCY_KEY_LIMIT_CHARACTERS && PRINTABLE_ASCII.test(key)) return key;
  throw invalid([{ pointer: 'Idempotency-Key', detail: '1 to 64 printable ASCII characters' }]);
}

function readId(event: APIGatewayProxyEventV2, parameter: string): string {
  const id = event.pathParameters?.[parameter] ?? '';
  if (!ID.test(id)) throw new Refusal('not-found', 'There is nothing here by that id.');
  return id;
}

/** The body as JSON; none at all is the empty object. */
function readBody(event: APIGatewayProxyEventV2): unknown {
  const raw = event.body ?? '';
  const text = event.isBase64Encoded ? Buffer.from(raw, 'base64').toString() : raw;
  if (Buffer.byteLength(text) > BODY_LIMIT_BYTES) {
    throw new Refusal('body-too-large', `A body may have ${BODY_LIMIT_BYTES} bytes.`);
  }
  if (text === '') return {};
  const mediaType = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new Refusal('unsupported-media-type', 'Send the body with "Content-Type: application/json".');
  }
  try {
    const value: unknown = JSON.parse(text);
    if (!SURROGATE_ESCAPE.test(text) || !SURROGATE_ESCAPE.test(JSON.stringify(value))) return value;
  } catch {
    // Falls through: what cannot be stored as text is no better than what cannot be parsed.
  }
  throw new Refusal('malformed-json', 'The body could not be read as JSON.');
}

/** JSON pointer of a place in the body (RFC 6901). */
function toPointer(...path: PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** `name` turns the path of a fault into its pointer. */
function validate<T>(schema: z.ZodMiniType<T>, input: unknown, name: (...path: PropertyKey[]) => string): T {
  const result = schema.safeParse(input, { error: explain });
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue): ValidationFault[] => {
    if (issue.code !== 'unrecognized_keys') return [{ pointer: name(...issue.path), detail: issue.message }];
    return issue.keys.map((key) => ({ pointer: name(...issue.path, key), detail: 'unknown field' }));
  });
  throw invalid(faults);
}

function invalid(errors: ValidationFault[]): Refusal {
  return new Refusal('validation-failed', 'Nothing was changed. See errors for what to mend.', { errors });
}
