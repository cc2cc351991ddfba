/** A search for accounts: each answer looks at a bounded number of them, and all pages together miss none. */
import { expect, test } from '@jest/globals';
import { type ListUsers, listUsers } from '../../../functions/domain/accounts/list-users.ts';
import { LISTING_LOOK_ACCOUNTS } from '../../../functions/domain/model/limits.ts';
import type { ListedUser, Role, User } from '../../../functions/domain/model/user.ts';

const COUNT = 2 * LISTING_LOOK_ACCOUNTS + 50;

/** The oldest first. Every hundredth account is of an organizer named Ada. */
const ALL = Array.from({ length: COUNT }, (_, place) => {
  const isAda = place % 100 === 99;
  const id = String(place).padStart(22, '0');
  const createdAt = new Date(place * 1000).toISOString();
  const name = isAda ? 'Ada Lovelace' : 'Somebody';
  return {
    id,
    name,
    email: `${place}@example.com`,
    createdAt,
    role: isAda ? 'organizer' : 'attendee',
  } as User;
});

/** Ports that keep how many accounts each list was asked for. */
function somePorts() {
  const asked: number[] = [];
  const users = {
    read: async (userId: string) => ALL.find(({ id }) => id === userId),
    readByEmail: async (address: string) => ALL.find(({ email }) => email === address),
    async listRole(wanted: Role, after: User | undefined, limit: number): Promise<ListedUser[]> {
      asked.push(limit);
      const rest = ALL.filter(({ role, id }) => role === wanted && (after === undefined || id > after.id));
      return rest.slice(0, limit);
    },
  };
  const trail = { add: async () => undefined };
  const runtime = { now: () => 0, sleep: async () => undefined, random: () => 0, newId: () => '' };
  return { asked, ports: { users, trail, securityLog: { write: () => undefined }, runtime } };
}

async function searchAll(search: Pick<ListUsers, 'q' | 'role'>, limit: number) {
  const { asked, ports } = somePorts();
  const request = { by: 'admin', limit, ...search };
  const pages = [await listUsers(request, ports)];
  for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor)
    pages.push(await listUsers({ ...request, cursor }, ports));
  return { asked, pages, ids: pages.flatMap(({ items }) => items.map(({ id }) => id)) };
}

const ADAS = ALL.filter(({ name }) => name === 'Ada Lovelace').map(({ id }) => id);

test.each([1, 3, 100])('pages of %i have each account that matches once, the oldest first', async (limit) => {
  const { pages, ids } = await searchAll({ q: 'lovelace' }, limit);
  expect(ids).toEqual(ADAS);
  for (const { items } of pages) expect(items.length).toBeLessThanOrEqual(limit);
});

test('an answer looks at a bounded number of accounts, however few match', async () => {
  const { asked, pages, ids } = await searchAll({ q: 'nobody', role: 'attendee' }, 20);
  expect(ids).toEqual([]);
  expect(new Set(asked)).toEqual(new Set([LISTING_LOOK_ACCOUNTS + 1]));
  expect(pages.map(({ nextCursor }) => nextCursor !== undefined)).toEqual([true, true, false]);
});

test('a whole address and an id are looked up, and no list is read', async () => {
  const { email = '', id = '' } = ALL.at(-1) ?? {};
  for (const q of [email.toUpperCase(), id]) {
    const { asked, ids } = await searchAll({ q }, 20);
    expect(ids).toEqual([id]);
    expect(asked).toEqual([]);
  }
});

test('a new address that nobody has confirmed is not searched', async () => {
  const claimed = 'mallory-claims@example.org';
  Object.assign(ALL[0] ?? {}, { newEmail: claimed });
  expect((await searchAll({ q: claimed }, 20)).ids).toEqual([]);
});

test('a list without a search reads no more than its page', async () => {
  const { asked } = await searchAll({ role: 'attendee' }, 100);
  expect(new Set(asked)).toEqual(new Set([101]));
});
