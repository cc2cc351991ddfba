/**
 * Starts a function as Lambda does on a cold start: its modules are evaluated anew, so its caches are empty,
 * and its handler is called with API Gateway requests. It runs in the test's own process, against the engines
 * that the environment names, so `createTestTable()` or `aService()` must run first.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { ROUTES, type Route, type RouteName } from '../../functions/http/routes.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { holdAgainstDescription } from './description.ts';

/** The parts of a request that a route reads. `path` and `query` are parameters; `body` is sent as JSON. */
export type RouteRequest = {
  path?: Record<string, string>;
  query?: Record<string, string>;
  token?: string;
  accept?: string;
  body?: unknown;
  idempotencyKey?: string;
};

export type ColdProcess = {
  /** The table client of this process, for middleware between its stores and the engine. */
  table: Table;
  /** @throws when the description of the route does not allow the answer. */
  send: (request: RouteRequest) => Promise<ApiAnswer>;
  end: () => void;
};

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

type Modules = { handler: Handler; table: () => Table };
type Code = (require: NodeJS.Require, exports: Partial<Modules>) => void;

const ROOT = path.resolve(import.meta.dirname, '../..');
const ESBUILD = path.join(ROOT, 'node_modules/.bin/esbuild');
const NODE_MODULES = createRequire(import.meta.url);
/** Libraries that all processes of a test share: they are large, and keep no state that matters here. */
const LIBRARIES = ['@aws-sdk/*', '@smithy/*', 'jws', 'zod/mini'];

const bundles = new Map<RouteName, Promise<Code>>();

/** @returns the function of the route as one script, which is evaluated once for each process. */
async function bundle(name: RouteName): Promise<Code> {
  const options = ['--bundle', '--format=cjs', '--platform=node', '--log-level=error'];
  const external = LIBRARIES.map((library) => `--external:${library}`);
  const building = promisify(execFile)(ESBUILD, [...options, ...external], {
    cwd: ROOT,
    maxBuffer: Infinity,
  });
  building.child.stdin?.end(
    `exports.handler = require('./functions/api/${name}.ts').handler;
     exports.table = require('./functions/compose.ts').table;`,
  );
  return new Function('require', 'exports', (await building).stdout) as Code;
}

export async function startColdProcess(name: RouteName): Promise<ColdProcess> {
  process.env['PUBLIC_ORIGIN'] ??= 'http://localhost';
  const made = bundles.get(name) ?? bundle(name);
  bundles.set(name, made);
  const modules: Partial<Modules> = {};
  (await made)(NODE_MODULES, modules);
  const { handler, table } = modules as Modules;
  return {
    table: table(),
    async send(request) {
      const event = toEvent(ROUTES[name], request);
      const result = await handler(event, contextOf(event));
      const answer = toAnswer(result);
      holdAgainstDescription({ method: ROUTES[name].method, path: event.rawPath }, answer);
      return answer;
    },
    end: () => table().client.destroy(),
  };
}

const TIMEOUT_MS = 10_000;

function contextOf({ requestContext: { requestId } }: APIGatewayProxyEventV2): Context {
  const endsAt = Date.now() + TIMEOUT_MS;
  return { awsRequestId: requestId, getRemainingTimeInMillis: () => endsAt - Date.now() } as Context;
}

function toEvent(
  { method, path: template }: Route,
  { path = {}, query, token, accept, body, idempotencyKey }: RouteRequest,
): APIGatewayProxyEventV2 {
  const rawPath = template.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => path[parameter] ?? '');
  const routeKey = `${method} ${template}`;
  const timeEpoch = Date.now();
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      host: 'localhost',
      'x-forwarded-proto': 'http',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(accept !== undefined && { accept }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    ...(query && { queryStringParameters: query }),
    pathParameters: path,
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'localhost',
      domainPrefix: 'test',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: new Date(timeEpoch).toISOString(),
      timeEpoch,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

function toAnswer({
  statusCode = 200,
  headers = {},
  body = '',
}: APIGatewayProxyStructuredResultV2): ApiAnswer {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  const isJson = String(headers['content-type']).includes('json');
  return {
    status: statusCode,
    headers: Object.fromEntries(texts),
    body: isJson ? JSON.parse(body) : body,
    latencyMs: 0,
  };
}
