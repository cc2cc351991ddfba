/**
 * API Gateway on one machine: an HTTP server on loopback that turns each request into an HTTP API event (payload
 * format 2.0) for the deployed handler of the matching route, and its answer back into a response.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { ROUTES, type Route } from '../../functions/http/routes.ts';

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;
type Target = { route: Route; segments: string[]; handler: Handler };
type Match = { target: Target; pathParameters: Record<string, string> };

/** API Gateway's own bound on a request. */
const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

async function loadTargets(): Promise<Target[]> {
  const targets = Object.entries(ROUTES).map(async ([name, route]) => {
    const { handler } = (await import(`../../functions/api/${name}.ts`)) as { handler: Handler };
    return { route, segments: route.path.split('/'), handler };
  });
  return Promise.all(targets);
}

function matchSegments(pattern: string[], path: string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const actual = path[index] ?? '';
    if (segment.startsWith('{')) parameters[segment.slice(1, -1)] = decode(actual);
    else if (segment !== actual) return undefined;
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function findTarget(targets: Target[], method: string, path: string): Match {
  const segments = path.split('/');
  for (const target of targets) {
    if (target.route.method !== method) continue;
    const pathParameters = matchSegments(target.segments, segments);
    if (pathParameters !== undefined) return { target, pathParameters };
  }
  const fallback = targets.find((target) => target.route.path === '$default');
  if (fallback === undefined) throw new Error('There is no default route.');
  return { target: fallback, pathParameters: {} };
}

function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= PAYLOAD_LIMIT_BYTES) chunks.push(chunk);
    });
    request.once('end', () => resolve(size === 0 ? undefined : Buffer.concat(chunks).toString('utf8')));
    request.once('error', reject);
  });
}

function joinHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const joined = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : value,
  ]);
  return { ...Object.fromEntries(joined), 'x-forwarded-proto': 'http' };
}

function joinQuery(search: URLSearchParams): Record<string, string> | undefined {
  const names = [...new Set(search.keys())];
  return names.length === 0
    ? undefined
    : Object.fromEntries(names.map((name) => [name, search.getAll(name).join(',')]));
}

function toEvent(
  request: IncomingMessage,
  target: { rawPath: string; rawQueryString: string },
  match: Match,
  body: string | undefined,
): APIGatewayProxyEventV2 {
  const method = request.method ?? 'GET';
  const { route } = match.target;
  const routeKey = route.path === '$default' ? '$default' : `${route.method} ${route.path}`;
  const queryStringParameters = joinQuery(new URLSearchParams(target.rawQueryString));
  const timeEpoch = Date.now();
  return {
    version: '2.0',
    routeKey,
    rawPath: target.rawPath,
    rawQueryString: target.rawQueryString,
    headers: joinHeaders(request.headers),
    ...(queryStringParameters && { queryStringParameters }),
    pathParameters: match.pathParameters,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: request.headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method,
        path: target.rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: new Date(timeEpoch).toISOString(),
      timeEpoch,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
}

async function answer(targets: Target[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
  const match = findTarget(targets, request.method ?? 'GET', rawPath);
  const event = toEvent(request, { rawPath, rawQueryString: rest.join('?') }, match, await readBody(request));
  const context = { awsRequestId: event.requestContext.requestId } as Context;
  const result = await match.target.handler(event, context);
  const payload = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  response.writeHead(result.statusCode ?? 200, {
    ...(result.headers as Record<string, string>),
    'content-length': payload.length,
  });
  response.end(request.method === 'HEAD' ? undefined : payload);
}

/** Listens on loopback only. @throws when the port is taken. */
export async function startGateway(port: number): Promise<Server> {
  const targets = await loadTargets();
  const server = createServer((request, response) => {
    answer(targets, request, response).catch((error: unknown) => {
      console.error(
        JSON.stringify({ level: 'error', message: 'A request broke the gateway.', error: String(error) }),
      );
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
