/** The limit on the bookings of an audit over HTTP, lowered to three here. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import * as limits from '../../functions/domain/model/limits.ts';
import type { TestService } from '../kit/service.ts';

let it: TestService;
let expectProblem: typeof import('./answers.ts').expectProblem;
beforeAll(async () => {
  jest.resetModules();
  jest.unstable_mockModule('../../functions/domain/model/limits.ts', () => ({
    ...limits,
    AUDIT_ANSWER_LIMIT_BOOKINGS: 3,
  }));
  it = await (await import('../kit/service.ts')).aService();
  ({ expectProblem } = await import('./answers.ts'));
});
afterAll(() => it.stop());

test('an audit of an event with too many bookings is rejected, and the answer names the command to use instead', async () => {
  const { id, organizer } = await it.anEvent();
  const audit = () => it.call({ path: `/v1/events/${id}/audit`, token: organizer.token });
  const book = async () => it.book(await it.aPerson(), id);
  for (let n = 0; n < 3; n += 1) await book();
  expect(await audit()).toMatchObject({ status: 200, body: { holds: true, bookings: 3 } });
  await book();
  const answer = await audit();
  expectProblem(answer, 409, 'too-large-to-audit');
  expect(answer.body.limit).toBe(3);
  expect(answer.body.detail).toContain(`npm run audit -- --event ${id}`);
});
