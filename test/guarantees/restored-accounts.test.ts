/**
 * `npm run restore-table` on the accounts of a running service: sessions that ended since the point stay ended, and those that began
 * since go on. What else comes back with an account or an event is what `docs/runbook.md` names.
 */
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTable, removeTable } from '../../bin/local/resources.ts';
import { users } from '../../functions/compose.ts';
import { userKey } from '../../functions/store/items/user.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { aReceiver, type Receiver, verified } from '../kit/receiver.ts';
import { runVerb } from '../kit/run-verb.ts';
import { aService, type TestService } from '../kit/service.ts';
import { strictTable } from '../kit/strict-table.ts';

const RESTORED = `${TABLE_NAME}-point`;
const [OLD, NEW] = ['correct horse battery', 'a better horse battery'];

let it: TestService;
let receiver: Receiver;
beforeAll(async () => {
  it = await aService({ webhooks: 'any' });
  receiver = await aReceiver();
});
afterAll(async () => {
  await it.stop();
  await receiver.stop();
});
beforeEach(() => createTable(RESTORED));
afterEach(() => removeTable(RESTORED));

async function itemsOf(name: string): Promise<Item[]> {
  const input = { TableName: name, ConsistentRead: true };
  return (await strictTable(name).client.send(new ScanCommand(input))).Items ?? [];
}

async function put(TableName: string, ...items: Item[]): Promise<void> {
  const { client } = strictTable(TableName);
  for (const Item of items) await client.send(new PutCommand({ TableName, Item }));
}

/** Keeps the table as it is now: the point to which it is restored. */
const keepPoint = async () => put(RESTORED, ...(await itemsOf(TABLE_NAME)));

const restore = () =>
  runVerb(['restore-table', '--from', RESTORED, '--write'], { TABLE_NAME, SECRETS_DIR: '' });

async function ok(call: Parameters<TestService['call']>[0]) {
  const answer = await it.call(call);
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

type Session = { accessToken: string; refreshToken: string };

const logIn = (email: string, password: string): Promise<Session> =>
  ok({ path: '/v1/auth/login', body: { email, password } });

/** An account with a session of its owner and one of a thief who knows the password. */
async function anAccount() {
  const email = `ada-${Math.random()}@example.com`;
  const { user, ...owner } = await ok({
    path: '/v1/auth/register',
    body: { name: 'Ada', email, password: OLD },
  });
  const thief = await logIn(email, OLD);
  return { id: user.id as string, email, owner: owner as Session, thief };
}

type Account = Awaited<ReturnType<typeof anAccount>>;

const refreshes = async ({ refreshToken }: Session): Promise<boolean> =>
  (await it.call({ path: '/v1/auth/refresh', body: { refreshToken } })).status === 200;

const isIn = async ({ accessToken: token }: Session): Promise<boolean> =>
  (await it.call({ path: '/v1/me', token })).status === 200;

/** Sets a new password with the owner's session, which ends all others, and logs in once more. */
async function withNewPassword({ email, owner }: Account): Promise<Session> {
  const body = { password: OLD, newPassword: NEW };
  await ok({ path: '/v1/me/password', token: owner.accessToken, body });
  return logIn(email, NEW);
}

describe('After a restore', () => {
  test('sessions that a new password ended stay ended, and those of its owner go on', async () => {
    const ada = await anAccount();
    await keepPoint();
    const later = await withNewPassword(ada);
    expect(await restore()).toMatchObject({ exitCode: 0, stderr: '' });

    expect([await isIn(ada.thief), await refreshes(ada.thief)]).toEqual([false, false]);
    for (const session of [ada.owner, later])
      expect([await isIn(session), await refreshes(session)]).toEqual([true, true]);
    expect(await isIn(await logIn(ada.email, OLD))).toBe(true);
    const again = await restore();
    expect(again.stdout).toMatch(/ 0 were written and 0 deleted/);
  });

  test('a negative control: an account that is put back as a whole lets the thief in, and its owner out', async () => {
    const ada = await anAccount();
    await keepPoint();
    await withNewPassword(ada);
    const { pk } = userKey(ada.id);
    await put(TABLE_NAME, ...(await itemsOf(RESTORED)).filter((item) => item['pk'] === pk));
    expect([await isIn(ada.thief), await refreshes(ada.thief)]).toEqual([true, true]);
    expect(await refreshes(ada.owner)).toBe(false);
  });

  test('sessions that their owner or a change of role ended stay ended, with the role of the point', async () => {
    const [ada, grace] = [await anAccount(), await anAccount()];
    await keepPoint();
    await ok({ method: 'DELETE', path: '/v1/me/sessions', token: ada.owner.accessToken });
    await it.changeRole({ id: grace.id, token: '' }, 'organizer');
    const since = await logIn(grace.email, OLD);
    expect(await restore()).toMatchObject({ exitCode: 0, stderr: '' });

    expect([await isIn(ada.thief), await refreshes(ada.thief)]).toEqual([false, false]);
    expect(await refreshes(ada.owner)).toBe(true);
    expect([await refreshes(grace.thief), await refreshes(since)]).toEqual([false, true]);
    expect(await users().read(grace.id)).toMatchObject({ role: 'attendee', sessionGeneration: 1 });
  });

  test('addresses from which a thief logged in before the new password stay unknown', async () => {
    const ada = await anAccount();
    await keepPoint();
    await withNewPassword(ada);
    const before = await users().read(ada.id);
    await restore();
    expect(before?.credentialsSetAt).toBeGreaterThan(0);
    expect((await users().read(ada.id))?.credentialsSetAt).toBe(before?.credentialsSetAt);
  });

  test('an account that was closed, or whose item is gone, exists again without any session', async () => {
    const [closed, gone] = [await anAccount(), await anAccount()];
    await keepPoint();
    await withNewPassword(closed);
    await ok({ method: 'DELETE', path: '/v1/me', token: closed.owner.accessToken, body: { password: NEW } });
    const { client } = strictTable(TABLE_NAME);
    await client.send(new DeleteCommand({ TableName: TABLE_NAME, Key: userKey(gone.id) }));
    expect(await restore()).toMatchObject({ exitCode: 0, stderr: '' });

    for (const { email, owner, thief } of [closed, gone]) {
      for (const session of [owner, thief])
        expect([await isIn(session), await refreshes(session)]).toEqual([false, false]);
      const again = await logIn(email, OLD);
      expect([await isIn(again), await refreshes(again)]).toEqual([true, true]);
    }
    expect((await restore()).stdout).toMatch(/ 0 were written/);
  });
});

/** An organizer's endpoint, and what a webhook that it gets now is signed with. */
async function anEndpoint({ token }: { token: string }) {
  const path = '/v1/webhooks';
  const { id, secret } = await ok({ path, token, body: { url: receiver.url } });
  const tested = async () => {
    receiver.received.length = 0;
    await ok({ path: `${path}/${id}/test`, token, body: {} });
    return receiver.received[0];
  };
  const rotate = async (): Promise<string> => {
    const body = { overlapSeconds: 0 };
    return (await ok({ path: `${path}/${id}/rotate-secret`, token, body })).secret;
  };
  return { path: `${path}/${id}`, secret: secret as string, tested, rotate };
}

// The runbook names each, and what the operator does about it.
describe('What ended since the point and comes back', () => {
  test('somebody on the staff of an event is again, and may act', async () => {
    const { id, organizer } = await it.anEvent();
    const member = await it.aConfirmedAccount();
    const path = `/v1/events/${id}/staff`;
    const appointment = { email: member.email, role: 'manager' };
    await ok({ path, token: organizer.token, body: appointment });
    const mayRead = async () =>
      (await it.call({ path: `/v1/events/${id}/bookings`, token: member.token })).status === 200;
    expect(await mayRead()).toBe(true);
    await keepPoint();
    await ok({ method: 'DELETE', path: `${path}/${member.id}`, token: organizer.token });
    expect(await mayRead()).toBe(false);
    await restore();
    expect(await mayRead()).toBe(true);
  });

  test('a ticket that was checked in is not, and is let in once more', async () => {
    const { id, organizer } = await it.anEvent();
    const booking = await it.book(await it.aPerson(), id);
    const checkIn = () =>
      it.call({
        path: `/v1/events/${id}/check-ins`,
        token: organizer.token,
        body: { bookingId: booking.body.id, tickets: [1] },
      });
    await keepPoint();
    expect([(await checkIn()).status, (await checkIn()).status]).toEqual([200, 409]);
    await restore();
    expect((await checkIn()).status).toBe(200);
  });

  test('a webhook endpoint gets webhooks again, and one whose secret was rotated those with the earlier one alone', async () => {
    const organizer = await it.aPerson('organizer');
    const { token } = organizer;
    const [removed, disabled] = [await anEndpoint(organizer), await anEndpoint(organizer)];
    const rotated = await anEndpoint(organizer);
    await keepPoint();
    await ok({ method: 'DELETE', path: removed.path, token });
    await ok({ method: 'PATCH', path: disabled.path, token, body: { enabled: false } });
    const secret = await rotated.rotate();
    expect(verified(secret, await rotated.tested()).type).toBe('webhook.test');
    expect((await it.call({ path: removed.path, token })).status).toBe(404);
    expect(await ok({ path: disabled.path, token })).toMatchObject({ enabled: false });
    await restore();
    expect(await ok({ path: disabled.path, token })).toMatchObject({ enabled: true });
    expect(verified(removed.secret, await removed.tested()).type).toBe('webhook.test');
    const received = await rotated.tested();
    expect(verified(rotated.secret, received).type).toBe('webhook.test');
    expect(() => verified(secret, received)).toThrow();
  });
});
