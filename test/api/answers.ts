/** Reads and expectations that the tests of the HTTP contract share. Arranging belongs to `test/kit`. */
import { expect } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import type { ProblemCode } from '../../functions/http/problems.ts';
import type { Person, TestService } from '../kit/service.ts';

/** A well-formed id of nothing that exists. */
export const UNKNOWN_ID = 'A'.repeat(22);

const TRACES_OF_CODE = /node_modules|\.[jt]s:\d+|\n\s+at |\w+(Error|Exception)\b/;

/** Expects a problem by RFC 9457 and the API description, without a detail of the implementation. */
export function expectProblem(answer: ApiAnswer, status: number, code: ProblemCode): void {
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
  const { type, title, status: statusInBody, detail } = answer.body;
  expect(type).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/docs#${code}$`));
  expect([title, detail]).toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/)]);
  expect(statusInBody).toBe(status);
  expect(JSON.stringify(answer.body)).not.toMatch(TRACES_OF_CODE);
}

/** Expects a 422 whose faults have these pointers. */
export function expectFaults(answer: ApiAnswer, ...pointers: string[]): void {
  expectProblem(answer, 422, 'validation-failed');
  expect(answer.body.errors).toEqual(
    pointers.map((pointer) => ({ pointer, detail: expect.stringMatching(/\S/) })),
  );
}

export function readBooking(
  it: TestService,
  person: Person,
  eventId: string,
  bookingId: string,
): Promise<ApiAnswer> {
  return it.call({ path: `/v1/events/${eventId}/bookings/${bookingId}`, token: person.token });
}

export async function readAvailability(it: TestService, eventId: string) {
  return (await it.call({ path: `/v1/events/${eventId}` })).body.availability;
}

export async function myBookings(it: TestService, person: Person) {
  return (await it.call({ path: '/v1/bookings', token: person.token })).body.items;
}
