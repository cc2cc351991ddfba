/** What the tests of the HTTP contract read and expect over and over. Arranging is the kit's. */
import { expect } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import type { ProblemCode } from '../../functions/http/problems.ts';
import type { Person, TestService } from '../kit/service.ts';

/** Well formed, and the id of nothing. */
export const UNKNOWN_ID = 'A'.repeat(22);

const TRACES_OF_CODE = /node_modules|\.[jt]s:\d+|\n\s+at |\w+(Error|Exception)\b/;

/** The answer is a problem as RFC 9457 and the contract have it, and says nothing of how the service is made. */
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

/** The answer is 422, and these are the pointers of its faults. */
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
