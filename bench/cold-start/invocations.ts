/**
 * The invocations of a round: each function with the example of its route's description, in a working order.
 */
import type { ApiCall } from '../../bin/local/api-client.ts';
import { arrangeExamples, exampleCalls } from '../../bin/local/examples.ts';
import { openApiDocument } from '../../functions/http/openapi/document.ts';
import { EVENT_ID } from '../../functions/http/openapi/example-ids.ts';
import { ROUTES, type RouteName } from '../../functions/http/routes.ts';

/** Functions for comparison: one dependency with a single write each, and the calls of a booking alone. */
export const DEPENDENCIES = ['commands', 'sqs', 'middy', 'jws', 'zod'].map(
  (name) => `bench/cold-start/with-${name}`,
);
export const BARE_BOOKING = 'bench/cold-start/bare-booking';
const COMPARED = [BARE_BOOKING, ...DEPENDENCIES];

/** `source` is the function's path from the root, `event` its input. */
export type Invocation = { source: string; event: unknown };

/** Creates the items that the examples need in an empty table. @returns the invocations in order. */
export async function arrangeInvocations(): Promise<Invocation[]> {
  const calls = exampleCalls(openApiDocument('http://localhost'), await arrangeExamples());
  const routes = calls.map(({ name, call }) => ({
    source: `functions/api/${name}`,
    event: toEvent(name, call),
  }));
  const isLast = ({ source }: Invocation) => source.endsWith('/cancel-event');
  return [
    ...routes.filter((route) => !isLast(route)),
    { source: 'functions/workers/promote-waitlist', event: aBatch() },
    { source: 'functions/workers/sweep-pending-work', event: {} },
    ...routes.filter(isLast),
    ...COMPARED.map((source) => ({ source, event: {} })),
  ];
}

/** Makes the part of API Gateway's input that the handlers read. */
function toEvent(name: RouteName, { method = 'GET', path, token, body, headers }: ApiCall): unknown {
  const [rawPath = '', query] = path.split('?');
  const places = ROUTES[name].path.split('/');
  const parameters = rawPath.split('/').flatMap((value, index): [string, string][] => {
    const place = places[index] ?? '';
    return place.startsWith('{') ? [[place.slice(1, -1), value]] : [];
  });
  return {
    rawPath,
    headers: {
      host: 'localhost',
      'content-type': 'application/json',
      ...lowered(headers),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    pathParameters: Object.fromEntries(parameters),
    ...(query && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    requestContext: {
      requestId: 'cold-start',
      timeEpoch: Date.now(),
      http: { method, path: rawPath, sourceIp: '127.0.0.1' },
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

function aBatch(): unknown {
  const body = JSON.stringify({ eventId: EVENT_ID });
  return { Records: [{ messageId: 'message', body, attributes: { MessageGroupId: EVENT_ID } }] };
}

function lowered(headers: ApiCall['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
