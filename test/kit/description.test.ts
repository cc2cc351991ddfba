/** Negative controls of `holdAgainstDescription`: it rejects answers that the description does not allow. */
import { expect, test } from '@jest/globals';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { holdAgainstDescription } from './description.ts';

const id = 'A'.repeat(22);
const booking = { id, eventId: id, status: 'confirmed', quantity: 1, createdAt: '2099-01-01T00:00:00.000Z' };
const problem = {
  type: 'http://127.0.0.1/docs#not-found',
  title: 'Not found',
  status: 404,
  code: 'not-found',
};
const BOOK: ApiCall = { path: `/v1/events/${id}/bookings`, body: {} };

function anAnswer(changes: Partial<ApiAnswer> = {}): ApiAnswer {
  const headers = { 'content-type': 'application/json', location: '/v1/events' };
  return { status: 201, headers, body: booking, latencyMs: 0, ...changes };
}

function aProblem(changes: Record<string, unknown> = {}, status = 404): ApiAnswer {
  const headers = { 'content-type': 'application/problem+json' };
  return anAnswer({ status, headers, body: { ...problem, ...changes } });
}

test('an answer that its description allows is accepted', () => {
  holdAgainstDescription(BOOK, anAnswer());
  holdAgainstDescription(BOOK, anAnswer({ status: 202, body: { ...booking, status: 'waitlisted' } }));
  holdAgainstDescription(BOOK, aProblem());
  holdAgainstDescription({ method: 'PUT', path: '/v1/events' }, aProblem());
});

test.each<[string, ApiAnswer]>([
  ['a status that is not described', anAnswer({ status: 200 })],
  ['an unknown field', anAnswer({ body: { ...booking, released: 0 } })],
  ['a missing field', anAnswer({ body: { ...booking, quantity: undefined } })],
  ['a state that is not described', anAnswer({ body: { ...booking, status: 'lost' } })],
  ['a missing Location', anAnswer({ headers: { 'content-type': 'application/json' } })],
  ['a wrong content type', anAnswer({ headers: { 'content-type': 'text/html', location: '/' } })],
  ['a code of another route', aProblem({ code: 'email-taken', status: 409 }, 409)],
  ['a code with another status', aProblem({}, 409)],
  ['a problem with an unknown field', aProblem({ stack: '' })],
  ['a problem with a wrong content type', anAnswer({ status: 404, body: problem })],
])('%s is rejected', (_what, answer) => {
  expect(() => holdAgainstDescription(BOOK, answer)).toThrow(/description of book-tickets does not allow/);
});

test('an answer to an unknown route must be not-found', () => {
  const call: ApiCall = { path: '/v1/nothing' };
  expect(() => holdAgainstDescription(call, anAnswer())).toThrow(/description of no route/);
  expect(() => holdAgainstDescription(call, aProblem({ code: 'forbidden' }, 403))).toThrow(/no route/);
});

test('a body of an answer that has none is rejected', () => {
  const call: ApiCall = { path: '/v1/auth/logout', body: {} };
  holdAgainstDescription(call, anAnswer({ status: 204, headers: {}, body: '' }));
  expect(() => holdAgainstDescription(call, anAnswer({ status: 204, headers: {}, body: 'x' }))).toThrow(
    /a body/,
  );
});
