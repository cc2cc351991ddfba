/**
 * The types of a route's handler: what the compiler rejects. Each expected error fails the type check if the
 * compiler no longer reports it.
 */
import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';
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
