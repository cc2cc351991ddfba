/**
 * No personal data and no secret in the log: everything that the API can do is done once, with mails and with failures, and
 * the whole log is searched for every name, address, password, token and code that was sent or answered.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { arrangeExamples, exampleCalls } from '../../bin/local/examples.ts';
import { logToFile } from '../../bin/local/log-file.ts';
import { writeLog } from '../../functions/http/log.ts';
import { PROBLEMS } from '../../functions/http/problems.ts';
import { ROUTES } from '../../functions/http/routes.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';

/** The fields of requests and answers whose texts are personal or secret, wherever they are. */
const PRIVATE =
  /^(name|firstName|lastName|email|password|newPassword|accessToken|refreshToken|manageToken|token|code|ticket|secret|reason|subject|text|description|address|q)$/;
/** Shorter texts are found in others by chance. */
const SHORTEST_CHARACTERS = 3;

let it: TestService;
let directory: string;
const used = new Set<string>();
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-log-'));
  process.env['LOG_FILE'] = path.join(directory, 'log');
  process.env['LOG_LEVEL'] = 'DEBUG';
  logToFile(process.env['LOG_FILE']);
  it = await aService({ sendsNotices: true });
});
afterAll(async () => {
  await it.stop();
  rmSync(directory, { recursive: true, force: true });
});

const log = () => readFileSync(path.join(directory, 'log'), 'utf8');

/** Collects the private texts in what was sent or answered. */
function collect(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inside] of Object.entries(value)) {
    if (typeof inside !== 'string') collect(inside);
    else if (PRIVATE.test(name) && inside.length >= SHORTEST_CHARACTERS && !(inside in PROBLEMS))
      used.add(inside);
  }
}

async function call(request: ApiCall): Promise<ApiAnswer> {
  const answer = await it.call(request);
  if (request.token !== undefined) used.add(request.token);
  // The description of the API has names of fields.
  for (const part of [request.body, request.path === '/openapi.json' ? {} : answer.body]) collect(part);
  for (const [name, text] of new URL(request.path, it.service.url).searchParams) collect({ [name]: text });
  return answer;
}

/** @returns the routes of which the log has no answered request. */
function untried(): string[] {
  const answered = new Set([...log().matchAll(/"route":"([\w-]+)"/g)].map(([, route]) => route));
  return Object.keys(ROUTES).filter((route) => !answered.has(route));
}

/** @returns the texts that are in the log as a whole word or words. */
function foundIn(lines: string): string[] {
  const isIn = (text: string) => {
    const quoted = JSON.stringify(text)
      .slice(1, -1)
      .replaceAll(/[^\w\s]/g, '\\$&');
    return new RegExp(`(?<![\\w-])${quoted}(?![\\w-])`).test(lines);
  };
  return [...used].filter(isIn);
}

/** A guest's life, with an attendee and a ticket holder of their own, and requests that fail. */
async function liveAsGuests(): Promise<void> {
  const { id, organizer } = await it.anEvent({ allowGuests: true, capacity: 1 });
  const bookings = `/v1/events/${id}/bookings`;
  const attendee = { firstName: 'Hypatia', lastName: 'Alexandrina', email: 'hypatia@example.org' };
  const first = await call({ path: bookings, body: { quantity: 1, attendee } });
  const waiting = { ...attendee, email: 'theon@example.org' };
  const second = await call({ path: bookings, body: { quantity: 1, attendee: waiting } });
  const own = { token: first.body.manageToken };
  const holder = { firstName: 'Synesius', lastName: 'Cyrenaeus', email: 'synesius@example.org' };
  await call({ ...own, path: `${bookings}/${first.body.id}/tickets/1/transfer`, body: holder });
  await call({ ...own, path: `${bookings}/${first.body.id}/tickets` });
  await call({ ...own, path: `${bookings}/${first.body.id}/cancel`, body: {} });
  await eventually(async () => {
    const { body } = await call({ token: second.body.manageToken, path: `${bookings}/${second.body.id}` });
    return body.status === 'confirmed';
  });
  await call({ token: organizer.token, path: `${bookings}?q=hypatia` });
  await call({ path: '/v1/auth/login', body: { email: waiting.email, password: 'wrong and secret 1' } });
  await call({ path: '/v1/auth/refresh', body: { refreshToken: 'no.such-token' } });
  await call({ path: `${bookings}/hypatia@example.org`, ...own });
  await call({ path: bookings, body: { quantity: 'two', attendee } });
  await it.call({ path: bookings, body: '{"attendee":"Hypatia' });
  await call({ path: '/v1/hypatia@example.org?email=hypatia@example.org' });
}

test('a run of everything writes no name, address, password, token or code to the log', async () => {
  const byRole = await arrangeExamples();
  for (const token of Object.values(byRole)) used.add(token);
  const { body: document } = await it.call({ path: '/openapi.json' });
  for (const { call: example } of exampleCalls(document, byRole)) await call(example);
  await liveAsGuests();
  await eventually(async () => log().includes('"kind":"promoted"'));

  await eventually(async () => untried().length === 0).catch(() => undefined);
  expect(untried()).toEqual([]);
  expect(used.size).toBeGreaterThan(50);
  expect(foundIn(log())).toEqual([]);
});

test('control: a line with a name, or with a token inside a text, is found', async () => {
  used.add('Hypatia').add('a-token-of-somebody');
  writeLog('info', 'A line.', { who: 'Hypatia Alexandrina', header: 'Bearer a-token-of-somebody' });
  await eventually(async () => log().includes('"who"'));
  expect(foundIn(log())).toEqual(expect.arrayContaining(['Hypatia', 'a-token-of-somebody']));
});
