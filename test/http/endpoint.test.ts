/**
 * What the handler of a route gets. The compiler rejects what its route does not declare: each expected error fails the type
 * check if the compiler no longer reports it.
 */
import { expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { ARRIVAL_AGE_MS } from '../../functions/domain/model/limits.ts';
import type { CallerPorts } from '../../functions/http/authentication.ts';
import { endpointAt } from '../../functions/http/endpoint.ts';

const endpoint = endpointAt(
  () => 'http://localhost',
  () => false,
);
const user = {
  id: 'a',
  name: 'Ada',
  email: 'ada@example.com',
  role: 'attendee' as const,
  isAddressConfirmed: false,
};

/** Called by nobody: the test is that it compiles. */
function handlersOf(callers: CallerPorts): unknown[] {
  return [
    endpoint('change-role', { callers }, async ({ account }) => ({ body: { ...user, id: account.id } })),
    // @ts-expect-error: the answer of the route has more fields.
    endpoint('change-role', { callers }, async ({ account }) => ({ body: { id: account.id } })),
    // @ts-expect-error: the route requires a role, so its callers have to be identified.
    endpoint('change-role', {}, async () => ({ body: user })),
    // @ts-expect-error: the route has no role, so there is no caller.
    endpoint('read-health', { callers }, async () => ({ body: { status: 'ok' as const } })),
    // @ts-expect-error: the route has no role, so there is no caller.
    endpoint('read-health', {}, async ({ actor }) => ({ body: { status: 'ok' as const, actor } })),
    // @ts-expect-error: guests may call the route, so there may be no account.
    endpoint('read-receipt', { callers }, async ({ account }) => Promise.reject(account.id)),
    endpoint('log-out', { body: z.strictObject({ a: z.string() }) }, async ({ body: { a } }) => {
      return Promise.reject(a.trim());
    }),
    endpoint('log-out', { body: z.strictObject({ b: z.string() }) }, async ({ body }) => {
      // @ts-expect-error: the schema has no such field.
      return Promise.reject(body.a);
    }),
    // @ts-expect-error: without a schema the handler gets no query.
    endpoint('read-health', {}, async ({ query: { limit } }) => Promise.reject(limit)),
  ];
}

test('a handler gets what its route declares, and the compiler rejects anything else', () => {
  expect(handlersOf).toBeInstanceOf(Function);
});

test('a request arrives when the gateway received it, and no longer before its function began than new functions take', async () => {
  const arrivals: number[] = [];
  const handler = endpoint('read-health', {}, async ({ arrival }) => {
    arrivals.push(arrival);
    return { body: { status: 'ok' as const } };
  });
  const now = Date.now();
  for (const timeEpoch of [now - 1_000, now - 60_000]) {
    const http = { method: 'GET', path: '/health', sourceIp: '192.0.2.1' };
    const requestContext = { http, requestId: 'a', timeEpoch };
    const event = { headers: {}, requestContext, rawPath: '/health', rawQueryString: '' };
    const context = { getRemainingTimeInMillis: () => 10_000, awsRequestId: 'a' };
    await handler(event as unknown as APIGatewayProxyEventV2, context as unknown as Context);
  }
  const [recent = 0, old = 0] = arrivals;
  expect(recent).toBe(now - 1_000);
  expect(old).toBeGreaterThanOrEqual(now - ARRIVAL_AGE_MS);
  expect(old).toBeLessThanOrEqual(Date.now() - ARRIVAL_AGE_MS);
});
