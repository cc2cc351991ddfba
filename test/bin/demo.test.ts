/** `npm run demo`: a sale that sells out and promotes on a running service, and its error messages. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demo } from '../../bin/demo.ts';
import { hashPassword } from '../../functions/credentials/passwords.ts';
import { runVerb } from '../kit/run-verb.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';

const PASSWORD = 'correct horse battery';
const PLAN = {
  tickets: 3,
  crowd: 6,
  cancellations: 2,
  opensInSeconds: 1,
  bookingsPerSecond: 20,
  cancellationsPerSecond: 20,
  pauseSeconds: 0,
};

let it: TestService;
let environment: Record<string, string>;
beforeAll(async () => {
  it = await aService({ rateLimits: 'book=10/1h' });
  const admin = await it.anAccount({ role: 'admin', passwordHash: await hashPassword(PASSWORD) });
  environment = { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: PASSWORD, DATA_DIR: '' };
});
afterAll(() => it.stop());

test('the event sells out, and the first of those who wait get what comes back', async () => {
  const lines: string[] = [];
  await demo(it.service.url, environment, PLAN, (line) => lines.push(line));
  const [, address = '', eventId = ''] = /(http:\S+\/events\/(\S+))/.exec(lines[0] ?? '') ?? [];
  expect(address).toBe(`${it.service.url}/events/${eventId}`);
  // What is left may be remembered from a moment before.
  const availability = await eventually(async () => {
    const { body } = await it.call({ path: `/v1/events/${eventId}` });
    return body.availability.state === 'sold-out' && body.availability;
  });
  expect(availability).toMatchObject({ booked: 3, waiting: 1 });
  expect(lines.filter((line) => / s {2}[█░]+ {2}\d+ booked /.test(line)).length).toBeGreaterThan(1);
  expect(lines.at(-1)).toContain('the first 2 of the waitlist have them now');
  // The account has sent 6 of the 10 bookings that the limit admits.
  await expect(demo(it.service.url, environment, PLAN, () => undefined)).rejects.toThrow('RATE_LIMITS=off');
});

test.each<[string, () => Record<string, string>, string]>([
  ['there is no service', () => environment, 'No service answers on http://127.0.0.1:9 (ECONNREFUSED)'],
  ['there is no admin', () => ({ DATA_DIR: '/nowhere', ADMIN_EMAIL: '', ADMIN_PASSWORD: '' }), 'No admin'],
])('it says what to do where %s', async (_, variables, says) => {
  const run = await runVerb(['demo', '--url', 'http://127.0.0.1:9'], variables());
  expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) });
});
