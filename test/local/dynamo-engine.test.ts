/** The embedded DynamoDB engine: its start, its data, and the end of one left behind by a killed service. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type DynamoEngine, startDynamoEngine } from '../../bin/local/dynamo-engine.ts';
import { endLeftEngine, enginesOn, listByPs } from '../../bin/local/left-engine.ts';
import { freePort } from '../../bin/local/ports.ts';
import { createTable } from '../../bin/local/resources.ts';
import { writePrivateFile } from '../../bin/local/service-directory.ts';
import { endServiceProcesses, startServiceProcess } from '../../bin/local/service-process.ts';
import { openTable } from '../../functions/store/table/client.ts';
import { IS_NEW } from '../../functions/store/table/existence.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { write } from '../../functions/store/table/write.ts';
import { eventually } from '../kit/service.ts';

const key = { pk: 'EVENT#e', sk: 'EVENT' };
const running: DynamoEngine[] = [];
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-engine-'));
});
afterEach(async () => {
  for (const engine of running.splice(0)) await engine.stop();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function anEngine(dataDirectory: string | undefined): Promise<DynamoEngine> {
  const engine = await startDynamoEngine(dataDirectory);
  running.push(engine);
  Object.assign(process.env, engine.variables);
  return engine;
}

async function stop(engine: DynamoEngine): Promise<void> {
  running.splice(running.indexOf(engine), 1);
  await engine.stop();
}

const answers = (endpoint: string): Promise<boolean> =>
  fetch(endpoint, { method: 'POST', body: '{}' }).then(
    () => true,
    () => false,
  );

test('the contents of the data directory outlive the engine', async () => {
  const first = await anEngine(directory);
  await createTable('kept');
  await write(openTable('kept'), { put: { ...key, name: 'First night' }, when: IS_NEW });
  await stop(first);
  expect(await answers(first.endpoint)).toBe(false);
  expect(enginesOn(directory)).toEqual([]);

  await anEngine(directory);
  await createTable('kept');
  expect(await getItem(openTable('kept'), key)).toEqual({ ...key, name: 'First night' });
});

describe('An engine that a killed service left behind', () => {
  let searched: string | undefined;
  beforeEach(() => {
    searched = process.env['PATH'];
  });
  afterEach(() => {
    process.env['PATH'] = searched;
    endServiceProcesses();
  });

  /** Kills a service and leaves its engine running. @returns the process id of the engine. */
  async function leaveEngine(): Promise<number> {
    const service = startServiceProcess({ DATA_DIR: directory });
    await service.ready;
    await service.killAlone();
    const [pid, ...more] = enginesOn(directory) ?? [];
    if (pid === undefined || more.length > 0) throw new Error('There must be exactly one engine.');
    return pid;
  }

  test('is stopped by the next one on the same data, without `ps` and by any path of the directory', async () => {
    const left = await leaveEngine();
    const link = path.join(mkdtempSync(path.join(tmpdir(), 'boxoffice-engine-')), 'link');
    symlinkSync(directory, link);
    process.env['PATH'] = link;
    const next = await anEngine(link);
    expect(enginesOn(directory)).toEqual([next.pid]);
    expect(next.pid).not.toBe(left);
    expect(await answers(next.endpoint)).toBe(true);
    rmSync(path.dirname(link), { recursive: true });
  });

  test('is found by `ps` if there is no /proc', async () => {
    const left = await leaveEngine();
    expect(enginesOn(directory, listByPs)).toEqual([left]);
    process.kill(left, 'SIGKILL');
    await eventually(async () => enginesOn(directory)?.length === 0);
  });

  test('is reported to the user if the system cannot list its processes', async () => {
    const left = await leaveEngine();
    await expect(endLeftEngine(directory, () => undefined)).rejects.toThrow(
      `look at process ${left}, stop it if it is dynoxide, delete ${path.join(directory, 'engine.json')}, and start again.`,
    );
    process.kill(left, 0);
    process.kill(left, 'SIGKILL');
    // The port of a killed process is closed a moment after its command line disappears.
    const start = () => endLeftEngine(directory, () => undefined);
    await eventually(() =>
      start().then(
        () => true,
        () => false,
      ),
    );
  });

  test('is not confused with another process that has its process id now', async () => {
    const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    try {
      writePrivateFile(directory, 'engine.json', JSON.stringify({ pid: other.pid, port: 1 }));
      const engine = await anEngine(directory);
      expect(await answers(engine.endpoint)).toBe(true);
      expect(other.exitCode ?? other.signalCode).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('is not confused with another program on the same file', () => {
    const file = path.join(realpathSync(directory), 'table.sqlite');
    const commandLine = `/usr/bin/dump --db-path ${file}`;
    expect(enginesOn(directory, () => [{ pid: 1, commandLine }])).toEqual([]);
  });

  test('is not confused with one on data whose path has the same prefix', async () => {
    const other = await anEngine(`${directory}-2`);
    await stop(await anEngine(directory));
    expect(await answers(other.endpoint)).toBe(true);
    await stop(other);
    rmSync(`${directory}-2`, { recursive: true });
  });
});

test('an engine, which lets pages of any origin read, listens on loopback where no page finds it', async () => {
  const [one, other] = [await anEngine(undefined), await anEngine(undefined)];
  const hosts = [one, other].map(({ endpoint }) => new URL(endpoint).hostname);
  const { headers } = await fetch(one.endpoint, {
    method: 'POST',
    headers: { origin: 'https://site.example' },
    body: '{}',
  });
  expect(headers.get('access-control-allow-origin')).toBe('*');
  for (const host of hosts) expect(host).toMatch(/^127\.\d+\.\d+\.\d+$/);
  const isAnyLoopback = await freePort('127.9.8.7').then(
    () => true,
    () => false,
  );
  expect(new Set([...hosts, '127.0.0.1']).size).toBe(isAnyLoopback ? 3 : 1);
  if (isAnyLoopback) expect(await answers(`http://127.0.0.1:${new URL(one.endpoint).port}`)).toBe(false);
});

test('an engine that does not start reports the reason, and releases its data', async () => {
  const file = path.join(directory, 'table.sqlite');
  rmSync(file, { force: true });
  mkdirSync(file);
  await expect(startDynamoEngine(directory)).rejects.toThrow(/engine did not start\. \S/);
  rmSync(file, { recursive: true });
  await anEngine(directory);
});

test('an engine in memory writes no file and keeps no data', async () => {
  const before = readdirSync(directory);
  const first = await anEngine(undefined);
  await createTable('forgotten');
  await stop(first);
  await anEngine(undefined);
  await expect(getItem(openTable('forgotten'), key)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(readdirSync(directory)).toEqual(before);
});

test('without an engine for the platform the message says what to do instead', async () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform');
  const searched = process.env['PATH'];
  try {
    Object.defineProperty(process, 'platform', { ...platform, value: 'sunos' });
    process.env['PATH'] = directory;
    await expect(startDynamoEngine(undefined)).rejects.toThrow(
      /no embedded DynamoDB engine for sunos-\w+.*`dynoxide` binary .* on your PATH.*AWS_ENDPOINT_URL_DYNAMODB=http:\S+ npm start/s,
    );
  } finally {
    Object.defineProperty(process, 'platform', platform ?? {});
    process.env['PATH'] = searched;
  }
});
