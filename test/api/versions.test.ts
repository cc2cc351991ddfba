/** ETags of what can be changed, and `If-Match`, which lets a change through only for the version that was read. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { table } from '../../functions/compose.ts';
import { hashPassword } from '../../functions/credentials/passwords.ts';
import type { ProblemCode } from '../../functions/http/problems.ts';
import { aService, type Person, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem } from './answers.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService({ webhooks: 'public' });
});
afterAll(() => it.stop());

type Subject = { path: string; token: string };
const tagOf = (answer: ApiAnswer) => String(answer.headers['etag']);
const read = (subject: Subject, ifNoneMatch?: string) =>
  it.call({ ...subject, ...(ifNoneMatch !== undefined && { headers: { 'if-none-match': ifNoneMatch } }) });
const send = (call: ApiCall, tag: string) => it.call({ ...call, headers: { 'if-match': tag } });

const pathOf = ({ headers }: ApiAnswer) => String(headers['location']);

async function anEvent(): Promise<Subject & { id: string; organizer: Person }> {
  const { id, organizer } = await it.anEvent();
  return { id, organizer, path: `/v1/events/${id}`, token: organizer.token };
}

async function aBooking(): Promise<Subject> {
  const { id } = await it.anEvent();
  const { token } = await it.aPerson();
  return { path: pathOf(await it.book({ id: '', token }, id, { quantity: 3 })), token };
}

async function aWebhook(): Promise<Subject> {
  const { token } = await it.aPerson('organizer');
  const body = { url: 'https://192.0.1.1/webhooks' };
  return { path: pathOf(await it.call({ path: '/v1/webhooks', token, body })), token };
}

async function anAccount(): Promise<Subject> {
  return { path: '/v1/me', token: (await it.aPerson()).token };
}

type Refused = [status: number, code: ProblemCode];
const CHANGED: Refused = [412, 'changed-meanwhile'];

/** What can be changed, two changes of it, and how else the first may be refused: after the second it is impossible. */
const CHANGES: [string, () => Promise<Subject>, (subject: Subject) => [ApiCall, ApiCall], Refused?][] = [
  [
    'an event',
    anEvent,
    (event) => [
      { ...event, method: 'PATCH', body: { venue: 'Great hall' } },
      { ...event, method: 'PATCH', body: { capacity: 20 } },
    ],
  ],
  [
    'an event that is cancelled',
    anEvent,
    (event) => [
      { ...event, method: 'PATCH', body: { salesCloseAt: '2098-01-01T00:00:00Z' } },
      { ...event, method: 'DELETE' },
    ],
    [409, 'event-cancelled'],
  ],
  [
    'a booking',
    aBooking,
    ({ path, token }) => [
      { path: `${path}/cancel`, token, body: { quantity: 1 } },
      { path: `${path}/cancel`, token, body: { quantity: 1 } },
    ],
  ],
  [
    'the names of a booking',
    aBooking,
    ({ path, token }) => [
      { method: 'PATCH', path: `${path}/tickets/1`, token, body: { firstName: 'Ada', lastName: 'L' } },
      { method: 'PATCH', path: `${path}/tickets/1`, token, body: { firstName: 'Grace', lastName: 'H' } },
    ],
  ],
  [
    'a webhook endpoint',
    aWebhook,
    (webhook) => [
      { ...webhook, method: 'PATCH', body: { enabled: false } },
      { ...webhook, method: 'PATCH', body: { description: 'Ours' } },
    ],
  ],
  [
    'the secret of a webhook endpoint',
    aWebhook,
    ({ path, token }) => [
      { path: `${path}/rotate-secret`, token, body: {} },
      { path: `${path}/rotate-secret`, token, body: {} },
    ],
  ],
  [
    'a webhook endpoint that is removed',
    aWebhook,
    (webhook) => [
      { ...webhook, method: 'PATCH', body: { enabled: false } },
      { ...webhook, method: 'DELETE' },
    ],
    [404, 'not-found'],
  ],
  [
    'an account',
    anAccount,
    (me) => [
      { ...me, method: 'PATCH', body: { name: 'Ada Lovelace' } },
      { ...me, method: 'PATCH', body: { name: 'Ada King' } },
    ],
  ],
];

describe.each(CHANGES)('Of two editors of %s', (_what, arrange, changesOf, afterTheSecond = CHANGED) => {
  test('the second gets 412, reads again, and then makes the change', async () => {
    const subject = await arrange();
    const [first, second] = changesOf(subject);
    const seen = tagOf(await read(subject));
    const changed = await send(first, seen);
    expect(changed.status).toBe(200);
    const after = (await read(subject)).body;
    expectProblem(await send(second, seen), 412, 'changed-meanwhile');
    const again = await read(subject);
    expect(again.body).toEqual({ ...after, ...(after.availability && { availability: expect.anything() }) });
    expect([200, 202, 204]).toContain((await send(second, tagOf(again))).status);
  });

  test('one succeeds and the other is refused, if they come at once', async () => {
    const subject = await arrange();
    const seen = tagOf(await read(subject));
    const [first, second] = await Promise.all(changesOf(subject).map((change) => send(change, seen)));
    if (first === undefined || second === undefined) throw new Error('There are two answers.');
    const isFirst = first.status < 300;
    expect(isFirst).toBe(second.status >= 300);
    if (isFirst) expectProblem(second, ...CHANGED);
    else expectProblem(first, ...(first.status === CHANGED[0] ? CHANGED : afterTheSecond));
  });

  test('the first is refused after the second, with the tag of before', async () => {
    const subject = await arrange();
    const [first, second] = changesOf(subject);
    const seen = tagOf(await read(subject));
    expect([200, 202, 204]).toContain((await send(second, seen)).status);
    expectProblem(await send(first, seen), ...afterTheSecond);
  });

  test('the second can go on with the tag in the answer to the first change, or with no condition', async () => {
    const subject = await arrange();
    const [first, second] = changesOf(subject);
    const changed = await send(first, '*');
    expect(tagOf(changed)).toMatch(/^W\/"\d+[."]/);
    expect([200, 202, 204]).toContain((await send(second, `"other", ${tagOf(changed)}`)).status);
  });
});

describe('An account that is closed', () => {
  const password = 'correct horse battery';
  const close = (me: Subject, tag: string) => send({ ...me, method: 'DELETE', body: { password } }, tag);
  const rename = (me: Subject, name: string) => it.call({ ...me, method: 'PATCH', body: { name } });

  async function aCloser(): Promise<Subject> {
    const { token } = await it.anAccount({ passwordHash: await hashPassword(password) });
    return { path: '/v1/me', token };
  }

  test('stays open if it was changed since its owner read it, and is closed with its tag of now', async () => {
    const me = await aCloser();
    const seen = tagOf(await read(me));
    await rename(me, 'Ada King');
    expectProblem(await close(me, seen), 412, 'changed-meanwhile');
    const now = await read(me);
    expect(now.body).toMatchObject({ name: 'Ada King' });
    expect((await close(me, tagOf(now))).status).toBe(204);
    expect((await read(me)).status).toBe(401);
  });

  test.each([
    ['the tag from before, stays open', true, 412],
    ['no condition, is closed as it is then', false, 204],
  ])('while it is changed, with %s', async (_what, isBound, status) => {
    const me = await aCloser();
    const tag = isBound ? tagOf(await read(me)) : '*';
    const middleware = { step: 'initialize', name: 'changeMeanwhile' } as const;
    table().client.middlewareStack.add(
      (next) => async (args) => {
        const isClosing = JSON.stringify(args.input).includes('"account-closed"');
        if (isClosing && table().client.middlewareStack.remove(middleware.name)) await rename(me, 'Ada King');
        return next(args);
      },
      middleware,
    );
    expect((await close(me, tag)).status).toBe(status);
    expect(table().client.middlewareStack.remove(middleware.name)).toBe(false);
    expect((await read(me)).status).toBe(status === 204 ? 401 : 200);
  });
});

test.each(['', 'W/', '7', '"7', '"7" "8"', '*, "7"', "W/'7'"])(
  'the If-Match %j is no list of tags',
  async (tag) => {
    const event = await anEvent();
    const change = { ...event, method: 'PATCH', body: { venue: 'Great hall' } };
    expectFaults(await send(change, tag), 'If-Match');
    expect((await read(event)).body).not.toHaveProperty('venue');
  },
);

test.each(['"of another service"', 'W/"1"', '"00a"', '""'])(
  'the If-Match %s fits no new event',
  async (tag) => {
    const change = { ...(await anEvent()), method: 'PATCH', body: { venue: 'Great hall' } };
    expectProblem(await send(change, tag), 412, 'changed-meanwhile');
  },
);

test('a change that is sent again with the tag from before it is answered as the first time', async () => {
  const event = await anEvent();
  const seen = tagOf(await read(event));
  const calls: ApiCall[] = [
    { ...event, method: 'PATCH', body: { venue: 'Great hall' } },
    { ...event, method: 'DELETE' },
  ];
  for (const call of calls) {
    const tag = call.method === 'DELETE' ? tagOf(await read(event)) : seen;
    const first = await send(call, tag);
    const again = await send(call, tag);
    expect([again.status, tagOf(again).split('.')[0]]).toEqual([first.status, tagOf(first).split('.')[0]]);
  }
});

test('a cancellation that is repeated with its key is answered, although it changed the booking itself', async () => {
  const booking = await aBooking();
  const headers = { 'if-match': tagOf(await read(booking)), 'idempotency-key': 'once' };
  const call = { ...booking, path: `${booking.path}/cancel`, body: { quantity: 1 }, headers };
  const [first, again] = [await it.call(call), await it.call(call)];
  expect([first.status, again.status]).toEqual([200, 200]);
  expect(again.body).toEqual(first.body);
});

test('somebody else’s event is not found, whatever the tag', async () => {
  const { path } = await anEvent();
  const { token } = await it.aPerson('organizer');
  const change = { path, token, method: 'PATCH', body: { venue: 'Great hall' } };
  for (const tag of ['"9"', '*']) expectProblem(await send(change, tag), 404, 'not-found');
});

test('a sale changes the ETag of an event for If-None-Match, and not for If-Match', async () => {
  const event = await anEvent();
  const seen = tagOf(await read(event));
  expect((await read(event, seen)).status).toBe(304);
  await it.book(await it.aPerson(), event.id, { quantity: 2 });
  const change = { ...event, method: 'PATCH', body: { venue: 'Great hall' } };
  expect((await send(change, seen)).status).toBe(200);
  expect((await read(event, seen)).status).toBe(200);
});

test('a change of the role is a change of the account', async () => {
  const person = await it.aPerson();
  const me = { path: '/v1/me', token: person.token };
  const seen = tagOf(await read(me));
  expect((await read(me, seen)).status).toBe(304);
  await it.changeRole(person, 'organizer');
  expectProblem(
    await send({ ...me, method: 'PATCH', body: { name: 'Ada King' } }, seen),
    412,
    'changed-meanwhile',
  );
  expect(await read(me, seen)).toMatchObject({ status: 200, body: { role: 'organizer' } });
});

test('If-None-Match does not keep a change from being made', async () => {
  const change = { ...(await anEvent()), method: 'PATCH', body: { venue: 'Great hall' } };
  const answer = await it.call({ ...change, headers: { 'if-none-match': '*' } });
  expect(answer).toMatchObject({ status: 200, body: { venue: 'Great hall' } });
});
