/** The list of accounts: its readers, its fields, and paging without repetition or gap. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, UNKNOWN_ID } from './answers.ts';

type Account = { id: string; name: string; email: string; role: string };

let it: TestService;
let admin: string;
/** The accounts that every test uses, the oldest first: the admin and five others. */
const people: Account[] = [];

beforeAll(async () => {
  it = await aService();
  admin = (await it.aPerson('admin')).token;
  people.push((await it.call({ path: '/v1/me', token: admin })).body);
  for (const name of ['Ada', 'Grace', 'Edsger', 'Barbara', 'Alan']) people.push(await register(name));
  for (const index of [2, 4]) people[index] = await changeRole(people[index] as Account, 'organizer');
});
afterAll(() => it.stop());

async function register(name: string): Promise<Account> {
  const email = `${name.toLowerCase()}@example.com`;
  const answer = await it.call({
    path: '/v1/auth/register',
    body: { name, email, password: 'correct horse battery' },
  });
  expect(answer.status).toBe(201);
  return answer.body.user;
}

async function changeRole({ id }: Account, role: string): Promise<Account> {
  const answer = await it.call({ method: 'PATCH', path: `/v1/users/${id}`, token: admin, body: { role } });
  expect(answer.status).toBe(200);
  return answer.body;
}

function list(query: Record<string, string> = {}, token = admin): Promise<ApiAnswer> {
  return it.call({ path: `/v1/users?${new URLSearchParams(query)}`, token });
}

/** @returns every page of a list; `between` runs before each page but the first. */
async function listAll(query: Record<string, string>, between = async () => {}): Promise<ApiAnswer[]> {
  const pages = [await list(query)];
  for (let cursor = pages[0]?.body.nextCursor; cursor !== null; cursor = pages.at(-1)?.body.nextCursor) {
    await between();
    pages.push(await list({ ...query, cursor }));
    expect(pages.at(-1)?.status).toBe(200);
  }
  return pages;
}

const idsOf = (pages: ApiAnswer[]): string[] =>
  pages.flatMap(({ body }) => body.items.map(({ id }: Account) => id));

test('an account is listed with its contact, its role and its time of creation, and with nothing else', async () => {
  const { status, body } = await list({ limit: '1' });
  expect(status).toBe(200);
  expect(body.items).toEqual([
    { ...people[0], createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
  ]);
});

test('no page holds a password hash', async () => {
  expect(JSON.stringify((await list()).body)).not.toMatch(/argon2|password|hash/i);
});

test.each(['1', '2', '3', '100'])(
  'pages of %s list every account once, the oldest first, in any role',
  async (limit) => {
    const pages = await listAll({ limit });
    expect(idsOf(pages)).toEqual(people.map(({ id }) => id));
    for (const { body } of pages) expect(body.items.length).toBeLessThanOrEqual(Number(limit));
  },
);

test('a list that fits one page has no next page', async () => {
  expect((await list({ limit: '6' })).body.nextCursor).toBeNull();
  expect((await list({ limit: '5' })).body.nextCursor).toBe(people[4]?.id);
});

test.each([
  ['attendee', [1, 3, 5]],
  ['organizer', [2, 4]],
  ['admin', [0]],
])('a list of the role %s has only the accounts of that role, over all pages', async (role, indexes) => {
  expect(idsOf(await listAll({ role, limit: '1' }))).toEqual(indexes.map((index) => people[index]?.id));
});

test('a cursor of the whole list is valid in the list of a role', async () => {
  const { nextCursor } = (await list({ limit: '3' })).body;
  expect(idsOf([await list({ role: 'organizer', cursor: nextCursor })])).toEqual([people[4]?.id]);
});

test('changes of roles between pages cause no repetition and no gap', async () => {
  const [, first, second, , , last] = people as [Account, Account, Account, Account, Account, Account];
  const flips = [
    () => changeRole(first, 'organizer'),
    () => changeRole(last, 'admin'),
    () => changeRole(second, 'attendee'),
  ];
  const pages = await listAll({ limit: '1' }, async () => {
    await flips.shift()?.();
  });
  expect(idsOf(pages)).toEqual(people.map(({ id }) => id));
  await changeRole(first, 'attendee');
  await changeRole(last, 'attendee');
  await changeRole(second, 'organizer');
});

test('an account with a new role moves to the list of that role', async () => {
  const zelda = await register('Zelda');
  people.push(zelda);
  await changeRole(zelda, 'admin');
  const admins = await eventually(async () => {
    const { items } = (await list({ role: 'admin' })).body;
    return items.length > 1 && items;
  });
  expect(admins).toMatchObject([people[0], { id: zelda.id, role: 'admin' }]);
  expect(idsOf(await listAll({ role: 'attendee' }))).not.toContain(zelda.id);
});

test('accounts created between pages are listed last', async () => {
  const made: Account[] = [];
  const pages = await listAll({ limit: '3' }, async () => {
    if (made.length < 2) made.push(await register(`Late${made.length}`));
  });
  people.push(...made);
  expect(idsOf(pages)).toEqual(people.map(({ id }) => id));
});

test.each([
  ['a part of a name', 'grac', [2]],
  ['a part of an address', 'barbara@ex', [4]],
  ['words in any order, with accents', 'EXAMPLE.com édsger', [3]],
  ['a whole address', 'Alan@Example.com', [5]],
])('a search for %s finds the accounts of which it is true', async (_what, q, indexes) => {
  for (const limit of ['1', '100'])
    expect(idsOf(await listAll({ q, limit }))).toEqual(indexes.map((index) => people[index]?.id));
});

test('a search for an id finds one account, and with another role none', async () => {
  const { id: q = '' } = people[2] ?? {};
  expect(idsOf([await list({ q })])).toEqual([q]);
  expect(idsOf([await list({ q, role: 'organizer' })])).toEqual([q]);
  expect(idsOf([await list({ q, role: 'attendee' })])).toEqual([]);
});

test('a search in a role goes on page by page, and finds each account once', async () => {
  const found = await listAll({ q: 'example', role: 'attendee', limit: '1' });
  const attendees = idsOf(await listAll({ role: 'attendee' }));
  expect(idsOf(found)).toEqual(attendees);
  for (const { body } of found) expect(body.items.length).toBeLessThanOrEqual(1);
});

test.each(['attendee', 'organizer'] as const)('an %s cannot list accounts', async (role) => {
  expectProblem(await list({}, (await it.aPerson(role)).token), 403, 'forbidden');
});

test.each<[string, Record<string, string>, string]>([
  ['a role that does not exist', { role: 'owner' }, 'role'],
  ['two roles', { role: 'attendee,admin' }, 'role'],
  ['an empty role', { role: '' }, 'role'],
  ['a limit of 0', { limit: '0' }, 'limit'],
  ['a limit of 101', { limit: '101' }, 'limit'],
  ['a cursor that is a word', { cursor: 'next' }, 'cursor'],
  ['an empty cursor', { cursor: '' }, 'cursor'],
  ['a cursor that names no account', { cursor: UNKNOWN_ID }, 'cursor'],
  ['words of more than 200 characters', { q: 'a'.repeat(201) }, 'q'],
  ['an unknown parameter', { name: 'Ada' }, 'name'],
])('a list with %s is rejected', async (_what, query, pointer) => {
  expectFaults(await list(query), pointer);
});
