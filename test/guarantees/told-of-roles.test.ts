/**
 * A change of a role is told by letters in its transaction: to the account that has another one, and to the admin with whose account
 * a higher one was given. A thief of an admin's session makes an admin of their own, who stays when the password is changed.
 */
import { describe, expect, test } from '@jest/globals';
import { changeRole } from '../../functions/domain/accounts/change-role.ts';
import type { LetterKind } from '../../functions/domain/model/letter.ts';
import type { Role, User } from '../../functions/domain/model/user.ts';
import { letterStore } from '../../functions/store/letters.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { dyingTable } from '../kit/dying-table.ts';
import { aSecurityLog } from '../kit/security-log.ts';
import { asAdmin, aUser } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFirstFaults } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';
import { writeLater } from '../kit/written-later.ts';

useTestTable();

function give(
  admin: User,
  person: User,
  role: Role,
  { table = strictTable(TABLE_NAME), sendsMail = true }: { table?: Table; sendsMail?: boolean } = {},
): Promise<User> {
  const mailing = { language: 'de' as const, sendsMail };
  return changeRole(
    { userId: person.id, role, ...asAdmin(admin), mailing },
    { users: userStore(table), securityLog: aSecurityLog(), runtime: realRuntime },
  );
}

/** The kinds of the letters to an account, each with its address and language. */
async function lettersTo({ id }: User): Promise<[LetterKind, string | undefined, string][]> {
  const found = await letterStore(strictTable(TABLE_NAME)).listOf(id, 100);
  return found.map(({ letter }) => [letter.kind, letter.to?.email, letter.language]);
}

const allLetters = (people: User[]) => Promise.all(people.map(lettersTo));
const changed = ({ email }: User) => ['role-changed', email, 'de'];
const given = ({ email }: User) => ['role-given', email, 'de'];

describe('A role that an admin gives', () => {
  test.each<[string, Role, Role]>([
    ['attendee is made an organizer', 'attendee', 'organizer'],
    ['organizer is made an admin', 'organizer', 'admin'],
  ])('is told to both when an %s', async (_, before, after) => {
    const [admin, person] = [await aUser('admin'), await aUser(before)];
    await give(admin, person, after);
    await give(admin, person, after);
    expect(await allLetters([admin, person])).toEqual([[given(admin)], [changed(person)]]);
  });

  test('is told to the account alone when it is a lower one', async () => {
    const [admin, person] = [await aUser('admin'), await aUser('organizer')];
    await give(admin, person, 'attendee');
    expect(await allLetters([admin, person])).toEqual([[], [changed(person)]]);
  });

  test('is told once to an admin who gives up their own', async () => {
    const [admin] = [await aUser('admin'), await aUser('admin')];
    await give(admin, admin, 'attendee');
    expect(await lettersTo(admin)).toEqual([changed(admin)]);
  });

  test('is told to nobody where the service sends no mail, and to no account without an address', async () => {
    const admin = await aUser('admin');
    const person = await aUser();
    await give(admin, person, 'organizer', { sendsMail: false });
    expect(await allLetters([admin, person])).toEqual([[], []]);
    const nameless = { ...person, id: realRuntime.newId(), email: '' };
    await userStore(strictTable(TABLE_NAME)).create(nameless);
    await give(admin, nameless, 'organizer');
    expect(await allLetters([admin, nameless])).toEqual([[given(admin)], []]);
  });

  test.each(['conflict', 'throttle', 'lost-before', 'lost-after'] as const)(
    'is told once to each with a %s fault',
    async (fault) => {
      const [admin, person] = [await aUser('admin'), await aUser()];
      const coming = [fault];
      await give(admin, person, 'admin', {
        table: tableWithFirstFaults('TransactWriteItemsCommand', coming),
      });
      expect(coming).toEqual([]);
      expect(await allLetters([admin, person])).toEqual([[given(admin)], [changed(person)]]);
    },
  );

  test.each([
    ['before', false, 'attendee'],
    ['after', true, 'admin'],
  ] as const)(
    'is told exactly if it is given by a process that dies %s the transaction',
    async (moment, isGiven, role) => {
      const [admin, person] = [await aUser('admin'), await aUser()];
      const { table, died } = dyingTable(1, moment, (command) => command === 'TransactWriteItemsCommand');
      await expect(give(admin, person, 'admin', { table })).rejects.toMatchObject({ code: 'busy' });
      expect(died()).toBe(true);
      expect(await userStore(strictTable(TABLE_NAME)).read(person.id)).toMatchObject({ role });
      const expected = isGiven ? [[given(admin)], [changed(person)]] : [[], []];
      expect(await allLetters([admin, person])).toEqual(expected);
    },
    15_000,
  );

  test('a negative control: letters that are written after the act are missing if the process dies between', async () => {
    const [admin, person] = [await aUser('admin'), await aUser()];
    const { table, died } = dyingTable(1, 'before', (command) => command === 'PutItemCommand');
    writeLater(table, { pk: 'USER#', sk: 'LETTER#' });
    await expect(give(admin, person, 'admin', { table })).rejects.toMatchObject({ code: 'busy' });
    expect(died()).toBe(true);
    expect(await userStore(strictTable(TABLE_NAME)).read(person.id)).toMatchObject({ role: 'admin' });
    expect(await allLetters([admin, person])).toEqual([[], []]);
  });
});
