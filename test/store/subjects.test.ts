/** Accounts of persons whom another issuer has authenticated: made once, whatever is lost, and never again once closed. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { admitSubject } from '../../functions/domain/accounts/admit-subject.ts';
import { listSecurityEvents } from '../../functions/domain/accounts/list-security-events.ts';
import type { Role } from '../../functions/domain/model/user.ts';
import { accountStore } from '../../functions/store/accounts.ts';
import { toClosedItem } from '../../functions/store/items/user.ts';
import { securityTrail } from '../../functions/store/security-events.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFaults, tableWithFirstFaults } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const ada = (email?: string) => ({
  userId: realRuntime.newId(),
  role: 'organizer' as Role,
  name: 'Ada',
  issuedAt: 1_700_000_000_000,
  ...(email && { email }),
});
const admit = (subject: ReturnType<typeof ada>, table: Table = strictTable(TABLE_NAME)) =>
  admitSubject(subject, { users: userStore(table), accounts: accountStore(table), runtime: realRuntime });

test.each(['conflict', 'throttle', 'lost-before', 'lost-after', 'sent-twice'] as const)(
  'an account is made once where its transaction has a %s fault',
  async (fault) => {
    const coming = [fault];
    const subject = ada(`${realRuntime.newId().toLowerCase()}@example.com`);
    const made = await admit(subject, tableWithFirstFaults('TransactWriteItemsCommand', coming));
    expect(coming).toEqual([]);
    expect(made).toMatchObject({ id: subject.userId, role: 'organizer', isAddressConfirmed: true });
    expect(await userStore(strictTable(TABLE_NAME)).readByEmail(subject.email ?? '')).toMatchObject({
      id: subject.userId,
    });
    expect(await admit({ ...subject, name: 'Changed' })).toMatchObject({ name: 'Ada' });
  },
);

test('first requests at the same time get the same account', async () => {
  const subject = ada(`${realRuntime.newId().toLowerCase()}@example.com`);
  const all = await Promise.all(Array.from({ length: 6 }, () => admit(subject)));
  expect(new Set(all.map(({ id, email }) => `${id} ${email}`)).size).toBe(1);
});

test('accounts without an address do not stand in each other’s way', async () => {
  for (const one of [await admit(ada()), await admit(ada())]) expect(one.email).toBe('');
});

test.each(['conflict', 'throttle', 'lost-before', 'lost-after'] as const)(
  'an account without an address gets the one that the issuer confirms later, by a request after a %s fault at the latest',
  async (fault) => {
    const subject = ada();
    await admit(subject);
    const email = `${realRuntime.newId().toLowerCase()}@example.com`;
    const confirmed = { ...subject, email };
    const first = await admit(
      confirmed,
      tableWithFaults((command) => (command === 'TransactWriteItemsCommand' ? fault : undefined)),
    );
    expect(first.email).toBe('');
    expect(await admit(confirmed)).toMatchObject({ id: subject.userId, email, isAddressConfirmed: true });
    expect(await userStore(strictTable(TABLE_NAME)).readByEmail(email)).toMatchObject({ id: subject.userId });
    // A later address does not replace it, and nobody else gets it.
    expect(await admit({ ...subject, email: `other-${email}` })).toMatchObject({ email });
    const other = ada();
    await admit(other);
    expect(await admit({ ...other, email })).toMatchObject({ email: '' });
    expect(await admit({ ...other, email })).not.toHaveProperty('isAddressConfirmed');
  },
);

describe('The role that is stored', () => {
  const storedRole = async (userId: string) => (await userStore(strictTable(TABLE_NAME)).read(userId))?.role;

  test('is that of the latest token, and has an entry in the trail', async () => {
    const subject = ada();
    await admit(subject);
    const withdrawn = { ...subject, role: 'attendee' as Role, issuedAt: subject.issuedAt + 1_000 };
    expect(await admit(withdrawn)).toMatchObject({ role: 'attendee' });
    expect(await storedRole(subject.userId)).toBe('attendee');
    // The earlier token still works, and does not bring the role back.
    expect(await admit(subject)).toMatchObject({ role: 'organizer' });
    expect(await storedRole(subject.userId)).toBe('attendee');
    await admit({ ...subject, issuedAt: withdrawn.issuedAt + 1_000 });
    expect(await storedRole(subject.userId)).toBe('organizer');
    const ports = { trail: securityTrail(strictTable(TABLE_NAME)), runtime: realRuntime };
    const { items: entries } = await listSecurityEvents({ limit: 100 }, ports);
    const changes = entries.filter(({ userId }) => userId === subject.userId);
    expect(changes.map(({ kind, role, formerRole, by }) => [kind, formerRole, role, by])).toEqual([
      ['role-changed', 'attendee', 'organizer', undefined],
      ['role-changed', 'organizer', 'attendee', undefined],
    ]);
  });

  test('is stored once where two tokens of one second state different ones', async () => {
    const subject = ada();
    await admit(subject);
    const tokens = (['attendee', 'admin'] as const).map((role) => ({
      ...subject,
      role,
      issuedAt: subject.issuedAt + 1_000,
    }));
    for (let n = 0; n < 3; n += 1)
      for (const token of tokens) expect(await admit(token)).toMatchObject({ role: token.role });
    expect(await storedRole(subject.userId)).toBe('attendee');
  });

  test.each(['conflict', 'throttle', 'lost-before', 'lost-after'] as const)(
    'is stored by the next request after a %s fault at the latest',
    async (fault) => {
      const subject = ada();
      await admit(subject);
      const withdrawn = { ...subject, role: 'attendee' as Role, issuedAt: subject.issuedAt + 1_000 };
      const broken = tableWithFaults((command) =>
        command === 'TransactWriteItemsCommand' ? fault : undefined,
      );
      expect(await admit(withdrawn, broken)).toMatchObject({ role: 'attendee' });
      await admit(withdrawn);
      expect(await storedRole(subject.userId)).toBe('attendee');
    },
  );
});

test('a closed account stays closed, whatever the issuer says', async () => {
  const subject = ada();
  const { client } = strictTable(TABLE_NAME);
  await client.send(new PutCommand({ TableName: TABLE_NAME, Item: toClosedItem(subject.userId, 1) }));
  await expect(admit(subject)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('the account of another issuer has no password that anything matches', async () => {
  const { userId } = ada();
  await admit({ ...ada(), userId });
  expect((await userStore(strictTable(TABLE_NAME)).read(userId))?.passwordHash).toBe('');
});
