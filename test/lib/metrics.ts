/** The metrics of the dashboard are real: a sale is run, and the filters of the template count its log lines. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { securityLog } from '../../functions/http/security-log.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { subjectsTo } from '../kit/mailbox.ts';
import { type MetricFilterProperties, valuesOf } from '../kit/metric-filter.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { synthesizeAll } from '../kit/stack-template.ts';

const { template, monitoring } = synthesizeAll({ mail: { from: 'tickets@example.com' } });
const filters = new Map<string, MetricFilterProperties>(
  [template, monitoring]
    .flatMap((one) => Object.values(one.findResources('AWS::Logs::MetricFilter')))
    .map(({ Properties }) => [Properties.MetricTransformations[0].MetricName, Properties]),
);

describe('The log lines of a service', () => {
  let it: TestService;
  let log: ReturnType<typeof collectLogLines>;
  const level = process.env['LOG_LEVEL'];
  beforeAll(async () => {
    process.env['LOG_LEVEL'] = 'INFO';
    log = collectLogLines();
    it = await aService({ sendsNotices: true, rateLimits: 'log-in=1/1h' });
  });
  afterAll(async () => {
    log.restore();
    process.env['LOG_LEVEL'] = level;
    await it.stop();
  });

  const counted = (name: string): number[] => {
    const filter = filters.get(name);
    if (filter === undefined) throw new Error(`The template counts no ${name}.`);
    return valuesOf(filter, log.lines);
  };

  test('a sale with a promotion, a refusal and mails is counted once each', async () => {
    const { id } = await it.anEvent({ capacity: 1 });
    const [holder, waiter, other] = [await it.aPerson(), await it.aPerson(), await it.aPerson()];
    const held = await it.book(holder, id);
    expect((await it.book(waiter, id)).status).toBe(202);
    expect((await it.book(other, id, { quantity: 1, onSoldOut: 'reject' })).status).toBe(409);
    const mailsOf = (person: Person, count: number) =>
      subjectsTo(it.service, `${person.id}@people.invalid`, count);
    await mailsOf(holder, 1);
    expect(counted('Promoted')).toEqual([]);
    await it.cancel(holder, id, held.body.id);
    await eventually(async () => counted('HandOnTime').length > 0);
    for (const name of ['Sold', 'Waiting', 'Rejected', 'Promoted'])
      expect([name, counted(name)]).toEqual([name, [1]]);
    const [handOnMs = Number.NaN] = counted('HandOnTime');
    expect(handOnMs).toBeGreaterThanOrEqual(0);
    expect(handOnMs).toBeLessThan(60_000);
    // What happens before the sender looks is told in one mail.
    let mails: string[] = [];
    await eventually(async () => {
      mails = [...(await mailsOf(holder, 2)), ...(await mailsOf(waiter, 1))];
      return counted('NoticesSent').length === mails.length;
    });
    expect(counted('NoticesSent')).toEqual(mails.map(() => 1));
  });

  test('a wrong password, what a limit refuses, and a reused token are counted', async () => {
    const logIn = () =>
      it.call({
        method: 'POST',
        path: '/v1/auth/login',
        body: { email: 'ada@example.com', password: 'wrong one' },
      });
    expect((await logIn()).status).toBe(401);
    expect((await logIn()).status).toBe(429);
    expect(counted('FailedLogIns')).toEqual([1]);
    expect(counted('RateLimitedRequests')).toEqual([1]);
    expect(counted('ReusedRefreshTokens')).toEqual([]);
    securityLog.write({ kind: 'refresh-token-reused', userId: 'ada' });
    expect(counted('ReusedRefreshTokens')).toEqual([1]);
  });

  test('a new admin is counted, and no other role', async () => {
    const person = await it.aConfirmedAccount();
    await it.changeRole(person, 'organizer');
    expect(counted('NewAdmins')).toEqual([]);
    await it.changeRole(person, 'admin');
    await it.changeRole(person, 'attendee');
    expect(counted('NewAdmins')).toEqual([1]);
    const lines = log.lines.filter((line) => line['securityEvent'] === 'role-changed');
    expect(lines.map((line) => [line['role'], line['level']])).toEqual([
      ['organizer', 'INFO'],
      ['admin', 'WARN'],
      ['attendee', 'INFO'],
    ]);
  });

  test('every filter of the template was counted by one of these tests', () => {
    expect([...filters.keys()].filter((name) => counted(name).length === 0)).toEqual([]);
  });

  test('a negative control: a line whose field or message has another name is not counted', () => {
    const renamed = log.lines.map(({ route, message, securityEvent, ...line }) => ({
      ...line,
      path: route,
      msg: message,
      kind: securityEvent,
    }));
    for (const filter of filters.values()) expect(valuesOf(filter, renamed)).toEqual([]);
  });

  test('where nobody is sent mail no notices are counted, and each metric is counted in the log that has its lines', () => {
    const without = synthesizeAll();
    const names = Object.values(without.monitoring.findResources('AWS::Logs::MetricFilter')).map(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName,
    );
    expect(names).toContain('Sold');
    expect(names).not.toContain('NoticesSent');
    const logs = Object.values(monitoring.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => [
      Properties.MetricTransformations[0].MetricName,
      Properties.LogGroupName.Ref,
    ]);
    for (const [name, part] of [
      ['Sold', 'apiroutelog'],
      ['Waiting', 'apiroutelog'],
      ['Rejected', 'apiroutelog'],
      ['RateLimitedRequests', 'apiroutelog'],
      ['Promoted', 'promotewaitlistlog'],
      ['HandOnTime', 'promotewaitlistlog'],
      ['NoticesSent', 'sendnoticeslog'],
    ])
      expect(logs).toContainEqual([name, expect.stringContaining(part ?? '')]);
  });
});
