/** The conditions on changing the role of an account. */
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasRole, ROLES, type Role, type User } from '../../functions/domain/model/user.ts';
import { toUserItem } from '../../functions/store/items/user.ts';
import { userStore } from '../../functions/store/users.ts';
import { createConditionsTable } from '../kit/conditions-table.ts';

const RUNS = { numRuns: 150 };

const { table, put, stop } = await createConditionsTable();
afterAll(() => stop());

describe('A change of role', () => {
  const [id, witnessId] = ['person', 'witness'];
  const aUser = (userId: string, role: Role): User => ({
    id: userId,
    name: 'Ada',
    email: 'ada@example.com',
    role,
    passwordHash: '',
    createdAt: '2030-01-01T00:00:00.000Z',
    sessionGeneration: 3,
  });

  const securityEvent = { id: 'a', kind: 'role-changed' as const, at: 0 };
  const change = { witnessId, securityEvent, letters: [] };

  test('ROLE_IS_WHAT_WAS_SEEN, WITNESS_IS_ADMIN: is written exactly if the stored role was seen and the witness is an admin', async () => {
    const role = fc.constantFrom<Role>(...ROLES);
    await fc.assert(
      fc.asyncProperty(role, role, role, role, async (stored, seen, witness, next) => {
        await put(toUserItem(aUser(id, stored)));
        await put(toUserItem(aUser(witnessId, witness)));
        const isVouchedFor = hasRole({ userId: witnessId, role: witness }, 'admin');
        const outcome = await userStore(table).changeRole(aUser(id, seen), next, change);
        const refused = stored === seen ? 'no-witness' : 'failed';
        const isDone = stored === seen && isVouchedFor;
        expect(outcome).toBe(isDone ? 'done' : refused);
        expect(await userStore(table).read(id)).toMatchObject(
          isDone ? { role: next, sessionGeneration: 4 } : { role: stored, sessionGeneration: 3 },
        );
      }),
      RUNS,
    );
  });

  test.each(['attendee', 'organizer', 'admin'] as const)('does not create an account: %s', async (role) => {
    await put(toUserItem(aUser(witnessId, 'admin')));
    const nobody = aUser('nobody', role);
    expect(await userStore(table).changeRole(nobody, 'admin', change)).toBe('failed');
    expect(await userStore(table).read('nobody')).toBeUndefined();
  });

  test('counts from 0 for an account that was stored without a generation', async () => {
    const { sessionGeneration: _, ...item } = toUserItem(aUser(id, 'attendee'));
    await put(item);
    await put(toUserItem(aUser(witnessId, 'admin')));
    const stored = await userStore(table).read(id);
    expect(stored).toMatchObject({ sessionGeneration: 0 });
    expect(await userStore(table).changeRole(stored as User, 'organizer', change)).toBe('done');
    expect(await userStore(table).read(id)).toMatchObject({ role: 'organizer', sessionGeneration: 1 });
  });
});
