/** The list of events over HTTP: its order, its filters, and an organizer's own events. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { moveIntoPast } from '../kit/begun-event.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem } from './answers.ts';

const HOUR_MS = 60 * 60 * 1000;

let it: TestService;
let organizer: Person;
/** The ids of the events that every test uses, by name. */
let idsByName: Record<string, string>;

const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

beforeAll(async () => {
  it = await aService();
  organizer = await it.aPerson('organizer');
  idsByName = {
    lastYear: await createPast(
      { name: 'Last year', venue: 'Städel' },
      { startsAt: '2023-05-01T20:00:00.000Z' },
    ),
    yesterday: await createPast({ name: 'Yesterday' }, { startsAt: inHours(-24), endsAt: inHours(-22) }),
    running: await createPast({ name: 'Running' }, { startsAt: inHours(-30), endsAt: inHours(30) }),
    tonight: await create({ name: 'Žofie sings', startsAt: inHours(2), venue: 'Town hall', capacity: 1 }),
    soon: await create({ name: 'Soon', startsAt: inHours(100), salesOpenAt: inHours(50) }),
    later: await create({ name: 'First night', startsAt: '2099-01-01T20:00:00Z', address: 'Straße 5' }),
    calledOff: await create({ name: 'Called off', startsAt: inHours(1) }),
    calledOffEarlier: await create({ name: 'Called off, too', startsAt: inHours(1) }),
  };
  for (const [name, startsAt] of [
    ['calledOff', inHours(1)],
    ['calledOffEarlier', inHours(-100)],
  ] as const) {
    const path = `/v1/events/${idsByName[name]}`;
    // Cancelling an event without bookings would remove it.
    expect((await it.book(await it.aPerson(), idsByName[name] ?? '')).status).toBe(201);
    await moveIntoPast(idsByName[name] ?? '', { startsAt });
    expect((await it.call({ method: 'DELETE', path, token: organizer.token })).status).toBe(202);
  }
  await it.book(await it.aPerson(), idsByName['tonight'] ?? '', { quantity: 1 });
  await it.book(await it.aPerson(), idsByName['tonight'] ?? '', { quantity: 1 });
});
afterAll(() => it.stop());

async function create(fields: Record<string, unknown>, person = organizer): Promise<string> {
  const body = { name: 'First night', capacity: 10, ...fields };
  const answer = await it.call({ path: '/v1/events', token: person.token, body });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

async function createPast(
  fields: Record<string, unknown>,
  times: { startsAt: string; endsAt?: string },
): Promise<string> {
  const id = await create({ ...fields, startsAt: inHours(1) });
  await moveIntoPast(id, times);
  return id;
}

type Query = Record<string, string>;

function list(query: Query = {}, person?: Person): Promise<ApiAnswer> {
  const path = `/v1/events?${new URLSearchParams(query)}`;
  return it.call({ path, ...(person && { token: person.token }) });
}

/** @returns the names of all listed events, over all pages; of events of other tests only the id `watched`. */
async function namesOf(query: Query = {}, person?: Person, watched?: string): Promise<string[]> {
  const names = new Map(Object.entries(idsByName).map(([name, id]) => [id, name]));
  const listed: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { status, body } = await list({ ...query, ...(cursor && { cursor }) }, person);
    expect(status).toBe(200);
    for (const { id } of body.items) listed.push(names.get(id) ?? id);
    cursor = body.nextCursor;
  }
  return listed.filter((name) => name in idsByName || name === watched);
}

const IN_ORDER = [
  ...['running', 'tonight', 'soon', 'later'],
  ...['yesterday', 'lastYear'],
  ...['calledOff', 'calledOffEarlier'],
];

test.each(['1', '2', '3', '100'])('pages of %s list future events first, without a token', async (limit) => {
  expect(await namesOf({ limit })).toEqual(IN_ORDER);
});

test('a token does not change the list', async () => {
  const event = await it.anEvent({ allowGuests: true, startsAt: inHours(5) });
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
  const path = `/v1/events/${event.id}/bookings`;
  const { manageToken } = (await it.call({ path, body: { quantity: 1, attendee } })).body;
  const people = [await it.aPerson(), organizer, await it.aPerson('admin'), { id: '', token: manageToken }];
  const [anyone, ...others] = await Promise.all([list(), ...people.map((person) => list({}, person))]);
  const idsIn = ({ body }: ApiAnswer) => body.items.map(({ id }: { id: string }) => id);
  for (const other of others) expect(idsIn(other)).toEqual(idsIn(anyone as ApiAnswer));
  expectProblem(await list({}, { id: '', token: 'nonsense' }), 401, 'unauthenticated');
});

test.each<[string, Query, string[]]>([
  ['a word of a name', { q: 'sings' }, ['tonight']],
  ['another case and without accents', { q: 'ZOFIE' }, ['tonight']],
  ['a part of a word', { q: 'nigh' }, ['later']],
  ['a word of a venue', { q: 'stadel' }, ['lastYear']],
  ['a letter that has two in upper case', { q: 'STRASSE' }, ['later']],
  ['words of both, in any order', { q: 'hall zofie' }, ['tonight']],
  ['a word that no event has', { q: 'zofie nowhere' }, []],
  ['a regular expression', { q: '.*' }, []],
])('a search for %s finds the matching events', async (_what, query, expected) => {
  for (const limit of ['1', '100']) expect(await namesOf({ ...query, limit })).toEqual(expected);
});

test.each<[string, string[]]>([
  ['not-open', ['soon']],
  ['on-sale', ['running', 'later']],
  ['sold-out', ['tonight']],
  ['closed', ['yesterday', 'lastYear']],
  ['cancelled', ['calledOff', 'calledOffEarlier']],
])('a list of events that are %s has no others', async (state, expected) => {
  for (const limit of ['1', '100']) expect(await namesOf({ state, limit })).toEqual(expected);
});

test('a list of an interval includes an event at its start and excludes one at its end', async () => {
  const at = '2099-01-01T20:00:00Z';
  expect(await namesOf({ from: at })).toEqual(['later']);
  expect(await namesOf({ from: '2099-01-01T21:00:00+01:00', to: '2100-01-01T00:00:00Z' })).toEqual(['later']);
  expect(await namesOf({ from: '2098-01-01T00:00:00Z', to: at })).toEqual([]);
  expect(await namesOf({ to: '2024-01-01T00:00:00Z' })).toEqual(['lastYear']);
  expect(await namesOf({ from: inHours(-200), to: inHours(-1) })).toEqual([
    'running',
    'yesterday',
    'calledOffEarlier',
  ]);
  expect(await namesOf({ from: '2099-01-01T00:00:00Z', to: '2098-01-01T00:00:00Z' })).toEqual([]);
});

test('filters are combined', async () => {
  const query = { q: 'called off', state: 'cancelled', from: inHours(0) };
  expect(await namesOf(query)).toEqual(['calledOff']);
  expect(await namesOf({ ...query, organizer: 'me' }, organizer)).toEqual(['calledOff']);
  expect(await namesOf({ ...query, organizer: 'me' }, await it.aPerson('organizer'))).toEqual([]);
});

test('an organizer gets their own events in the same order, at once after their creation', async () => {
  const other = await it.aPerson('organizer');
  const own = await create({ startsAt: inHours(3) }, other);
  for (const limit of ['1', '3', '100']) {
    expect(await namesOf({ organizer: 'me', limit }, organizer)).toEqual(IN_ORDER);
    expect(await namesOf({ organizer: 'me', limit }, other)).toEqual([]);
    expect(await namesOf({ organizer: 'me', limit }, other, own)).toEqual([own]);
  }
  expect(await namesOf({ organizer: 'me' }, await it.aPerson('admin'))).toEqual([]);
});

test('an event with many shards is in the list of its organizer', async () => {
  const other = await it.aPerson('organizer');
  const rush = await create({ startsAt: inHours(3), peakRequestsPerSecond: 10_000 }, other);
  expect(await namesOf({ organizer: 'me' }, other, rush)).toEqual([rush]);
});

test('the list of own events requires an account, and is empty for those who run none', async () => {
  expectProblem(await list({ organizer: 'me' }), 401, 'unauthenticated');
  expect(await namesOf({ organizer: 'me' }, await it.aPerson())).toEqual([]);
  const former = await it.aPerson('organizer');
  await create({ startsAt: inHours(1) }, former);
  await it.changeRole(former, 'attendee');
  expect(await namesOf({ organizer: 'me' }, former)).toEqual([]);
});

test('an event that is rescheduled or cancelled changes its place in the list', async () => {
  const other = await it.aPerson('organizer');
  const id = await create({ startsAt: '2098-01-01T00:00:00Z', name: 'Moving' }, other);
  const change = (body: unknown) =>
    it.call({ method: 'PATCH', path: `/v1/events/${id}`, token: other.token, body });
  const positions = async () => {
    const names = await namesOf({}, other, id);
    return [names.indexOf(id) - names.indexOf('later'), names.filter((name) => name === id).length];
  };
  expect(await positions()).toEqual([-1, 1]);
  expect(
    (await change({ startsAt: '2099-06-01T00:00:00Z', salesCloseAt: '2099-05-01T00:00:00Z' })).status,
  ).toBe(200);
  expect(await positions()).toEqual([1, 1]);
  await it.call({ method: 'DELETE', path: `/v1/events/${id}`, token: other.token });
  await eventually(async () => (await namesOf({ state: 'cancelled' }, undefined, id)).includes(id));
  expect((await namesOf({}, other, id)).indexOf(id)).toBe(IN_ORDER.indexOf('calledOff'));
  expect(await namesOf({ organizer: 'me', state: 'on-sale' }, other)).toEqual([]);
});

test.each<[string, Query, string]>([
  ['a state that does not exist', { state: 'open' }, 'state'],
  ['a property of every object for a state', { state: 'constructor' }, 'state'],
  ['two states', { state: 'closed,cancelled' }, 'state'],
  ['an instant in words', { from: 'tomorrow' }, 'from'],
  ['an instant without an offset', { to: '2099-01-01T20:00:00' }, 'to'],
  ['a day alone', { to: '2099-01-01' }, 'to'],
  ['a search for nothing', { q: ' ' }, 'q'],
  ['a search for an invisible character', { q: '\u200b' }, 'q'],
  ['a search for 101 characters', { q: 'a'.repeat(101) }, 'q'],
  ['another organizer', { organizer: 'A'.repeat(22) }, 'organizer'],
  ['an unknown parameter', { venue: 'Town hall' }, 'venue'],
  ['a cursor without its group', { cursor: asCursor({ now: 'x', since: 'y' }) }, 'cursor'],
  ['a cursor with an unknown group', { cursor: asCursor({ now: 'x', since: 'y', group: 'z' }) }, 'cursor'],
  [
    'an end before its start',
    { cursor: asCursor({ now: 'x', since: 'y', group: 'past', from: 'b', upTo: 'a' }) },
    'cursor',
  ],
])('a list with %s is rejected', async (_what, query, pointer) => {
  expectFaults(await list(query, organizer), pointer);
});

function asCursor(fields: unknown): string {
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

test('a cursor that this list never issued is accepted or rejected, and causes no 5xx answer', async () => {
  for (const group of ['coming', 'past', 'cancelled']) {
    for (const after of ['\0', '~~~', 'ü', '2099']) {
      const cursor = asCursor({ now: 'tomorrow', since: '~', group, after, from: '\0', upTo: '~' });
      for (const query of [{ cursor }, { cursor, organizer: 'me' }] as Query[]) {
        expect([200, 422]).toContain((await list(query, organizer)).status);
      }
    }
  }
});
