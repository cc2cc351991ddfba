/** The log line of an answered request: what it has, and what it leaves out. */
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ANYONE } from '../../functions/domain/model/user.ts';
import { theLogger } from '../../functions/http/log.ts';
import { type AnsweredRequest, writeRequestLine } from '../../functions/http/request-line.ts';
import { collectLogLines } from '../kit/log-lines.ts';

const ID = 'Jb3sT0yq5lVd8rHn2eXwPg';

beforeAll(() => {
  theLogger().setLogLevel('INFO');
});
afterEach(() => {
  jest.restoreAllMocks();
});

function lineOf(given: Partial<AnsweredRequest>, pathParameters: Record<string, string> = {}) {
  const event = { pathParameters, requestContext: { http: { method: 'GET' } } } as unknown;
  const { lines } = collectLogLines();
  writeRequestLine({
    route: 'read-booking',
    event: event as APIGatewayProxyEventV2,
    answer: { statusCode: 200 },
    actor: undefined,
    ms: 1.2345,
    ...given,
  });
  const { timestamp: _at, service: _service, sampling_rate: _rate, ...line } = lines[0] ?? {};
  return line;
}

const PLAIN = {
  level: 'INFO',
  message: 'A request was answered.',
  route: 'read-booking',
  method: 'GET',
  ms: 1.2,
};

test('has the route, the status, the time, the ids and who asked', () => {
  const actor = { userId: ID, role: 'organizer' as const };
  expect(lineOf({ actor }, { eventId: ID, bookingId: ID })).toEqual({
    ...PLAIN,
    status: 200,
    eventId: ID,
    bookingId: ID,
    by: ID,
    role: 'organizer',
  });
});

test('has the code of a problem, and is a warning if the service is at fault', () => {
  const problem = (statusCode: number, code: string) => ({
    answer: {
      statusCode,
      headers: { 'content-type': 'application/problem+json' },
      body: JSON.stringify({ code, detail: 'Ada' }),
    },
  });
  expect(lineOf(problem(409, 'sold-out'))).toEqual({ ...PLAIN, status: 409, code: 'sold-out' });
  expect(lineOf(problem(503, 'busy'))).toEqual({ ...PLAIN, level: 'WARN', status: 503, code: 'busy' });
});

test('leaves out parameters that are no ids, ids of guests, and bodies', () => {
  const answer = { statusCode: 404, headers: { 'content-type': 'text/html' }, body: '<p>Ada' };
  const actor = { ...ANYONE, userId: 'derived from an address' };
  const parameters = { eventId: 'ada@example.com', file: 'ada.html' };
  expect(lineOf({ answer, actor }, parameters)).toEqual({ ...PLAIN, status: 404, role: 'guest' });
});
