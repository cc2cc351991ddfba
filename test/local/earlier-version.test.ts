/**
 * `npm start` on the data of an earlier version. `earlier-version.sqlite.gz` is the table of the service of 29 November 2026 (commit
 * de63b1a3), as it was after it had stopped: sold-out events whose waitlists have people, with a limit and without. The list of token
 * keys was removed, because their secrets are not kept here.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ApiClient, apiClient } from '../../bin/local/api-client.ts';
import { endServiceProcesses, startServiceProcess } from '../../bin/local/service-process.ts';
import { eventually } from '../kit/service.ts';

const PASSWORD = { admin: 'correct horse battery', others: 'staple battery horse' };

/** The ids of the events and their bookings. Ben waits before Cleo; each holder is Ada. */
const SOLD_OUT = {
  event: 'gzthRT06ARWSvZ1OznaYbQ',
  holder: 'bFoVYGc0AeaaIm1jvWpoDg',
  ben: 'ZZ-oC9OI5zPQ6ewKWAw4IA',
  cleo: 'wrWjNJR1CKoK71Q9MqjepA',
};
const FULL_WAITLIST = {
  event: 'yIUm-YfBplLrRJYr3QTnbA',
  holder: 'dEi9RMUHbmc14_b4jySpqA',
  ben: '8USqGmhMQhnVdYkV3YmTjQ',
};
const WAITLIST_WITH_ROOM = { event: '6cj88iC0VAm2SPzw-Gs8Lg' };
const OFFERED = { event: 'cf7m6PckZS0aXUYIKXQllw' };
const ON_SALE = { event: 'lmc4G-isr-yRPUoD-0XbLg', dora: '-cjQSkOyhx6l-hr0UXB13w' };

let directory: string;
let client: ApiClient;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-earlier-'));
  const kept = path.join(import.meta.dirname, 'earlier-version.sqlite.gz');
  writeFileSync(path.join(directory, 'table.sqlite'), gunzipSync(readFileSync(kept)), { mode: 0o600 });
  const service = startServiceProcess({
    DATA_DIR: directory,
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: PASSWORD.admin,
    MAIL_FROM: '',
    LOG_LEVEL: 'ERROR',
  });
  client = apiClient(await service.ready);
  for (const name of ['admin', 'ada', 'ben', 'cleo', 'dora', 'emil', 'finn']) {
    const password = name === 'admin' ? PASSWORD.admin : PASSWORD.others;
    const answer = await client.call({
      method: 'POST',
      path: '/v1/auth/login',
      body: { email: `${name}@example.com`, password },
    });
    tokens[name] = String(answer.body['accessToken']);
  }
}, 60_000);
afterAll(() => {
  endServiceProcesses();
  rmSync(directory, { recursive: true, force: true });
});

const get = (name: string, place: string) => client.call({ path: `/v1/${place}`, token: tokens[name] ?? '' });
const post = (name: string, place: string, body: object) =>
  client.call({ method: 'POST', path: `/v1/${place}`, token: tokens[name] ?? '', body });
const booking = (name: string, event: string, id: string) => get(name, `events/${event}/bookings/${id}`);
const book = (name: string, event: string) => post(name, `events/${event}/bookings`, { quantity: 1 });

test('keeps its accounts, and the tickets of their bookings', async () => {
  const { status, body } = await booking('dora', ON_SALE.event, ON_SALE.dora);
  expect([status, body]).toMatchObject([200, { status: 'confirmed', quantity: 2 }]);
  const { body: listed } = await get('dora', 'bookings');
  expect(listed).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ id: ON_SALE.dora })]),
  });
});

test('goes on selling, and promotes in the order of then', async () => {
  expect(await book('emil', ON_SALE.event)).toMatchObject({ status: 201 });
  const { event, holder, ben, cleo } = SOLD_OUT;
  expect(await post('ada', `events/${event}/bookings/${holder}/cancel`, { quantity: 1 })).toMatchObject({
    status: 200,
  });
  await eventually(async () => (await booking('ben', event, ben)).body['status'] === 'confirmed');
  expect((await booking('cleo', event, cleo)).body).toMatchObject({ status: 'waitlisted', position: 1 });
  expect((await book('finn', event)).body).toMatchObject({ status: 'waitlisted' });
});

test('keeps the limits of its waitlists', async () => {
  expect(await book('dora', FULL_WAITLIST.event)).toMatchObject({
    status: 409,
    body: { code: 'waitlist-full' },
  });
  const joins = [];
  for (const name of ['cleo', 'dora', 'emil']) joins.push(await book(name, WAITLIST_WITH_ROOM.event));
  expect(joins.map(({ status }) => status)).toEqual([202, 202, 409]);
  const { event, holder, ben } = FULL_WAITLIST;
  await post('ada', `events/${event}/bookings/${holder}/cancel`, {});
  await eventually(async () => (await booking('ben', event, ben)).body['status'] === 'confirmed');
  expect(await book('finn', event)).toMatchObject({ status: 202 });
});

test('breaks no guarantee', async () => {
  for (const { event } of [SOLD_OUT, FULL_WAITLIST, WAITLIST_WITH_ROOM, OFFERED, ON_SALE]) {
    const { status, body } = await get('admin', `events/${event}/audit`);
    expect([status, body]).toMatchObject([200, { holds: true }]);
  }
});
