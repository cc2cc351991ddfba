/** The address of a client behind CloudFront, which is believed from the operator's distribution alone. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { endpointAt } from '../../functions/http/endpoint.ts';
import type { RouteLimiter } from '../../functions/http/rate-limiting.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import { withViewerAddress } from '../../functions/http/viewer-address.ts';

const EDGE = '192.0.2.1';
const SECRET = 'a secret of the distribution';

function sourceOf(headers: Record<string, string>, secret: string | undefined): string {
  const event = { headers, requestContext: { http: { sourceIp: EDGE, method: 'GET' }, requestId: 'a' } };
  const seen = withViewerAddress(event as unknown as APIGatewayProxyEventV2, secret);
  expect(seen).toEqual({
    ...event,
    requestContext: { ...event.requestContext, http: { method: 'GET', sourceIp: expect.any(String) } },
  });
  return seen.requestContext.http.sourceIp;
}

const through = (viewer: string, secret = SECRET) => ({
  'x-origin-verify': secret,
  'x-viewer-address': viewer,
});

test.each([
  ['198.51.100.10', '198.51.100.10'],
  ['2001:db8:1:2::7', '2001:db8:1:2::7'],
  ['198.51.100.10:46532', EDGE],
  ['ada', EDGE],
  ['198.51.100.10, 198.51.100.11', EDGE],
  ['', EDGE],
])('of a request through the distribution, %j is counted as %j', (viewer, source) => {
  expect(sourceOf(through(viewer), SECRET)).toBe(source);
});

test.each<[string, Record<string, string>, string | undefined]>([
  ['has no secret', { 'x-viewer-address': '198.51.100.10' }, SECRET],
  ['has another secret', through('198.51.100.10', 'a guess'), SECRET],
  ['has an empty secret, where none is set', through('198.51.100.10', ''), ''],
  ['has a secret, where none is set', through('198.51.100.10'), undefined],
  ['says nothing of the client', { 'x-origin-verify': SECRET }, SECRET],
  ['has X-Forwarded-For alone', { 'x-origin-verify': SECRET, 'x-forwarded-for': '198.51.100.10' }, SECRET],
])('a request that %s is counted by its connection', (_what, headers, secret) => {
  expect(sourceOf(headers, secret)).toBe(EDGE);
});

test('a handler, and what counts requests before it, see the address of the client', async () => {
  const seen: string[] = [];
  const behind = endpointAt(
    () => 'https://tickets.example',
    () => false,
    () => SECRET,
  );
  const limiter: RouteLimiter = () => ({
    before: ({ event }) => {
      seen.push(event.requestContext.http.sourceIp);
    },
  });
  const handler = behind('forgot-password', { limiter }, async ({ sourceIp }) => {
    seen.push(sourceIp);
    return {};
  });
  const http = { method: 'POST', path: '/v1/auth/forgot-password', sourceIp: EDGE };
  const requestContext = { http, requestId: 'a', timeEpoch: 0 };
  const event = {
    headers: through('198.51.100.10'),
    requestContext,
    rawPath: http.path,
    rawQueryString: '',
  };
  const context = { getRemainingTimeInMillis: () => 10_000, awsRequestId: 'a' };
  await handler(event as unknown as APIGatewayProxyEventV2, context as unknown as Context);
  expect(seen).toEqual(['198.51.100.10', '198.51.100.10']);
});

test('each route that uses the address of the client is one that gets the secret, since it has a limit', () => {
  const folder = path.join(import.meta.dirname, '../../functions/api');
  const using = readdirSync(folder).filter((file) =>
    readFileSync(path.join(folder, file), 'utf8').includes('sourceIp'),
  );
  const limited = Object.entries<Route>(ROUTES).flatMap(([name, { limits }]) =>
    limits ? [`${name}.ts`] : [],
  );
  expect(using.length).toBeGreaterThan(3);
  expect(using.filter((file) => !limited.includes(file))).toEqual([]);
});
