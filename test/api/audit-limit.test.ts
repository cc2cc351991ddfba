/** An audit in one answer takes so many bookings and no more. Here it takes three. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import * as limits from '../../functions/domain/limits.ts';
import type { TestService } from '../kit/service.ts';

let it: TestService;
let expectProblem: typeof import('./answers.ts').expectProblem;
beforeAll(async () => {
  jest.resetModules();
  jest.unstable_mockModule('../../functions/domain/limits.ts', () => ({
    ...limits,
    AUDIT_ANSWER_LIMIT_BOOKINGS: 3,
  }));
  it = await (await import('../kit/service.ts')).aService();
  ({ expectProblem } = await import('./answers.ts'));
});
afterAll(() => it.stop());

test('an event of more bookings than an answer takes is refused, with what to do instead', async () => {
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
