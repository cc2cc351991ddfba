/** Accounts of persons whom another issuer has authenticated: made once, whatever is lost, and never again once closed. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { admitSubject } from '../../functions/domain/accounts/admit-subject.ts';
import { accountStore } from '../../functions/store/accounts.ts';
import { toClosedItem } from '../../functions/store/items/user.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFaults, tableWithFirstFaults } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const ada = (email?: string) => ({
  userId: realRuntime.newId(),
  role: 'organizer' as const,
  name: 'Ada',
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
