/**
 * What stands between API Gateway and a route's own lines: who calls, what they sent, and how the answer and every
 * failure are written. A route parses with its schemas, calls a verb and answers.
 */
import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 as HttpResponse } from 'aws-lambda';
import type * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { BODY_LIMIT_BYTES, IDEMPOTENCY_KEY_LIMIT_CHARACTERS } from '../domain/limits.ts';
import { Refusal, type ValidationFault } from '../domain/refusal.ts';
import type { Actor, ListedUser } from '../domain/user.ts';
import { authenticate, type CallerPorts } from './callers.ts';
import { ID } from './id.ts';
import type { AnswerOf } from './openapi/operations.ts';
import { problemResponse } from './problems.ts';
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
  /** The header that says what the client would rather have. */
  accept: string | undefined;
  /** Where this service is reached, without a slash at the end. */
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
 * The Lambda handler of a route. Schemas that a route does not state accept nothing. The compiler holds what it
 * answers against the route's description.
 */
export function endpoint<Name extends RouteName, Body = undefined, Query = undefined>(
  name: Name,
  { body, query, callers }: Schemas<Body, Query>,
  run: (request: Request<Body, Query>) => Promise<Answer & AnswerOf<Name>>,
) {
  const route: Route = ROUTES[name];
  const handle = async (event: APIGatewayProxyEventV2): Promise<HttpResponse> => {
    const { actor, account, confirm } = await authenticate(event, route, callers);
    const key = readIdempotencyKey(event, route);
    const answer: Answer = await run({
      actor,
      account: account as ListedUser,
      confirmActor: confirm,
      body: (body ? validate(body, readBody(event), toPointer) : undefined) as Body,
      query: (query ? validate(query, event.queryStringParameters ?? {}, String) : undefined) as Query,
      id: (parameter) => readId(event, parameter),
      ...(key !== undefined && { idempotencyKey: key }),
      arrival: event.requestContext.timeEpoch,
      sourceIp: event.requestContext.http.sourceIp,
      accept: event.headers['accept'],
      origin: originOf(event),
    });
    return {
      statusCode: answer.status ?? route.status,
      headers: {
        ...(answer.body !== undefined && { 'content-type': 'application/json' }),
        ...answer.headers,
      },
      ...(answer.body !== undefined && { body: JSON.stringify(answer.body) }),
      ...(answer.text !== undefined && { body: answer.text }),
    };
  };
  return middy({ timeoutEarlyInMillis: 0 }).use(answerProblems(name)).handler(handle);
}

/** Refusals become problems; anything else is logged by its kind alone and answered without a word about it. */
function answerProblems(route: RouteName): MiddlewareObj<APIGatewayProxyEventV2, HttpResponse> {
  return {
    onError: (request) => {
      const { error, event } = request;
      const origin = originOf(event);
      if (error instanceof Refusal) {
        request.response = problemResponse(error.code, origin, error.message, error.extras);
        return;
      }
      const fields = {
        route,
        requestId: event.requestContext.requestId,
        error: error?.name,
        stack: error?.stack && withSourcePlaces(error.stack),
      };
      console.error(JSON.stringify({ level: 'error', message: 'A request failed.', ...fields }));
      request.response = problemResponse('internal-error', origin);
    },
  };
}

/** Where this service is reached, without a slash at the end. */
export function originOf(event: APIGatewayProxyEventV2): string {
  const protocol = event.headers['x-forwarded-proto'] ?? 'https';
  return `${protocol}://${event.headers['host'] ?? event.requestContext.domainName}`;
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
