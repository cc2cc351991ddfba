import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type DynamoEngine, enginesOn, startDynamoEngine } from '../../bin/local/dynamo-engine.ts';
import { createTable } from '../../bin/local/resources.ts';
import { openTable } from '../../functions/store/client.ts';
import { IS_NEW } from '../../functions/store/conditions.ts';
import { getItem } from '../../functions/store/read.ts';
import { write } from '../../functions/store/write.ts';
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

test('what is in the data directory outlives the engine', async () => {
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

test('an engine that a killed service left behind is ended by the next on the same data', async () => {
  const left = await startDynamoEngine(directory);
  expect(enginesOn(directory)).toHaveLength(1);
  const next = await anEngine(directory);
  await eventually(async () => !(await answers(left.endpoint)));
  expect(await answers(next.endpoint)).toBe(true);
});

test('data are free again when the service was killed and its number is another process’s by now', async () => {
  const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  try {
    const startedAt = Date.now() - 3_600_000;
    writeFileSync(path.join(directory, 'service.pid'), JSON.stringify({ pid: other.pid, startedAt }));
    const engine = await anEngine(directory);
    expect(await answers(engine.endpoint)).toBe(true);
  } finally {
    other.kill('SIGKILL');
  }
});

test('data are free when a service was killed before it had written down that it has them', async () => {
  writeFileSync(path.join(directory, 'service.pid'), '');
  const engine = await anEngine(directory);
  expect(await answers(engine.endpoint)).toBe(true);
});

test('data that a running service has are not taken', async () => {
  const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  try {
    writeFileSync(
      path.join(directory, 'service.pid'),
      JSON.stringify({ pid: other.pid, startedAt: Date.now() }),
    );
    await expect(startDynamoEngine(directory)).rejects.toThrow(
      `in use by a running service (process ${other.pid})`,
    );
  } finally {
    other.kill('SIGKILL');
  }
});

test('an engine in memory writes no file, and forgets', async () => {
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

test('an engine listens on loopback, on a port of its own', async () => {
  const [one, two] = [await anEngine(undefined), await anEngine(undefined)];
  expect(new Set([one.endpoint, two.endpoint]).size).toBe(2);
  for (const { endpoint } of [one, two]) expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('where there is no engine for the platform, the message says what to do instead', async () => {
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
