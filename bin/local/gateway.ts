/**
 * API Gateway on one machine: an HTTP server that converts each request to an HTTP API request in
 * payload format 2.0, calls the deployed handler of the matching route, and sends its answer.
 */
import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { API_TIMEOUT_SECONDS } from '../../functions/domain/model/limits.ts';
import { runInRequest } from '../../functions/domain/process/request-context.ts';
import { commonHeaders } from '../../functions/http/answer-headers.ts';
import { writeLog } from '../../functions/http/log.ts';
import { matchSegments } from '../../functions/http/route-match.ts';
import { methodsOf, ROUTES, type Route, type RouteName } from '../../functions/http/routes.ts';
import { sourceOf } from '../../functions/http/source-address.ts';
import { INDEX_PATH, WIDGET_ROUTE, WIDGET_ROUTE_HEADERS } from '../../web/serving.ts';
import { AnswerPace, OTHERS_PER_SECOND, REFUSALS_PER_SECOND } from './answer-pace.ts';
import { busyAnswer } from './busy-answer.ts';
import { boundConnections, CONNECTION_LIMITS, timeoutOptions } from './connections.ts';
import { withCors } from './cors.ts';
import { FairTurns } from './fair-turns.ts';
import { readBody, readTarget, toEvent } from './gateway-event.ts';
import { lambdaContext } from './lambda-context.ts';
import type { PageServer } from './page-server.ts';
import { LOOPBACK } from './ports.ts';
import type { IsTrusted } from './trusted-proxies.ts';
import { asksForUpdates, openUpdates } from './update-route.ts';
import type { UpdateStreams } from './update-streams.ts';

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;
type Target = { name: RouteName; route: Route; segments: string[]; handler: Handler };
type Match = {
  name: RouteName;
  routeKey: string;
  pathParameters: Record<string, string>;
  handler: Handler;
};

/**
 * `updates`: the streams that it holds open, if the service sends updates. `isTrusted`: whose `X-Forwarded-For` is believed.
 * `page`: answers requests for the page, if it is served.
 */
type Gateway = {
  targets: Target[];
  corsOrigins: readonly string[];
  updates: UpdateStreams | undefined;
  turns: FairTurns;
  paces: { refusals: AnswerPace; others: AnswerPace };
  isTrusted: IsTrusted;
  page: PageServer | undefined;
};

/** The status for an error code of Node's HTTP parser; 400 for any other code. */
const UNREADABLE_STATUS: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Statuses whose answers have no body and no `Content-Length`. */
const BODILESS = new Set([204, 304]);

/** Statuses of answers that a client can get as often as it asks: not logged in, too many requests, no room for more. */
const REFUSALS = new Set([401, 429, 503]);
const WIDGET_ROUTE_KEYS = new Set(WIDGET_ROUTE.methods.map((method) => `${method} ${WIDGET_ROUTE.path}`));
/** The route of requests that no other route takes. */
const UNKNOWN: RouteName = 'answer-unknown';

async function loadTargets(): Promise<Target[]> {
  const routes = Object.entries(ROUTES) as [RouteName, Route][];
  const targets = routes.map(async ([name, route]) => {
    const { handler } = (await import(`../../functions/api/${name}.ts`)) as { handler: Handler };
    return { name, route, segments: route.path.split('/'), handler };
  });
  return Promise.all(targets);
}

function findTarget(targets: Target[], method: string, path: string): Match {
  const segments = path.split('/');
  for (const { name, route, segments: pattern, handler } of targets) {
    if (!methodsOf(route).some((taken) => taken === method)) continue;
    const pathParameters = matchSegments(pattern, segments);
    if (pathParameters !== undefined)
      return { name, routeKey: `${method} ${route.path}`, pathParameters, handler };
  }
  const fallback = targets.find(({ route }) => route.path === '$default');
  if (fallback === undefined) throw new Error('There is no default route.');
  return { name: fallback.name, routeKey: '$default', pathParameters: {}, handler: fallback.handler };
}

const sourceIn = (event: APIGatewayProxyEventV2) => sourceOf(event.requestContext.http.sourceIp);

/** @returns what `work` makes of the request when its client has a turn, or 503 if too many requests of the client wait. */
async function inTurn<Result>(
  { turns }: Gateway,
  event: APIGatewayProxyEventV2,
  work: () => Promise<Result>,
): Promise<Result | APIGatewayProxyStructuredResultV2> {
  const result = await turns.take(sourceIn(event), work);
  return result === 'full'
    ? busyAnswer(event, 'Too many of your requests wait. Send fewer at a time.')
    : result;
}

/** @returns the answer of the function, or API Gateway's generic 500 if the function throws. */
async function invoke(
  handler: Handler,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { requestId } = event.requestContext;
  const context = lambdaContext(API_TIMEOUT_SECONDS, requestId);
  try {
    return await handler(event, context);
  } catch (error) {
    runInRequest({ requestId, lambda: context, now: Date.now() }, () =>
      writeLog('error', 'A function threw an error; the request was answered 500.', { error: String(error) }),
    );
    return {
      statusCode: 500,
      headers: { ...commonHeaders(requestId, false), 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'Internal Server Error' }),
    };
  }
}

/** `onHeld` is called when the answer is held back. */
async function answer(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  onHeld: () => void,
): Promise<void> {
  const { targets, corsOrigins, updates, isTrusted } = gateway;
  const body = await readBody(request, response);
  if (body === undefined) return;
  const target = readTarget(request.url);
  const match = findTarget(targets, request.method ?? 'GET', target.rawPath);
  const event = toEvent(request, target, match, body.text, isTrusted);
  const readIndex = (locale: string) => invokeRoute(gateway, 'read-index', indexRequest(event, locale));
  const answerPage = gateway.page?.(request, response, target, readIndex);
  const isForWidget = gateway.page !== undefined && WIDGET_ROUTE_KEYS.has(match.routeKey);
  const addCors = (headers: Record<string, string>) => ({
    ...(isForWidget && WIDGET_ROUTE_HEADERS),
    ...withCors(corsOrigins, request, headers),
  });
  const serve = async () => {
    if (answerPage !== undefined) {
      await gateway.paces.others.untilDue(sourceIn(event), onHeld);
      return inTurn(gateway, event, answerPage);
    }
    // Before it is made, because a held answer takes memory.
    if (isUncounted(match.name)) await gateway.paces.others.untilDue(sourceIn(event), onHeld);
    const isStream = updates !== undefined && asksForUpdates(match.name, event);
    if (!isStream) return inTurn(gateway, event, () => invoke(match.handler, event));
    // Later reads take no turn: they are few at a time, and one in a long queue would keep those of others waiting.
    const readBooking = (read: APIGatewayProxyEventV2) => invokeRoute(gateway, 'read-booking', read);
    return inTurn(gateway, event, () => openUpdates(updates, event, response, readBooking, addCors));
  };
  const result = await serve();
  if (result === undefined) return;
  const { statusCode = 200, headers = {} } = result;
  const { refusals, others } = gateway.paces;
  const isUnknown = match.name === UNKNOWN;
  const isRefusal = REFUSALS.has(statusCode) || (isUnknown && statusCode >= 400);
  if (isRefusal || isUnknown) await (isRefusal ? refusals : others).untilDue(sourceIn(event), onHeld);
  const payload = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  if (isUncounted(match.name)) others.countSize(sourceIn(event), payload.length);
  response.writeHead(statusCode, {
    ...addCors(headers as Record<string, string>),
    ...(!BODILESS.has(statusCode) && { 'content-length': payload.length }),
  });
  response.end(request.method === 'HEAD' ? undefined : payload);
}

/** Whether no rate limit counts the answers of the route. Those of `UNKNOWN` have a pace of their own. */
function isUncounted(name: RouteName): boolean {
  const { limits, role }: Route = ROUTES[name];
  return name !== UNKNOWN && limits === undefined && role === undefined;
}

function invokeRoute(gateway: Gateway, route: RouteName, event: APIGatewayProxyEventV2) {
  const target = gateway.targets.find(({ name }) => name === route);
  if (target === undefined) throw new Error(`There is no route ${route}.`);
  return invoke(target.handler, event);
}

/** @returns the request that CloudFront would send for the index: without what the client sent, because others get the answer. */
function indexRequest(event: APIGatewayProxyEventV2, locale: string): APIGatewayProxyEventV2 {
  const { requestContext } = event;
  return {
    ...event,
    routeKey: `GET ${INDEX_PATH}`,
    rawPath: INDEX_PATH,
    rawQueryString: `locale=${locale}`,
    queryStringParameters: { locale },
    headers: {},
    requestContext: { ...requestContext, http: { ...requestContext.http, method: 'GET', path: INDEX_PATH } },
  };
}

/** Answers input that is not valid HTTP, and requests that arrive too slowly, and closes the connection. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = UNREADABLE_STATUS[error.code ?? ''] ?? 400;
  const headers = { ...commonHeaders(randomUUID(), false), connection: 'close', 'content-length': '0' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`);
}

/**
 * `host`: the address that it listens on; loopback by default. `updates`: the streams that it holds open, if the service sends
 * updates. `limits`: of its clients' connections. `isTrusted`: whose `X-Forwarded-For` is believed. `page`: answers requests for
 * the page, if it is served.
 */
export type GatewayOptions = {
  host?: string;
  updates?: UpdateStreams | undefined;
  limits?: typeof CONNECTION_LIMITS;
  isTrusted?: IsTrusted;
  page?: PageServer | undefined;
};

/** Web pages of `corsOrigins` may call the API; `*` allows any origin. @throws when the port is in use. */
export async function startGateway(
  port: number,
  corsOrigins: readonly string[],
  {
    host = LOOPBACK,
    updates,
    limits = CONNECTION_LIMITS,
    isTrusted = () => false,
    page,
  }: GatewayOptions = {},
): Promise<Server> {
  const targets = await loadTargets();
  const gateway = {
    targets,
    corsOrigins,
    updates,
    turns: new FairTurns(),
    paces: { refusals: new AnswerPace(REFUSALS_PER_SECOND), others: new AnswerPace(OTHERS_PER_SECOND) },
    isTrusted,
    page,
  };
  const server = createServer(timeoutOptions(limits));
  boundConnections(server, limits, (request, response, onHeld) => {
    answer(gateway, request, response, onHeld).catch((error: unknown) => {
      writeLog('error', 'The gateway failed to handle a request; its connection was closed.', {
        error: String(error),
      });
      response.destroy();
    });
  });
  server.on('clientError', refuseUnreadable);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}
