/** The typed API client: the requests that it sends, and the calls that the compiler accepts. */
import { expect, test } from '@jest/globals';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { type TypedClient, typedClient } from '../../bin/local/typed-client.ts';

/** A client that records its calls and gives each the same answer. */
function aRecorder(status = 200) {
  const calls: ApiCall[] = [];
  const call = async (request: ApiCall): Promise<ApiAnswer> => {
    calls.push(request);
    return { status, headers: {}, body: {}, latencyMs: 0 };
  };
  return { calls, client: typedClient({ call }) };
}

test('a call has its path filled in, its body, its token and its key', async () => {
  const { calls, client } = aRecorder(201);
  const answer = await client.call('book-tickets', {
    path: { eventId: 'an/event' },
    body: { quantity: 2 },
    token: 'a token',
    idempotencyKey: 'a key',
  });
  expect(answer.status).toBe(201);
  expect(calls).toEqual([
    {
      method: 'POST',
      path: '/v1/events/an%2Fevent/bookings',
      body: { quantity: 2 },
      token: 'a token',
      headers: { 'idempotency-key': 'a key' },
    },
  ]);
});

test('a call has its query behind the path', async () => {
  const { calls, client } = aRecorder();
  await client.call('list-events', { query: { limit: 2, cursor: 'a&b' } });
  expect(calls).toEqual([{ method: 'GET', path: '/v1/events?limit=2&cursor=a%26b' }]);
});

test('a call to a route that takes nothing needs nothing', async () => {
  const { calls, client } = aRecorder();
  await client.call('read-health');
  expect(calls).toEqual([{ method: 'GET', path: '/v1/health' }]);
});

/** Never called. Each faulty line has a type error, which the comment above it expects. */
async function callWrongly(client: TypedClient): Promise<void> {
  const [token, path] = ['', { eventId: '' }];
  // @ts-expect-error the route does not exist
  await client.call('book-ticket', {});
  // @ts-expect-error the path lacks the event
  await client.call('book-tickets', { token, path: {}, body: { quantity: 1 } });
  // @ts-expect-error the route requires a token
  await client.call('list-my-bookings', {});
  // @ts-expect-error the body lacks what is cancelled
  await client.call('request-link', { path: { ...path, bookingId: '' }, body: 1 });
  // @ts-expect-error the value of `onSoldOut` does not exist
  await client.call('book-tickets', { token, path, body: { quantity: 1, onSoldOut: 'wait' } });
  // @ts-expect-error a GET takes no idempotency key
  await client.call('read-event', { path, idempotencyKey: '' });

  const answer = await client.call('book-tickets', { token, path, body: { quantity: 1 } });
  // @ts-expect-error not every answer is a booking
  answer.body.quantity;
  if (answer.status === 202) answer.body.position satisfies number | undefined;
  if (answer.status === 409 && answer.body.code === 'sold-out') answer.body.available satisfies number;
  // @ts-expect-error the route has no answer 204
  if (answer.status === 204) answer.body;
  // @ts-expect-error the route has no problem `email-taken`
  if (answer.status === 409 && answer.body.code === 'email-taken') answer.body;
}

test('a call that does not match the routes does not compile', () => {
  expect(callWrongly).toBeInstanceOf(Function);
});
