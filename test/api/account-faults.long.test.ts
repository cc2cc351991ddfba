/**
 * Failing calls in requests about accounts, without rate limits, whose calls may fail unnoticed
 * (`guarantees/guessed-passwords`): a committed write is answered as committed, and a request answered 503 can be sent
 * again. Each call to the table fails once, in each way.
 */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { runtime, table, tokens, users } from '../../functions/compose.ts';
import { checkPassword, hashPassword } from '../../functions/credentials/passwords.ts';
import { hashOf } from '../../functions/credentials/sessions.ts';
import { isOpen, type Session } from '../../functions/domain/model/session.ts';
import { normalizeEmail, type Role, type User } from '../../functions/domain/model/user.ts';
import { accountStore } from '../../functions/store/accounts.ts';
import { fromSessionItem } from '../../functions/store/items/session.ts';
import { fromUserItem } from '../../functions/store/items/user.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { expectSurvived, FAULTS, failEachCall, failing, keysFor } from '../kit/fail-each-call.ts';
import { aLetterService } from '../kit/letters.ts';

const password = 'correct horse battery';
const SESSION_TTL_MS = 60 * 60 * 1000;

let testTable: TestTable;
let passwordHash: string;
beforeAll(async () => {
  testTable = await createTestTable();
  Object.assign(process.env, { TABLE_NAME, RATE_LIMITS: 'off' });
  passwordHash = await hashPassword(password);
});
afterAll(() => testTable.stop());

const anAddress = () => `${runtime.newId()}@example.com`;

type Account = { user: User; token: string; refreshToken: string; sessionId: string };

/** An account with its address and one open session. */
async function anAccount(role: Role = 'attendee'): Promise<Account> {
  const createdAt = new Date(runtime.now()).toISOString();
  const [id, sessionId, secret] = [runtime.newId(), runtime.newId(), runtime.newId()];
  const email = normalizeEmail(anAddress());
  const person = { id, name: 'Ada', email, isAddressConfirmed: true as const };
  const user = { ...person, role, passwordHash, createdAt, sessionGeneration: 0 };
  const expiresAt = runtime.now() + SESSION_TTL_MS;
  const session = { id: sessionId, userId: id, tokenHash: hashOf(secret), expiresAt, generation: 0 };
  expect(await users().create(user, session)).toBe('done');
  const token = await tokens().issue(session.userId, session.id);
  return { user, token, refreshToken: `${sessionId}.${secret}`, sessionId };
}

async function itemsWhere(isWanted: (item: Item) => boolean): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await table().client.send(
      new ScanCommand({ TableName: TABLE_NAME, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items.filter(isWanted);
}

async function usersBy(email: string): Promise<User[]> {
  const address = normalizeEmail(email);
  const items = await itemsWhere(({ sk, email: stored }) => sk === 'USER' && stored === address);
  return items.map(fromUserItem);
}

async function sessionsOf(userId: string): Promise<Session[]> {
  const items = await itemsWhere(({ sk, userId: stored }) => sk === 'SESSION' && stored === userId);
  return items.map(fromSessionItem);
}

/** Expects the tokens of the answer to belong to this session. */
async function expectSession(session: Session | undefined, { body }: ApiAnswer): Promise<void> {
  const [sessionId, secret = ''] = body.refreshToken.split('.');
  expect(session).toMatchObject({ id: sessionId, userId: body.user.id, tokenHash: hashOf(secret) });
  expect(isOpen(session as Session, runtime.now())).toBe(true);
  expect(await tokens().verify(body.accessToken)).toEqual({ userId: body.user.id, sessionId });
}

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  test.each(keysFor(fault))('a registration %s creates one account with one session', async (_, key) => {
    const failed = await failEachCall('register-user', fault, {
      arrange: async () => ({ email: anAddress(), ...key() }),
      request: ({ email, ...sent }) => ({ body: { name: 'Ada', email, password }, ...sent }),
      check: async ({ arranged: { email }, answer, ...run }) => {
        expectSurvived(['TransactWriteItemsCommand'], run);
        const [user, ...others] = await usersBy(email);
        expect([user?.id, others]).toEqual([answer.body.user.id, []]);
        const [session, ...more] = await sessionsOf(answer.body.user.id);
        await expectSession(session, answer);
        expect(more).toEqual([]);
        expect(await users().readByEmail(normalizeEmail(email))).toEqual(user);
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', 'TransactWriteItemsCommand'])),
    );
  });

  test.each(keysFor(fault))('a log-in %s opens one session', async (_, key) => {
    const failed = await failEachCall('log-in', fault, {
      arrange: async () => ({ account: await anAccount(), ...key() }),
      request: ({ account: { user }, ...sent }) => ({ body: { email: user.email, password }, ...sent }),
      check: async ({ arranged: { account }, answer, ...run }) => {
        expectSurvived(['PutItemCommand'], run);
        const sessions = await sessionsOf(account.user.id);
        const [opened, ...more] = sessions.filter(({ id }) => id !== account.sessionId);
        await expectSession(opened, answer);
        expect(more).toEqual([]);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['PutItemCommand'])));
  });

  test.each(keysFor(fault))(
    'a refresh %s leaves the session open, with the token that was answered',
    async (_, key) => {
      const failed = await failEachCall('refresh-session', fault, {
        arrange: async () => ({ account: await anAccount(), ...key() }),
        request: ({ account: { refreshToken }, ...sent }) => ({ body: { refreshToken }, ...sent }),
        check: async ({ arranged: { account }, answer, ...run }) => {
          expectSurvived(['UpdateItemCommand'], run);
          const [session, ...more] = await sessionsOf(account.user.id);
          await expectSession(session, answer);
          expect(more).toEqual([]);
          expect(answer.body.refreshToken).not.toBe(account.refreshToken);
        },
      });
      expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', 'UpdateItemCommand'])));
    },
  );

  test('a log-out ends the session', async () => {
    const failed = await failEachCall('log-out', fault, {
      arrange: anAccount,
      request: ({ refreshToken }) => ({ body: { refreshToken } }),
      check: async ({ arranged: { user }, answer, ...run }) => {
        expectSurvived(['PutItemCommand'], run);
        expect(answer.status).toBe(204);
        const sessions = await sessionsOf(user.id);
        expect(sessions.map((session) => isOpen(session, runtime.now()))).toEqual([false]);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', 'PutItemCommand'])));
  });

  test.each(keysFor(fault))('a confirmation %s confirms the address once', async (_, key) => {
    const letters = aLetterService();
    const failed = await failEachCall('confirm-address', fault, {
      arrange: async () => {
        const account = await letters.anAccount();
        return { account, session: await account.logIn(), ...key() };
      },
      request: ({ account: { token }, session, ...sent }) => ({ token: session, body: { token }, ...sent }),
      check: async ({ arranged: { account }, ...run }) => {
        expectSurvived(['TransactWriteItemsCommand'], run);
        const stored = await letters.ports.accounts.read(account.user.id);
        expect(stored).toMatchObject({ isAddressConfirmed: true, version: 1 });
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', 'TransactWriteItemsCommand'])),
    );
  });

  test('a request to reset a password is answered, and a repeat is', async () => {
    process.env['CUSTOMER_MAIL'] = 'on';
    const failed = await failEachCall('forgot-password', fault, {
      arrange: async () => ({ email: anAddress() }),
      request: ({ email }) => ({ body: { email } }),
      check: async ({ answer, ...run }) => {
        expectSurvived(['PutItemCommand'], run);
        expect(answer.status).toBe(202);
      },
    });
    expect(failed).toContain('PutItemCommand');
  });

  test.each(keysFor(fault))('a reset of a password %s is made once', async (_, key) => {
    const letters = aLetterService();
    const next = 'a new password of hers';
    const failed = await failEachCall('reset-password', fault, {
      arrange: async () => ({ account: await letters.aForgetfulAccount(), ...key() }),
      request: ({ account: { token }, ...sent }) => ({ body: { token, password: next }, ...sent }),
      check: async ({ arranged: { account }, ...run }) => {
        expectSurvived(['TransactWriteItemsCommand'], run);
        const stored = await letters.ports.accounts.read(account.user.id);
        expect(stored).toMatchObject({ sessionGeneration: 1, endedGeneration: 1, version: 2 });
        expect(await checkPassword(next, stored?.passwordHash)).toBe(true);
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', 'TransactWriteItemsCommand'])),
    );
  });

  test.each(keysFor(fault))('a change of a password %s is made once', async (_, key) => {
    const next = 'a new password of hers';
    const failed = await failEachCall('change-password', fault, {
      arrange: async () => ({ account: await anAccount(), ...key() }),
      request: ({ account: { token }, ...sent }) => ({
        token,
        body: { password, newPassword: next },
        ...sent,
      }),
      check: async ({ arranged: { account }, ...run }) => {
        expectSurvived(['TransactWriteItemsCommand'], run);
        const stored = await users().read(account.user.id);
        expect(stored).toMatchObject({ sessionGeneration: 1, endedGeneration: 1 });
        expect(await checkPassword(next, stored?.passwordHash)).toBe(true);
        expect((await sessionsOf(account.user.id)).map(({ generation }) => generation)).toEqual([1]);
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', 'TransactWriteItemsCommand'])),
    );
  });

  test('a change of the name for a version of the account is made once', async () => {
    const name = 'Ada King';
    const failed = await failEachCall('change-me', fault, {
      arrange: async () => ({ account: await anAccount() }),
      request: ({ account: { token } }) => ({ token, body: { name }, headers: { 'if-match': 'W/"0"' } }),
      check: async ({ arranged: { account }, answer, ...run }) => {
        expectSurvived(['TransactWriteItemsCommand'], run);
        expect(answer).toMatchObject({ body: { id: account.user.id, name } });
        expect(String(answer.headers['etag'])).toMatch(/^W\/"1\./);
        expect(await accountStore(table()).read(account.user.id)).toMatchObject({ name, version: 1 });
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', 'TransactWriteItemsCommand'])),
    );
  });

  test('an account is closed once', async () => {
    const failed = await failEachCall('close-account', fault, {
      arrange: async () => ({ account: await anAccount() }),
      request: ({ account: { token } }) => ({ token, body: { password } }),
      check: async ({ arranged: { account }, ...run }) => {
        expectSurvived(['TransactWriteItemsCommand'], run);
        expect(await users().read(account.user.id)).toBeUndefined();
        expect(await users().readByEmail(account.user.email)).toBeUndefined();
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['QueryCommand', 'TransactWriteItemsCommand'])),
    );
  });

  test('a change of role is made once', async () => {
    const failed = await failEachCall('change-role', fault, {
      arrange: async () => ({ admin: await anAccount('admin'), person: await anAccount() }),
      request: ({ admin, person }) => ({
        path: { userId: person.user.id },
        token: admin.token,
        body: { role: 'organizer' },
      }),
      check: async ({ arranged: { person }, answer, ...run }) => {
        expectSurvived(['TransactWriteItemsCommand'], run);
        expect(answer.body).toMatchObject({ id: person.user.id, role: 'organizer' });
        const stored = await users().read(person.user.id);
        expect(stored).toMatchObject({ role: 'organizer', sessionGeneration: 1 });
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['BatchGetItemCommand', 'TransactWriteItemsCommand'])),
    );
  });

  test('an admin gives up the role once', async () => {
    await anAccount('admin');
    const failed = await failEachCall('change-role', fault, {
      arrange: () => anAccount('admin'),
      request: ({ user, token }) => ({ path: { userId: user.id }, token, body: { role: 'attendee' } }),
      check: async ({ arranged: { user }, answer, ...run }) => {
        expectSurvived(['TransactWriteItemsCommand'], run);
        expect(answer.body).toMatchObject({ id: user.id, role: 'attendee' });
        expect(await users().read(user.id)).toMatchObject({ role: 'attendee', sessionGeneration: 1 });
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['QueryCommand', 'TransactWriteItemsCommand'])),
    );
  });
});
