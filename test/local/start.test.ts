/** `npm start` as people run it: a process of its own, its output, and the three requests that it proposes. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enginesOn } from '../../bin/local/left-engine.ts';
import { freePort } from '../../bin/local/ports.ts';

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
  rmSync(directory, { recursive: true, force: true });
});

/** To the whole process group, as Ctrl-C in a terminal does: npm, its shell, the service and its engine. */
function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) process.kill(-child.pid, signal);
}

/** Runs `npm start` with these variables and none that the tests themselves run with. */
function npmStart(variables: Record<string, string>): Started {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|npm_|NODE_OPTIONS$|ADMIN_|PORT$|DATA_DIR$|TABLE_NAME$|QUEUE_URL$)/.test(name),
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

/** The output up to and including the last of the requests to try. @throws when the process ends before. */
async function untilReady({ child, output, complaints, ended }: Started): Promise<string> {
  for (;;) {
    if (/-d '\{"quantity":1\}'\n/.test(output())) return output();
    const more = new Promise<'more'>((resolve) => child.stdout?.once('data', () => resolve('more')));
    if ((await Promise.race([more, ended])) !== 'more') throw new Error(`It ended. ${complaints()}`);
  }
}

const addressIn = (text: string): string => /ready on (http:\/\/\S+)/.exec(text)?.[1] ?? '';
const adminIn = (text: string): string => /^Admin: +(.*)$/m.exec(text)?.[1] ?? '';
const requestsIn = (text: string): string =>
  text.slice(text.indexOf('Three requests to try:')).replace(/^.*\n/, '');

/** The requests, pasted into a shell. @returns what the last of them prints. */
async function paste(text: string): Promise<{ status: string; quantity: number }> {
  const { stdout } = await promisify(execFile)('bash', ['-c', requestsIn(text)]);
  return JSON.parse(stdout);
}

async function interrupt(started: Started): Promise<number | null> {
  signalAll(started.child, 'SIGINT');
  return started.ended;
}

describe('npm start', () => {
  test('says when it is ready, with its address, an admin and three requests, which work as they are printed', async () => {
    const started = npmStart({ PORT: '0', DATA_DIR: '' });
    const text = await untilReady(started);
    expect(addressIn(text)).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
    expect(text).toMatch(/ready on \S+ \(loopback only\)/);
    expect(text).toMatch(/^Data: +in memory/m);
    expect(adminIn(text)).toMatch(/^admin@example\.com {2}[\w-]{16}$/);
    expect(requestsIn(text).match(/\bcurl\b/g)).toHaveLength(3);
    expect(await paste(text)).toMatchObject({ status: 'confirmed', quantity: 1 });

    await interrupt(started);
    await expect(fetch(addressIn(text))).rejects.toThrow();
  });

  test('keeps its data and its admin in DATA_DIR, so that the next start has both', async () => {
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
    const events = await (await fetch(`${addressIn(after)}/v1/events`)).json();
    expect(events).toMatchObject({ items: [{ name: 'First night', availability: { booked: 1 } }] });
    await interrupt(second);
  });

  test('explains that the port is taken, and proposes another', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const started = npmStart({ PORT: String(port), DATA_DIR: '' });
    expect(await started.ended).toBe(1);
    expect(started.complaints()).toContain(`Port ${port} is taken. Try PORT=${port + 1} npm start`);
    expect(started.complaints()).not.toMatch(/\n\s+at /);
    await new Promise((resolve) => server.close(resolve));
  });

  test('takes the port, the address and the password that it is given', async () => {
    const port = await freePort();
    const admin = { ADMIN_EMAIL: 'Ada@Example.com', ADMIN_PASSWORD: 'correct horse battery' };
    const started = npmStart({ PORT: String(port), DATA_DIR: '', ...admin });
    const text = await untilReady(started);
    expect(addressIn(text)).toBe(`http://127.0.0.1:${port}`);
    expect(adminIn(text)).toBe('Ada@Example.com  correct horse battery');
    expect(await paste(text)).toMatchObject({ status: 'confirmed' });
    await interrupt(started);
  });
});
