/**
 * The frame of every route between API Gateway and its handler, as a chain of middlewares: each reads one
 * part of the request or writes one part of the answer. A handler calls one use case and returns its answer.
 */
import middy, { type MiddlewareObj } from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  Context,
  APIGatewayProxyStructuredResultV2 as HttpResponse,
} from 'aws-lambda';
import type * as z from 'zod/mini';
import { ID } from '../domain/model/id.ts';
import { ARRIVAL_AGE_MS } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import type { Actor } from '../domain/model/user.ts';
import { runInRequest } from '../domain/process/request-context.ts';
import { answerHeaders } from './answer-headers.ts';
import { answerProblems } from './answer-problems.ts';
import { authentication, type CallerOf, type CallerPorts } from './authentication.ts';
import { jsonBody } from './body.ts';
import { notModified } from './etag.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { AnswerOf } from './openapi/operations.ts';
import type { RouteLimiter } from './rate-limiting.ts';
import { requestForm } from './request-form.ts';
import { writeRequestLine } from './request-line.ts';
import { isOfOwnAccounts, ROUTES, type Route, type RouteName } from './routes.ts';
import { bodyValidation, queryValidation } from './validation.ts';
import { withViewerAddress } from './viewer-address.ts';

const TICKET_NUMBER = /^[1-9]\d{0,2}$/;

/** A middleware of the frame. `Fields` are what it reads from the context or adds to it. */
export type FrameMiddleware<Fields extends object = object> = MiddlewareObj<
  APIGatewayProxyEventV2,
  HttpResponse,
  Error,
  Context & Fields
>;

/** What the middlewares read from the request: the key, the valid input, and what is known of the caller. */
type ReadInput<Body, Query> = { idempotencyKey?: string; body: Body; query: Query };

/** A request as the handler of the route gets it. */
type Request<Name extends RouteName, Body, Query> = RequestFields & ReadInput<Body, Query> & CallerOf<Name>;

type RequestFields = {
  /** @returns a path parameter. @throws Refusal `not-found` if it does not have the form of an id. */
  id: (parameter: string) => string;
  /** @returns the path parameter `number`. @throws Refusal `not-found` if no ticket can have this number. */
  number: () => number;
  /** The path parameter `file`. */
  file: string;
  /** When the gateway received the request, ms. Whoever sends the body late is not earlier for having sent the headers. */
  arrival: number;
  sourceIp: string;
  method: string;
  path: string;
  /** Whether this is a CORS preflight request. */
  isPreflight: boolean;
  /** The `Accept` header. */
  accept: string | undefined;
  /** The `If-Match` header. */
  ifMatch: string | undefined;
  /** The `Accept-Encoding` header. */
  acceptEncoding: string | undefined;
  /** The `Accept-Language` header. */
  acceptLanguage: string | undefined;
  /** The `User-Agent` header. */
  userAgent: string | undefined;
  /** Where clients reach this service, without a slash at the end. */
  origin: string;
};

/**
 * `body` is sent as JSON. `text` and `file` are sent unchanged, with the content type in `headers`.
 */
type Answer = {
  status?: number;
  body?: unknown;
  text?: string;
  file?: Buffer;
  headers?: Record<string, string>;
};

/**
 * A route without a schema for its body or query does not get that input. `limiter`: undefined while rate limits are off.
 */
type Inputs<Name extends RouteName, Body, Query> = {
  body?: z.ZodMiniType<Body>;
  /** JSON pointers to fields that `body` lacks because they cannot be changed. */
  fixedFields?: readonly string[];
  query?: z.ZodMiniType<Query>;
} & ((typeof ROUTES)[Name] extends { role: string } ? { callers: CallerPorts } : { callers?: never }) &
  ((typeof ROUTES)[Name] extends { limits: readonly string[] }
    ? { limiter: RouteLimiter | undefined }
    : { limiter?: never });

/**
 * Lambda passes its own context, and the middlewares add fields to it before the handler runs. As a method,
 * the handler with these fields may stand for one that takes Lambda's context.
 */
type Framed = { handle(event: APIGatewayProxyEventV2, context: Context): Promise<HttpResponse> };

/**
 * Makes the `endpoint` function of a service. `publicOrigin` returns the address at which clients reach the
 * service, without a slash at the end. It is called for each request, because a local service learns its port
 * after the handlers were loaded. `areAccountsElsewhere`: another issuer keeps the accounts. `distributionSecret`: proves that a
 * request came through the operator's distribution; undefined without one.
 */
export function endpointAt(
  publicOrigin: () => string,
  areAccountsElsewhere: () => boolean,
  distributionSecret: () => string | undefined = () => undefined,
) {
  /**
   * Makes the Lambda handler of a route. The compiler checks the answers of `run` against the description of
   * the route.
   */
  return function endpoint<Name extends RouteName, Body = undefined, Query = undefined>(
    name: Name,
    { body, fixedFields, query, callers, limiter }: Inputs<Name, Body, Query>,
    run: (request: Request<Name, NoInfer<Body>, NoInfer<Query>>) => Promise<Answer & AnswerOf<Name>>,
  ) {
    const route: Route = ROUTES[name];
    const chain = middy<
      APIGatewayProxyEventV2,
      HttpResponse,
      Error,
      Context & ReadInput<Body, Query> & { caller: CallerOf<Name> }
    >({ timeoutEarlyInMillis: 0 });
    chain.use(answerHeaders(route, publicOrigin));
    chain.use(answerProblems(name, publicOrigin));
    chain.use(notModified(route));
    chain.use(requestForm(route));
    if (areAccountsElsewhere() && isOfOwnAccounts(name)) chain.use(ACCOUNTS_ELSEWHERE);
    if (callers) chain.use(authentication(route, callers));
    if (limiter) chain.use(limiter(route));
    chain.use(idempotencyKey(route));
    if (body) chain.use(jsonBody()).use(bodyValidation(body, fixedFields));
    if (query) chain.use(queryValidation(query));
    const framed: Framed = {
      handle: chain.handler(async (event, { caller, idempotencyKey: key, body: valid, query: asked }) => {
        const read = { ...(key !== undefined && { idempotencyKey: key }), body: valid, query: asked };
        const fields = { ...requestFields(event), origin: publicOrigin() };
        return toResponse(await run({ ...fields, ...read, ...caller }), route);
      }),
    };
    return (received: APIGatewayProxyEventV2, context: Context): Promise<HttpResponse> => {
      const event = withViewerAddress(received, distributionSecret());
      const { requestId } = event.requestContext;
      return runInRequest({ requestId, lambda: context, now: Date.now() }, async () => {
        const began = performance.now();
        const seen: Context & { caller?: { actor: Actor } } = context;
        const answer = await framed.handle(event, context);
        const actor = seen.caller?.actor;
        writeRequestLine({ route: name, event, answer, actor, ms: performance.now() - began });
        return answer;
      });
    };
  };
}

/** Refuses what concerns accounts that this service does not keep. */
const ACCOUNTS_ELSEWHERE: FrameMiddleware = {
  before: () => {
    throw new Refusal('accounts-elsewhere', 'Another issuer keeps the accounts. Log in there.');
  },
};

/** The fields of a request that no middleware validates. */
function requestFields(event: APIGatewayProxyEventV2): Omit<RequestFields, 'origin'> {
  const { http, timeEpoch } = event.requestContext;
  const { origin, accept, 'if-match': ifMatch } = event.headers;
  const { 'accept-encoding': acceptEncoding, 'accept-language': acceptLanguage } = event.headers;
  return {
    userAgent: event.headers['user-agent'],
    id: (parameter) => readId(event, parameter),
    number: () => readNumber(event),
    file: event.pathParameters?.['file'] ?? '',
    arrival: Math.max(timeEpoch, Date.now() - ARRIVAL_AGE_MS),
    sourceIp: http.sourceIp,
    method: http.method,
    path: event.rawPath,
    isPreflight:
      http.method === 'OPTIONS' &&
      origin !== undefined &&
      event.headers['access-control-request-method'] !== undefined,
    accept,
    ifMatch,
    acceptEncoding,
    acceptLanguage,
  };
}

function readId(event: APIGatewayProxyEventV2, parameter: string): string {
  const id = event.pathParameters?.[parameter] ?? '';
  if (!ID.test(id)) throw new Refusal('not-found', 'Nothing has this id. Check the path.');
  return id;
}

/** As written in ticket codes, without a zero at its front, so that a ticket has one path. */
function readNumber(event: APIGatewayProxyEventV2): number {
  const number = event.pathParameters?.['number'] ?? '';
  if (!TICKET_NUMBER.test(number))
    throw new Refusal('not-found', 'No ticket has this number. Check the path.');
  return Number(number);
}

function toResponse({ status, body, text, file, headers }: Answer, route: Route): HttpResponse {
  return {
    statusCode: status ?? route.status,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(text !== undefined && { body: text }),
    ...(file !== undefined && { body: file.toString('base64'), isBase64Encoded: true }),
  };
}
