/**
 * Whoever changes a password ends the other sessions for good: a request that one of them sent before, and that is made only
 * now, keeps no session open and does not undo the change.
 */
import { describe, expect, test } from '@jest/globals';
import { changePassword } from '../../functions/domain/accounts/change-password.ts';
import { changeProfile } from '../../functions/domain/accounts/change-profile.ts';
import { closeAccount } from '../../functions/domain/accounts/close-account.ts';
import { endOtherSessions, endSession } from '../../functions/domain/accounts/manage-sessions.ts';
import type { Account } from '../../functions/domain/model/account.ts';
import { Refusal } from '../../functions/domain/model/refusal.ts';
import { isEndedBy } from '../../functions/domain/model/session.ts';
import type { AccountStore } from '../../functions/domain/ports/account-store.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { accountEnds } from '../../functions/store/account-ends.ts';
import { accountStore } from '../../functions/store/accounts.ts';
import { bookingNameStore } from '../../functions/store/booking-names.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { eventListingStore } from '../../functions/store/event-listings.ts';
import { eventStore } from '../../functions/store/events.ts';
import { SESSION_IS_CURRENT } from '../../functions/store/items/session.ts';
import { listingStore } from '../../functions/store/listings.ts';
import { sessionEnds } from '../../functions/store/session-ends.ts';
import { sessionLists } from '../../functions/store/session-lists.ts';
import { sessionStore } from '../../functions/store/sessions.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { webhookEndpointStore } from '../../functions/store/webhook-endpoints.ts';
import { realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSecurityLog } from '../kit/security-log.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const table = strictTable(TABLE_NAME);
const [OLD, NEW, OTHER] = ['the old one', 'the new one', 'another one'];
const OPEN_MS = 60_000;

/** A password is its own hash. */
const knows = (password: string) => async (person: object) => {
  if ((person as Account).passwordHash !== password) throw new Refusal('wrong-credentials', 'Wrong.');
};

const told = { language: 'en', sendsMail: false, idempotencyKey: undefined } as const;
const passwordChange = (password: string, newPassword: string) => ({
  ...told,
  check: knows(password),
  hash: async () => newPassword,
});

const anAccountStore = (): AccountStore => ({ ...accountStore(table), ...accountEnds(table) });

const aPorts = (accounts: AccountStore) => ({
  accounts,
  securityLog: aSecurityLog(),
  runtime: realRuntime,
});

/** An account with sessions of its owner and of a thief who knows the old password. */
async function anAccount() {
  const userId = realRuntime.newId();
  const user = { id: userId, name: 'Ada', email: `${userId}@example.com`, passwordHash: OLD };
  const createdAt = new Date(realRuntime.now()).toISOString();
  await userStore(table).create({ ...user, role: 'attendee', createdAt, sessionGeneration: 0 });
  const sessions = sessionStore(table);
  const [owner, thief] = [realRuntime.newId(), realRuntime.newId()];
  for (const id of [owner, thief]) {
    const expiresAt = realRuntime.now() + OPEN_MS;
    await sessions.create({ id, userId, tokenHash: 'a', expiresAt, generation: 0 });
  }
  const changesPassword = () =>
    changePassword({ userId, sessionId: owner, ...passwordChange(OLD, NEW) }, aPorts(anAccountStore()));
  return { userId, owner, thief, changesPassword };
}

/** Accounts of which the first change is made only after something else has happened. */
function afterFirst(happens: () => Promise<void>, on: Table = table): AccountStore {
  const store = { ...accountStore(on), ...accountEnds(on) };
  let hasHappened = false;
  const first = async () => {
    if (hasHappened) return;
    hasHappened = true;
    await happens();
  };
  return {
    ...store,
    change: async (...change) => first().then(() => store.change(...change)),
    close: async (...closing) => first().then(() => store.close(...closing)),
  };
}

async function isIn({ userId, sessionId }: { userId: string; sessionId: string }): Promise<boolean> {
  const { session, user } = await sessionStore(table).readWithUser(sessionId, userId);
  return session !== undefined && user !== undefined && session.tokenHash !== '' && !isEndedBy(session, user);
}

const passwordOf = async (userId: string) => (await accountStore(table).read(userId))?.passwordHash;

const allSessions = () => ({ ...sessionStore(table), ...sessionLists(table), ...sessionEnds(table) });

const sessionPorts = (accounts: AccountStore) => ({ ...aPorts(accounts), sessions: allSessions() });

describe('A new password', () => {
  test('ends the session of a thief who ends all others at the same time', async () => {
    const { userId, owner, thief, changesPassword } = await anAccount();
    const ports = sessionPorts(afterFirst(changesPassword));
    const thiefEnds = endOtherSessions({ userId, sessionId: thief }, ports);
    await expect(thiefEnds).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await isIn({ userId, sessionId: thief })).toBe(false);
    expect(await isIn({ userId, sessionId: owner })).toBe(true);
  });

  test('a negative control: without the condition on the session the thief stays in', async () => {
    const { userId, owner, thief, changesPassword } = await anAccount();
    const ports = sessionPorts(afterFirst(changesPassword, tableWithout(SESSION_IS_CURRENT)));
    await endOtherSessions({ userId, sessionId: thief }, ports);
    expect(await isIn({ userId, sessionId: thief })).toBe(true);
    expect(await isIn({ userId, sessionId: owner })).toBe(false);
  });

  test('is not replaced by one that a thief asked for with the old one', async () => {
    const { userId, thief, changesPassword } = await anAccount();
    const change = { userId, sessionId: thief, ...passwordChange(OLD, OTHER) };
    const thiefChanges = changePassword(change, aPorts(afterFirst(changesPassword)));
    await expect(thiefChanges).rejects.toMatchObject({ code: 'wrong-credentials' });
    expect(await passwordOf(userId)).toBe(NEW);
    expect(await isIn({ userId, sessionId: thief })).toBe(false);
  });

  test('keeps the account from a new address that a thief asked for with the old one', async () => {
    const { userId, changesPassword } = await anAccount();
    const ports = {
      ...aPorts(afterFirst(changesPassword)),
      users: userStore(table),
      letterTokens: {
        digestOf: async () => 'digest',
        tokenOf: async () => 'token',
        read: () => ({ userId, digest: '' }),
      },
    };
    const change = {
      ...told,
      userId,
      email: `other-${userId}@example.com`,
      sendsMail: true,
      check: knows(OLD),
    };
    await expect(changeProfile(change, ports)).rejects.toMatchObject({ code: 'wrong-credentials' });
    expect((await accountStore(table).read(userId))?.newEmail).toBeUndefined();
  });

  test('keeps the account from being closed by a thief who knows the old one', async () => {
    const { userId, changesPassword } = await anAccount();
    const ports = {
      ...aPorts(afterFirst(changesPassword)),
      users: userStore(table),
      bookings: bookingStore(table),
      names: bookingNameStore(table),
      listings: listingStore(table),
      eventListings: eventListingStore(table),
      endpoints: webhookEndpointStore(table),
      cache: new EventCache(eventStore(table), realRuntime),
    };
    const closing = closeAccount({ ...told, userId, check: knows(OLD) }, ports);
    await expect(closing).rejects.toMatchObject({ code: 'wrong-credentials' });
    expect(await passwordOf(userId)).toBe(NEW);
  });
});

describe('A session that is ended meanwhile', () => {
  test('is not opened again by its own request to end the others', async () => {
    const { userId, thief } = await anAccount();
    const logsOut = () => endSession({ userId, endedId: thief }, sessionPorts(anAccountStore()));
    const ports = sessionPorts(afterFirst(logsOut));
    const ending = endOtherSessions({ userId, sessionId: thief }, ports);
    await expect(ending).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await isIn({ userId, sessionId: thief })).toBe(false);
  });
  test('is not made good for another refresh after a change of role, by its own request to end the others', async () => {
    const { userId, thief } = await anAccount();
    const store = anAccountStore();
    const before = await store.read(userId);
    if (before === undefined) throw new Error('There is no account.');
    const after = { ...before, sessionGeneration: before.sessionGeneration + 1, version: 1 };
    expect(await store.change(before, { after, letters: [] })).toBe('done');
    const ending = endOtherSessions({ userId, sessionId: thief }, sessionPorts(store));
    await expect(ending).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await sessionStore(table).read(thief)).toMatchObject({ generation: 0 });
  });
});
