/**
 * The frame of every route between API Gateway and its handler: it authenticates the caller, validates the
 * input, writes the answer, and turns every failure into a problem. A handler calls one use case and returns
 * its answer.
 */
import middy, { type MiddlewareObj } from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  Context,
  APIGatewayProxyStructuredResultV2 as HttpResponse,
} from 'aws-lambda';
import type * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { ID } from '../domain/model/id.ts';
import { BODY_LIMIT_BYTES, IDEMPOTENCY_KEY_LIMIT_CHARACTERS } from '../domain/model/limits.ts';
import { Refusal, type ValidationFault } from '../domain/model/refusal.ts';
import type { Actor, ListedUser } from '../domain/model/user.ts';
import { runInRequest } from '../domain/process/request-context.ts';
import { accepts } from './accept.ts';
import { cacheHeaders, commonHeaders, joinHeaders } from './answer-headers.ts';
import { authenticate, type CallerPorts } from './authentication.ts';
import { isUnchanged } from './etag.ts';
import { writeLog } from './log.ts';
import type { AnswerOf } from './openapi/operations.ts';
import { problemResponse } from './problems.ts';
import { noRouteAt } from './route-match.ts';
import { ROUTES, type Route, type RouteName } from './routes.ts';
import { withSourcePlaces } from './source-places.ts';

/**
 * A request as its handler gets it. The handler of a route without a role must not read `actor`, and the
 * handler of a route that guests may call must not read `account`.
 */
export type Request<Body, Query> = {
  actor: Actor;
  account: ListedUser;
  /**
   * @returns the actor with the current role. A route with `trustsToken` calls it before it decides by a
   * role.
   */
  confirmActor: () => Promise<Actor>;
  body: Body;
  query: Query;
  /** @returns a path parameter. @throws Refusal `not-found` if it does not have the form of an id. */
  id: (parameter: string) => string;
  idempotencyKey?: string;
  /** When the gateway received the request, ms. */
  arrival: number;
  sourceIp: string;
  method: string;
  path: string;
  /** Whether this is a CORS preflight request. */
  isPreflight: boolean;
  /** The `Accept` header. */
  accept: string | undefined;
  /** Where clients reach this service, without a slash at the end. */
  origin: string;
};

/** `body` is sent as JSON. `text` is sent unchanged, with the content type in `headers`. */
export type Answer = { status?: number; body?: unknown; text?: string; headers?: Record<string, string> };

type Schemas<Body, Query> = {
  body?: z.ZodMiniType<Body>;
  query?: z.ZodMiniType<Query>;
  callers?: CallerPorts;
};

/** The messages for faults. zod/mini has none of its own, so bundles contain those of one language only. */
const { localeError: explain } = en();

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;
/** Matches a lone surrogate, which cannot be stored as text, in JSON: JSON.stringify escapes no others. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/**
 * Makes the `endpoint` function of a service. `publicOrigin` returns the address at which clients reach the
 * service, without a slash at the end. It is called for each request, because a local service learns its port
 * after the handlers were loaded.
 */
export function endpointAt(publicOrigin: () => string) {
  /**
   * Makes the Lambda handler of a route. A route without a schema for its body or query does not get that
   * input. The compiler checks the answers of `run` against the description of the route.
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
        ...requestFields(event),
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

/** The fields of a request that no schema validates. */
function requestFields(event: APIGatewayProxyEventV2) {
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
 * Rejects a path that ends with a slash, and an `Accept` header that allows no media type of the route. It is
 * not documented whether API Gateway matches a path with a slash at its end, so the path is rejected here in
 * any case.
 * @throws Refusal `not-found` or `not-acceptable`.
 */
function refuseAddressAndForm(
  { rawPath, requestContext, headers }: APIGatewayProxyEventV2,
  route: Route,
): void {
  if (rawPath.endsWith('/') && route.path !== '$default')
    throw noRouteAt(requestContext.http.method, rawPath);
  const offered = route.offers ?? (route.status === 204 ? [] : ['application/json']);
  if (accepts(headers['accept'], offered)) return;
  throw new Refusal(
    'not-acceptable',
    `This route answers with ${offered.join(' or ')}. Change the Accept header.`,
  );
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

/**
 * Turns refusals into problems. Any other error is logged with its name and stack, and answered 500 without
 * details.
 */
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

/**
 * Reads the idempotency key. The key of a GET is ignored, because a GET has no effect to repeat.
 * @throws Refusal `validation-failed` for a malformed key.
 */
function readIdempotencyKey(event: APIGatewayProxyEventV2, { method }: Route): string | undefined {
  const key = event.headers['idempotency-key'];
  if (key === undefined || method === 'GET' || method === 'ANY') return undefined;
  if (key.length <= IDEMPOTENCY_KEY_LIMIT_CHARACTERS && PRINTABLE_ASCII.test(key)) return key;
  throw invalid([{ pointer: 'Idempotency-Key', detail: '1 to 64 printable ASCII characters' }]);
}

function readId(event: APIGatewayProxyEventV2, parameter: string): string {
  const id = event.pathParameters?.[parameter] ?? '';
  if (!ID.test(id)) throw new Refusal('not-found', 'Nothing has this id. Check the path.');
  return id;
}

/**
 * @returns the body as JSON; an empty body is the empty object.
 * @throws Refusal `body-too-large`, `unsupported-media-type`, `malformed-json`.
 */
function readBody(event: APIGatewayProxyEventV2): unknown {
  const raw = event.body ?? '';
  const text = event.isBase64Encoded ? Buffer.from(raw, 'base64').toString() : raw;
  if (Buffer.byteLength(text) > BODY_LIMIT_BYTES) {
    throw new Refusal(
      'body-too-large',
      `The body has more than ${BODY_LIMIT_BYTES} bytes. Send a smaller one.`,
    );
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
    // Falls through: a body that cannot be parsed is rejected like one that cannot be stored as text.
  }
  throw new Refusal('malformed-json', 'The body is not valid JSON. Fix it and send it again.');
}

/** @returns the JSON pointer of a value in the body (RFC 6901). */
function toPointer(...path: PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** `name` turns the path of a fault into its pointer. @throws Refusal `validation-failed`. */
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
  return new Refusal('validation-failed', 'Nothing was changed. Fix the fields listed in errors.', {
    errors,
  });
}
