/** The trail of security events over HTTP, as an admin reads it, and the log lines of security events. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { accountPorts, runtime } from '../../functions/compose.ts';
import { hashOf } from '../../functions/credentials/sessions.ts';
import { passwordResetOf } from '../../functions/domain/model/account.ts';
import { SECURITY_EVENT_KINDS } from '../../functions/domain/model/security-event.ts';
import { collectLogLines, type LogLine } from '../kit/log-lines.ts';
import { passGrace } from '../kit/refresh-grace.ts';
import { aService, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem } from './answers.ts';

const password = 'correct horse battery';
const next = 'staple of another horse';

let it: TestService;
let log: ReturnType<typeof collectLogLines>;
beforeAll(async () => {
  process.env['LOG_LEVEL'] = 'INFO';
  log = collectLogLines();
  it = await aService();
});
afterAll(async () => {
  log.restore();
  await it.stop();
});

/** The lines of security events, without those of the fields that every line has. */
const linesOf = (lines: LogLine[]) =>
  lines.filter(({ message }) => message === 'A security event.').map((line) => [line['securityEvent'], line]);

function list(token: string, query: Record<string, string> = {}): Promise<ApiAnswer> {
  return it.call({ path: `/v1/security-events?${new URLSearchParams(query)}`, token });
}

const sent = async (answer: Promise<ApiAnswer>, status: number): Promise<ApiAnswer['body']> => {
  const { status: got, body } = await answer;
  expect([got, body]).toEqual([status, body]);
  return body;
};

const logIn = (email: string, secret: string) =>
  it.call({ path: '/v1/auth/login', body: { email, password: secret } });

const refresh = (refreshToken: string) => it.call({ path: '/v1/auth/refresh', body: { refreshToken } });

/** Stores a token to reset the password of an account, as a letter has it. */
async function resetTokenOf(userId: string): Promise<string> {
  const { accounts } = accountPorts();
  const account = await accounts.read(userId);
  if (account === undefined) throw new Error('The account is gone.');
  const secret = runtime.newId();
  const passwordReset = passwordResetOf(hashOf(secret), runtime.now());
  const after = { ...account, version: account.version + 1, passwordReset };
  expect(await accounts.change(account, { after, letters: [] })).toBe('done');
  return `${userId}.${secret}`;
}

test('an admin reads what was done to accounts and roles, by whom and to whom, and the log has a line of each', async () => {
  const [admin, manager] = [await it.aPerson('admin'), await it.anAccount({ role: 'organizer' })];
  const email = 'hypatia@example.com';
  const registered = { name: 'Hypatia', email, password };
  const ada = await sent(it.call({ path: '/v1/auth/register', body: registered }), 201);
  const userId = ada.user.id;
  const asAdmin = { token: admin.token };
  const role = { method: 'PATCH', path: `/v1/users/${userId}`, body: { role: 'organizer' } } as const;
  await sent(it.call({ ...role, ...asAdmin }), 200);
  await sent(it.call({ ...role, ...asAdmin }), 200);
  for (let n = 0; n < 2; n += 1) await sent(it.call({ path: '/v1/users?limit=1', ...asAdmin }), 200);

  const { accessToken: token } = await sent(logIn(email, password), 200);
  const own = { token };
  const body = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 3 };
  const event = await sent(it.call({ path: '/v1/events', body, ...own }), 201);
  const member = { email: manager.email, role: 'manager' };
  await sent(it.call({ path: `/v1/events/${event.id}/staff`, body: member, ...own }), 200);
  const handed = { path: `/v1/events/${event.id}/owner`, body: { userId: manager.id }, ...own };
  await sent(it.call(handed), 200);
  await sent(it.call({ path: '/v1/me/export', ...own }), 200);
  const [place, asManager] = [`/v1/events/${event.id}`, { token: manager.token }];
  const move = (venue: string, who: object) =>
    sent(it.call({ method: 'PATCH', path: place, body: { venue }, ...who }), 200);
  await move('Small hall', asManager);
  for (let n = 0; n < 2; n += 1) await move('Great hall', asAdmin);
  const csv = { path: `${place}/bookings`, headers: { accept: 'text/csv' } };
  for (const who of [asManager, asAdmin]) await sent(it.call({ ...csv, ...who }), 200);
  const cancel = { method: 'DELETE', path: place, ...asManager } as const;
  for (let n = 0; n < 2; n += 1) await sent(it.call(cancel), 202);

  const other = await sent(logIn(email, password), 200);
  await sent(refresh(other.refreshToken), 200);
  await passGrace(other.refreshToken);
  expectProblem(await refresh(other.refreshToken), 401, 'unauthenticated');
  const { refreshToken: ended } = await sent(logIn(email, password), 200);
  await sent(it.call({ path: '/v1/auth/logout', body: { refreshToken: ended } }), 204);
  expectProblem(await logIn(email, 'not her password'), 401, 'wrong-credentials');
  expectProblem(await logIn('nobody@example.com', password), 401, 'wrong-credentials');
  await sent(it.call({ method: 'DELETE', path: '/v1/me/sessions', ...own }), 204);
  await sent(it.call({ path: '/v1/me/password', body: { password, newPassword: next }, ...own }), 204);
  const reset = { token: await resetTokenOf(userId), password };
  await sent(it.call({ path: '/v1/auth/reset-password', body: reset }), 204);
  const last = await sent(logIn(email, password), 200);
  const closing = { method: 'DELETE', path: '/v1/me', body: { password }, token: last.accessToken } as const;
  await sent(it.call(closing), 204);

  const { items } = await sent(list(admin.token, { limit: '100' }), 200);
  const acts: [string, object][] = [
    ['role-changed', { by: admin.id, userId, role: 'organizer', formerRole: 'attendee' }],
    ['event-handed-over', { by: userId, userId: manager.id, eventId: event.id, formerOwnerId: userId }],
    ['event-changed', { by: admin.id, eventId: event.id }],
    ['event-cancelled', { by: manager.id, eventId: event.id }],
    ['refresh-token-reused', { userId }],
    ['sessions-ended', { by: userId, userId }],
    ['password-changed', { by: userId, userId }],
    ['password-reset', { userId }],
    ['account-closed', { by: userId, userId }],
  ];
  const reads: [string, object][] = [
    ['accounts-listed', { by: admin.id }],
    ['data-exported', { by: userId }],
    ['bookings-exported', { by: admin.id, eventId: event.id }],
  ];
  // Of these, test/guarantees/rotated-keys and test/scenarios/erasure.
  const elsewhere: string[] = ['key-rotated', 'booking-erased', 'event-erased'];
  const requested = SECURITY_EVENT_KINDS.filter((kind) => !elsewhere.includes(kind));
  expect([...acts, ...reads].map(([kind]) => kind).sort()).toEqual(requested.sort());
  const [id, at] = [expect.any(String), expect.any(String)];
  const entryOf = ([kind, who]: [string, object]) => ({ id, at, kind, ...who });
  const isRead = ({ kind }: { kind: string }) => reads.some(([read]) => read === kind);
  expect(items.filter((item: { kind: string }) => !isRead(item))).toEqual(acts.toReversed().map(entryOf));
  expect(items.filter(isRead)).toEqual(expect.arrayContaining(reads.map(entryOf)));
  expect(items).toHaveLength(acts.length + reads.length);

  const lines = linesOf(log.lines);
  const failed: [string, object][] = [
    ['log-in-failed', { level: 'WARN', userId }],
    ['log-in-failed', { level: 'WARN' }],
  ];
  for (const [kind, who] of [...acts, ...reads, ...failed])
    expect(lines).toContainEqual([kind, expect.objectContaining({ requestId: expect.any(String), ...who })]);
  expect(lines).toHaveLength(acts.length + reads.length + 1 + failed.length);
  const unknown = lines.filter(([kind, line]) => kind === 'log-in-failed' && !('userId' in (line as object)));
  expect(unknown).toHaveLength(1);
  expect(JSON.stringify([items, lines])).not.toMatch(/hypatia|@|127\.0\.0\.1|box1\./i);
});

test('pages have every entry once, the latest first, and a kind leaves the others out', async () => {
  const admin = await it.aPerson('admin');
  const { items: all } = await sent(list(admin.token, { limit: '100' }), 200);
  expect(all.length).toBeGreaterThan(5);
  const paged: unknown[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: ApiAnswer['body'] = await sent(
      list(admin.token, { limit: '2', ...(cursor && { cursor }) }),
      200,
    );
    expect(page.items.length).toBeLessThanOrEqual(2);
    paged.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all);
  const times = all.map((item: { at: string }) => item.at);
  expect(times).toEqual(times.toSorted().toReversed());
  const { items: roles } = await sent(list(admin.token, { kind: 'role-changed' }), 200);
  expect(roles).toEqual(all.filter(({ kind }: { kind: string }) => kind === 'role-changed'));
});

test.each(['attendee', 'organizer'] as const)('an %s cannot read the trail', async (role) => {
  expectProblem(await list((await it.aPerson(role)).token), 403, 'forbidden');
});

const cursorOf = (fields: object) => Buffer.from(JSON.stringify(fields)).toString('base64url');

test.each<[string, Record<string, string>, string]>([
  ['a kind that is in the log alone', { kind: 'log-in-failed' }, 'kind'],
  ['a limit of 101', { limit: '101' }, 'limit'],
  ['a cursor that is a word', { cursor: 'next' }, 'cursor'],
  ['a cursor of another list', { cursor: cursorOf({ before: 'a' }) }, 'cursor'],
  ['a cursor with a negative time', { cursor: cursorOf({ at: -1, id: 'A'.repeat(22) }) }, 'cursor'],
])('a list with %s is rejected', async (_what, query, pointer) => {
  expectFaults(await list((await it.aPerson('admin')).token, query), pointer);
});

test('a cursor far in the future begins with the latest entry, and one of long ago has nothing after it', async () => {
  const { token } = await it.aPerson('admin');
  const id = 'A'.repeat(22);
  const [latest] = (await sent(list(token), 200)).items;
  const future = cursorOf({ at: Number.MAX_SAFE_INTEGER, id });
  expect((await sent(list(token, { cursor: future }), 200)).items[0]).toEqual(latest);
  const past = await sent(list(token, { cursor: cursorOf({ at: 0, id }) }), 200);
  expect(past).toEqual({ items: [], nextCursor: null });
});
