/** `npm start` in a process of its own: its output, the three requests that it prints, and failing starts. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enginesOn } from '../../bin/local/left-engine.ts';
import { freePort } from '../../bin/local/ports.ts';
import { endServiceProcesses, startServiceProcess } from '../../bin/local/service-process.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

type Started = {
  child: ChildProcess;
  output: () => string;
  complaints: () => string;
  ended: Promise<number | null>;
};

let directory: string;
const children = new Set<ChildProcess>();
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-start-'));
});
afterAll(() => {
  for (const child of children) signalAll(child, 'SIGKILL');
  endServiceProcesses();
  rmSync(directory, { recursive: true, force: true });
});

/** Interrupts the whole process group, as Ctrl-C in a terminal does: npm, its shell, the service and its engine. */
function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) process.kill(-child.pid, signal);
}

/** Runs `npm start` with these variables and without those of the test process. */
function npmStart(variables: Record<string, string>): Started {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(AWS_|npm_|NODE_OPTIONS$|ADMIN_|PORT$|HOST$|DATA_DIR$|TABLE_NAME$|QUEUE_URL$|PUBLIC_ORIGIN$|CORS_ORIGINS$)/.test(
        name,
      ),
  );
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(inherited), ...variables },
  });
  children.add(child);
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      children.delete(child);
      resolve(code);
    });
  });
  return { child, output: () => output, complaints: () => complaints, ended };
}

/** @returns the output up to and including the last printed request. @throws if the process ends before. */
async function untilReady({ child, output, complaints, ended }: Started): Promise<string> {
  for (;;) {
    if (/-d '\{"quantity":1\}'\n/.test(output())) return output();
    const more = new Promise<'more'>((resolve) => child.stdout?.once('data', () => resolve('more')));
    if ((await Promise.race([more, ended])) !== 'more') throw new Error(`The process ended. ${complaints()}`);
  }
}

const addressIn = (text: string): string => /ready on (http:\/\/\S+)/.exec(text)?.[1] ?? '';
const adminIn = (text: string): string => /^Admin: +(.*)$/m.exec(text)?.[1] ?? '';
const requestsIn = (text: string): string =>
  text.slice(text.indexOf('Three requests to try')).replace(/^.*\n/, '');

/** Runs the printed requests in a shell with these variables. @returns the output of the last one. */
async function paste(
  text: string,
  variables: Record<string, string> = {},
): Promise<{ status: string; quantity: number }> {
  const env = { ...process.env, NODE_OPTIONS: '', ...variables };
  const { stdout } = await promisify(execFile)('bash', ['-c', requestsIn(text)], { env });
  return JSON.parse(stdout);
}

/** Runs the printed demonstration in a shell, until it tells of its event. @returns what it said, or why it ended. */
async function beginDemo(text: string): Promise<string> {
  const command = /^Demo: +(.+), in another terminal/m.exec(text)?.[1] ?? 'false';
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = spawn('bash', ['-c', command], { cwd: ROOT, detached: true, env });
  children.add(child);
  let said = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const begun = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
        if (said.includes('/events/')) resolve();
      });
  });
  await Promise.race([ended, begun]);
  if (child.exitCode === null) signalAll(child, 'SIGINT');
  await ended;
  children.delete(child);
  return said;
}

/** Runs the health check of the Dockerfile. @returns its exit code. */
function healthByContainer(port: number): Promise<number | null> {
  const dockerfile = readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8');
  const [command, ...args]: string[] = JSON.parse(
    /^HEALTHCHECK[^[]*CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '',
  );
  const check = spawn(command === 'node' ? process.execPath : '', args, {
    env: { PORT: String(port) },
    stdio: 'inherit',
  });
  return new Promise((resolve) => check.once('exit', resolve));
}

async function interrupt(started: Started): Promise<number | null> {
  signalAll(started.child, 'SIGINT');
  return started.ended;
}

describe('npm start', () => {
  test('prints its address, an admin and three requests when it is ready, and the requests work as printed', async () => {
    const log = path.join(directory, 'log');
    const started = npmStart({ PORT: '0', DATA_DIR: '', LOG_LEVEL: 'INFO', LOG_FILE: log });
    const text = await untilReady(started);
    expect(addressIn(text)).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
    expect(text).toMatch(/ready on \S+ \(loopback only\)/);
    expect(text).toMatch(/^Data: +in memory/m);
    const docs = /^Docs: +(http\S+)$/m.exec(text)?.[1] ?? '';
    expect(docs).toBe(`${addressIn(text)}/docs`);
    expect((await fetch(docs)).status).toBe(200);
    expect(adminIn(text)).toMatch(/^admin@example\.com {2}[\w-]{16}$/);
    expect(requestsIn(text).match(/\bcurl\b/g)).toHaveLength(3);
    expect(await paste(text)).toMatchObject({ status: 'confirmed', quantity: 1 });
    expect(await beginDemo(text)).toContain(`${addressIn(text)}/events/`);

    await interrupt(started);
    await expect(fetch(addressIn(text))).rejects.toThrow();
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    const routes = lines.map((line) => JSON.parse(line).route);
    expect(routes).toEqual(expect.arrayContaining(['read-docs', 'log-in', 'create-event', 'book-tickets']));
    expect(statSync(log).mode & 0o777).toBe(0o600);
    expect(started.output() + started.complaints()).not.toContain('"route"');
  });

  test('stores its data and its admin in DATA_DIR for the next start', async () => {
    const dataDirectory = path.join(directory, 'deep', 'data');
    const first = npmStart({ PORT: '0', DATA_DIR: dataDirectory });
    const before = await untilReady(first);
    expect(before).toContain(`Data:   ${dataDirectory}`);
    await paste(before);
    await interrupt(first);
    expect(enginesOn(dataDirectory)).toEqual([]);

    const second = npmStart({ PORT: '0', DATA_DIR: dataDirectory });
    const after = await untilReady(second);
    expect(adminIn(after)).toBe(adminIn(before));
    expect(await beginDemo(after)).toContain(`${addressIn(after)}/events/`);
    const events = await (await fetch(`${addressIn(after)}/v1/events?q=First+night`)).json();
    expect(events).toMatchObject({ items: [{ name: 'First night', availability: { booked: 1 } }] });
    await interrupt(second);
  });

  test('reports that the port is taken, and proposes another', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const started = npmStart({ PORT: String(port), DATA_DIR: '' });
    expect(await started.ended).toBe(2);
    expect(started.complaints()).toContain(`Port ${port} is in use. Try PORT=${port + 1} npm start`);
    expect(started.complaints()).not.toMatch(/\n\s+at /);
    await new Promise((resolve) => server.close(resolve));
  });

  test('uses the given port, address and password, and does not print the password', async () => {
    const port = await freePort();
    const admin = { ADMIN_EMAIL: "O'Ada@Example.com", ADMIN_PASSWORD: `"correct" horse \\ 'battery'` };
    const PUBLIC_ORIGIN = 'https://tickets.example';
    const started = npmStart({ PORT: String(port), DATA_DIR: '', PUBLIC_ORIGIN, ...admin });
    const text = await untilReady(started);
    expect(addressIn(text)).toBe(`http://127.0.0.1:${port}`);
    expect(text).toMatch(
      /^Page: +https:\/\/tickets\.example\/\nDemo:.*\nDocs: +https:\/\/tickets\.example\/docs$/m,
    );
    expect(await healthByContainer(port)).toBe(0);
    expect(adminIn(text)).toBe("O'Ada@Example.com  (the password it was created with)");
    expect(text).toContain('Three requests to try, in a shell that exports ADMIN_PASSWORD:');
    expect(await paste(text, admin)).toMatchObject({ status: 'confirmed' });
    await interrupt(started);
    expect(await healthByContainer(port)).toBe(1);
    expect(started.output() + started.complaints()).not.toMatch(/correct|horse|battery/);
  });

  test('needs no AWS credentials, with any AWS profile', async () => {
    const started = npmStart({ PORT: '0', DATA_DIR: '', AWS_PROFILE: 'a profile that is not there' });
    expect(await paste(await untilReady(started))).toMatchObject({ status: 'confirmed' });
    await interrupt(started);
    expect(started.complaints()).not.toMatch(/credential/i);
  });
});

/** Runs the service with only these variables, and compiled modules to start quickly, until it ends. */
async function refused(
  variables: Record<string, string>,
): Promise<{ code: number; output: string; says: string }> {
  const child = spawn(process.execPath, [path.join(ROOT, 'bin/boxoffice.ts'), 'start'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PORT: '0', DATA_DIR: '', NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...variables },
  });
  const ended = new Promise<number>((resolve) => child.once('exit', resolve));
  const [output, says] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  return { code: await ended, output, says };
}

/** Runs the work beside an HTTP server that is no engine. */
async function withStranger(work: (url: string) => Promise<void>): Promise<void> {
  const server = createHttpServer((_, response) => response.end('<html>\n</html>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.closeAllConnections();
  server.close();
}

describe('The service does not start and prints one line, without a stack,', () => {
  test.each<[Record<string, string>, RegExp]>([
    [{ PORT: 'abc' }, /^PORT=abc is not a port\. Set it to .*\n$/],
    [
      { LOG_FILE: '/no/such/folder/log' },
      /^LOG_FILE=\/no\/such\/folder\/log cannot be written \(ENOENT\)\. Name a file .*\n$/,
    ],
    [{ RATE_LIMITS: 'false' }, /^RATE_LIMITS has "false", which is not a limit\. Set it to .*\n$/],
    [{ ADMIN_EMAIL: 'ada', ADMIN_PASSWORD: 'correct horse' }, /^Change ADMIN_EMAIL, .*\n$/],
    [{ DATA_DIR: '/proc/boxoffice' }, /^DATA_DIR=\/proc\/boxoffice cannot be used \(.*\)\. Name .*\n$/],
    [
      { DATA_DIR: path.join(ROOT, 'README.md') },
      /^DATA_DIR=\S+ cannot be used \(not a directory\)\. Name .*\n$/,
    ],
    [
      { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' },
      /^Nothing answers at AWS_\S+_DYNAMODB=\S+\. Start .*\n$/,
    ],
    [{ AWS_ENDPOINT_URL_SQS: 'http://[::1]:9' }, /^Nothing answers at AWS_\S+_SQS=\S+\. Start .*\n$/],
  ])('with %j', async (variables, says) => {
    expect(await refused(variables)).toEqual({ code: 2, output: '', says: expect.stringMatching(says) });
  });

  test.each(['DYNAMODB', 'SQS'])(
    'with a server that is no engine at AWS_ENDPOINT_URL_%s',
    async (service) => {
      await withStranger(async (url) => {
        const { code, says } = await refused({ [`AWS_ENDPOINT_URL_${service}`]: url });
        expect(code).toBe(2);
        expect(says).toMatch(
          /^The engine at AWS_\S+=http\S+ did not create the \w+ \(.*\)\. Check the address, .*\n$/,
        );
      });
    },
  );

  test('on data in use by a running service, also without `ps` on the PATH', async () => {
    const data = path.join(directory, 'taken');
    const first = startServiceProcess({ DATA_DIR: data, PATH: directory });
    const url = await first.ready;
    expect(await refused({ DATA_DIR: data, PATH: directory })).toEqual({
      code: 2,
      output: `Waiting for the service that uses the data in ${data} to end …\n`,
      says: `The data in ${data} are in use by a running service. End it, or start with another DATA_DIR.\n`,
    });
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
    await first.stop();
  });
});

test('a service starts again right after it is killed', async () => {
  const data = path.join(directory, 'killed');
  for (let round = 0; round < 3; round += 1) {
    const service = startServiceProcess({ DATA_DIR: data, PATH: directory });
    await service.ready;
    service.killAlone();
  }
  const last = startServiceProcess({ DATA_DIR: data });
  await last.ready;
  expect(enginesOn(data)).toHaveLength(1);
  await last.stop();
  expect(enginesOn(data)).toEqual([]);
});

test('a service that is stopped while it starts leaves no engine', async () => {
  const data = path.join(directory, 'stopped-early');
  mkdirSync(data);
  const service = startServiceProcess({ DATA_DIR: data });
  const isReady = service.ready.then(
    () => true,
    () => false,
  );
  while (enginesOn(data)?.length !== 1) await sleep(5);
  await service.stop();
  expect(await isReady).toBe(false);
  while (enginesOn(data)?.length !== 0) await sleep(5);
});
