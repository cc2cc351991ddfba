/** `npm run export` in a process of its own: its output, its messages, and its retries of failing pages. */
import { execFileSync, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { writeToFile } from '../../bin/export/file.ts';
import { parseCsv } from '../kit/csv.ts';
import { type Run, runVerb } from '../kit/run-verb.ts';
import { aService, type TestService } from '../kit/service.ts';
import { anEventWith, type EventWithBookings } from '../kit/stored-bookings.ts';

const ROWS = 2_500;

let it: TestService;
let event: EventWithBookings;
const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-export-'));
const servers: Server[] = [];

beforeAll(async () => {
  it = await aService();
  const status = (n: number) => (n % 5 === 0 ? 'cancelled' : 'confirmed');
  event = await anEventWith(
    it,
    Array.from({ length: ROWS }, (_, n) => ({ status: status(n) })),
  );
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await it.stop();
});

function run(args: string[], environment: Record<string, string> = {}): Promise<Run> {
  const { url: BOXOFFICE_URL } = it.service;
  return runVerb(['export', ...args], {
    BOXOFFICE_URL,
    BOXOFFICE_TOKEN: event.organizer.token,
    npm_lifecycle_event: '',
    ...environment,
  });
}

/** Starts a server with this listener in place of the service. @returns its address. */
async function aServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const CSV = { 'content-type': 'text/csv; charset=utf-8' };
const next = (target: string) => ({ ...CSV, link: `<${target}>; rel="next"` });

test('an export writes every booking once under one header, and reports their number on standard error', async () => {
  const { exitCode, stdout, stderr } = await run(['--event', event.id]);
  const [header, ...rows] = parseCsv(stdout);
  expect(exitCode).toBe(0);
  expect([header?.[0], stdout.charAt(0), stdout.lastIndexOf('\ufeff')]).toEqual(['id', '\ufeff', 0]);
  const ids = new Set(rows.map(([id = '']) => id));
  expect([rows.length, ids.size]).toEqual([ROWS, ROWS]);
  expect(event.bookings.filter(({ id }) => !ids.has(id))).toEqual([]);
  expect(stderr).toMatch(/^Done: 2,500 bookings, 0\.\d MB, \d+\.\d s\.$/m);
});

test('an export of a status has no other bookings, and is written to the named file', async () => {
  const output = path.join(directory, 'cancelled.csv');
  const { exitCode, stdout } = await run(['--event', event.id, '--status', 'cancelled', '--output', output]);
  expect([exitCode, stdout]).toEqual([0, '']);
  const [, ...rows] = parseCsv(readFileSync(output, 'utf8'));
  expect(rows).toHaveLength(ROWS / 5);
  expect(new Set(rows.map((row) => row[1]))).toEqual(new Set(['cancelled']));
});

test('the file of an export can be read by its owner alone, also where everybody could read the last one', async () => {
  const output = path.join(directory, 'private.csv');
  writeFileSync(output, 'the last export');
  chmodSync(output, 0o644);
  writeFileSync(`${output}.part`, 'left by an interrupted export');
  const { exitCode } = await run(['--event', event.id, '--output', output]);
  expect([exitCode, statSync(output).mode & 0o777]).toEqual([0, 0o600]);
  expect(parseCsv(readFileSync(output, 'utf8'))).toHaveLength(ROWS + 1);
  expect(existsSync(`${output}.part`)).toBe(false);
});

test('of two exports to one file at once, the later one is written, and the earlier one says so', async () => {
  const output = path.join(directory, 'twice.csv');
  const steps = new EventEmitter();
  const [begun, laterBegun] = [once(steps, 'begun'), once(steps, 'later begun')];
  async function* pausing() {
    yield 'id,';
    steps.emit('begun');
    await laterBegun;
    yield 'earlier';
  }
  const earlier = expect(writeToFile(pausing(), output)).rejects.toThrow(
    `Another export to ${output} began.`,
  );
  await begun;
  async function* ending() {
    yield 'id,';
    steps.emit('later begun');
    await earlier;
    yield 'later';
  }
  await writeToFile(ending(), output);
  expect(readFileSync(output, 'utf8')).toBe('id,later');
  expect(existsSync(`${output}.part`)).toBe(false);
});

test('a file that a link names is replaced where it is', async () => {
  const [file, output] = ['linked.csv', 'link.csv'].map((name) => path.join(directory, name)) as [
    string,
    string,
  ];
  writeFileSync(file, '');
  symlinkSync(file, output);
  expect((await run(['--event', event.id, '--output', output])).exitCode).toBe(0);
  expect([lstatSync(output).isSymbolicLink(), readFileSync(file, 'utf8').length > 0]).toEqual([true, true]);
});

test('an export to a pipe goes to its reader, and leaves it a pipe', async () => {
  const pipe = path.join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe]);
  try {
    const { exitCode } = await run(['--event', event.id, '--output', pipe]);
    expect([exitCode, statSync(pipe).isFIFO()]).toEqual([0, true]);
    expect(parseCsv(await text(reader.stdout))).toHaveLength(ROWS + 1);
  } finally {
    reader.kill();
  }
});

test('an export that the service rejects writes nothing and reports the reason, without the token', async () => {
  const { token } = await it.aPerson();
  const { exitCode, stdout, stderr } = await run(['--event', event.id], { BOXOFFICE_TOKEN: token });
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain('incomplete');
  expect(stderr).toContain('not-found');
  expect(stderr).not.toContain(token);
});

test.each<[string, string[], Record<string, string>, string]>([
  ['no event', [], {}, '--event'],
  ['an unknown status', ['--event', 'x', '--status', 'sold'], {}, 'Allowed choices are confirmed'],
  ['no address of the service', ['--event', 'x'], { BOXOFFICE_URL: '' }, 'BOXOFFICE_URL'],
  ['an address without https', ['--event', 'x'], { BOXOFFICE_URL: 'tickets' }, 'BOXOFFICE_URL is no address'],
  ['no token', ['--event', 'x'], { BOXOFFICE_TOKEN: '' }, 'BOXOFFICE_TOKEN'],
  ['lines of npm in its output', ['--event', 'x'], { npm_lifecycle_event: 'export' }, '--silent'],
])('an export with %s does not start', async (_what, args, runtime, word) => {
  const { exitCode, stdout, stderr } = await run(args, runtime);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr.split('\n')[0]).toContain(word);
});

test.each<[string, Record<string, string>, string]>([
  ['a line break in its token', { BOXOFFICE_TOKEN: 'top\nsecret' }, 'BOXOFFICE_TOKEN has a character'],
  ['a character of no token', { BOXOFFICE_TOKEN: 'top secret€' }, 'BOXOFFICE_TOKEN has a character'],
  ['a scheme before its token', { BOXOFFICE_TOKEN: 'Bearer secret' }, 'BOXOFFICE_TOKEN has a character'],
  [
    'a password in its address',
    { BOXOFFICE_URL: 'http://me:secret@127.0.0.1:1' },
    'BOXOFFICE_URL has a user',
  ],
  ['a user in its address', { BOXOFFICE_URL: 'http://secret@127.0.0.1:1' }, 'BOXOFFICE_URL has a user'],
  ['a password in what is no address', { BOXOFFICE_URL: 'me:secret@host' }, 'BOXOFFICE_URL is no address'],
])('an export with %s does not start, and does not show it', async (_what, runtime, words) => {
  const { exitCode, stdout, stderr } = await run(['--event', 'x'], runtime);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(words);
  expect(stderr).not.toContain('secret');
});

test('an export takes a token with a line break after it, as a file has', async () => {
  const { exitCode } = await run(['--event', event.id], { BOXOFFICE_TOKEN: `${event.organizer.token}\r\n` });
  expect(exitCode).toBe(0);
});

test('an export runs under a silent npm', async () => {
  const npm = { npm_lifecycle_event: 'export', npm_config_loglevel: 'silent' };
  expect((await run(['--event', event.id], npm)).exitCode).toBe(0);
});

test('a page that is answered 503 or cut off is requested again and written once', async () => {
  const falters: RequestListener[] = [
    (_request, response) => response.writeHead(200, next('/two')).end('id\r\n1\r\n'),
    (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end(),
    (_request, response) => {
      response.writeHead(200, { ...CSV, 'content-length': '100' }).write('2\r\n', () => response.destroy());
    },
    (_request, response) => response.writeHead(200, CSV).end('2\r\n"3\n"\r\n'),
  ];
  const asked: string[] = [];
  const url = await aServer((request, response) => {
    asked.push(request.url ?? '');
    falters.shift()?.(request, response);
  });
  const { exitCode, stdout, stderr } = await run(['--event', 'x'], { BOXOFFICE_URL: url });
  expect([exitCode, stdout]).toEqual([0, 'id\r\n1\r\n2\r\n"3\n"\r\n']);
  expect(asked).toEqual(['/v1/events/x/bookings', '/two', '/two', '/two']);
  expect(stderr).toContain('3 bookings');
});

test.each<[string, RequestListener]>([
  ['is rejected', (_request, response) => response.writeHead(401).end('expired')],
  ['is no CSV', (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
  ['is a redirect', (_request, response) => response.writeHead(302, { location: '/' }).end()],
])('an export whose next page %s fails as incomplete', async (_what, listener) => {
  const url = await aServer((request, response) => {
    if (request.url === '/two') listener(request, response);
    else response.writeHead(200, next('/two')).end('id\r\n1\r\n');
  });
  const { exitCode, stdout, stderr } = await run(['--event', 'x'], { BOXOFFICE_URL: url });
  expect([exitCode, stdout]).toEqual([1, 'id\r\n1\r\n']);
  expect(stderr).toContain('The export is incomplete.');
});

test.each<[string, RequestListener]>([
  ['at once', (_request, response) => response.writeHead(401).end('expired')],
  [
    'after a page',
    (request, response) => {
      if (request.url === '/two') response.writeHead(401).end('expired');
      else response.writeHead(200, next('/two')).end('id\r\n1\r\n');
    },
  ],
])('an export to a file that fails %s leaves the last one, and no other file', async (_what, listener) => {
  const folder = mkdtempSync(path.join(directory, 'failing-'));
  const output = path.join(folder, 'bookings.csv');
  writeFileSync(output, 'the last export');
  const url = await aServer(listener);
  const { exitCode, stderr } = await run(['--event', 'x', '--output', output], { BOXOFFICE_URL: url });
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('The export is incomplete.')]);
  expect([readdirSync(folder), readFileSync(output, 'utf8')]).toEqual([['bookings.csv'], 'the last export']);
});

test('a link to another host does not get the token', async () => {
  const tokens: (string | undefined)[] = [];
  const other = await aServer((request, response) => {
    tokens.push(request.headers.authorization);
    response.writeHead(200, CSV).end('2\r\n');
  });
  const url = await aServer((_request, response) =>
    response.writeHead(200, next(`${other}/`)).end('id\r\n1\r\n'),
  );
  const { exitCode } = await run(['--event', 'x'], { BOXOFFICE_URL: url });
  expect([exitCode, tokens]).toEqual([1, []]);
});
