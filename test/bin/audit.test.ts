/** `npm run audit` as people run it: what it prints, where, and with what it ends. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aSoundEvent, storePicture } from '../kit/sound-event.ts';
import { aCast, aStage, realEnvironment, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

type Run = { exitCode: number | null; stdout: string; stderr: string };

function audit(args: string[], environment: Record<string, string> = {}): Promise<Run> {
  const tool = path.join(import.meta.dirname, '../../bin/audit.ts');
  const env = { ...process.env, NODE_OPTIONS: '', TABLE_NAME, ...environment };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [tool, ...args], { env }, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

test('a sound event is printed guarantee by guarantee and ends with 0', async () => {
  const cast = aCast();
  const event = await cast.anEvent();
  await cast.book(event);
  const { exitCode, stdout, stderr } = await audit(['--event', event.id]);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^ {2}holds {4}NoOversell +9 free \+ 1 held \+ 0 released = 10 tickets$/m);
  expect(stdout).toMatch(/^ {2}unknown {2}HonestAnswer +not visible in history/m);
  expect(stdout).toMatch(/^1 bookings in \d+\.\d s: nothing is broken$/m);
});

test('what is broken is said with the bookings that break it, and ends with 1', async () => {
  const { picture, bookings } = aSoundEvent(realEnvironment.newId());
  bookings.whole.history = [];
  await storePicture(strictTable(TABLE_NAME), picture);
  const { exitCode, stdout } = await audit(['--event', picture.event.id]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^ {2}BROKEN {3}OneEffect +8 of 9 bookings/m);
  expect(stdout).toContain(`booking ${bookings.whole.id}`);
  expect(stdout).toMatch(/: BROKEN$/m);
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['without an event', [], {}, /^Say which event: TABLE_NAME=… npm run audit -- --event ID$/m],
  ['with what it does not know', ['--evnt', 'x'], {}, /--evnt[\s\S]*Say which event/],
  ['of an event that is not there', ['--event', 'x'], {}, /There is no event x in the table boxoffice-test/],
  [
    'in a table that is not there',
    ['--event', 'x'],
    { TABLE_NAME: 'none' },
    /There is no table none in this/,
  ],
  ['without a table', ['--event', 'x'], { TABLE_NAME: '' }, /TABLE_NAME is not set/],
  [
    'where nothing answers',
    ['--event', 'x'],
    { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
    /or the table did not answer/,
  ],
])('%s it says what to do and ends with 2', async (_, args, environment, message) => {
  const { exitCode, stdout, stderr } = await audit(args, environment);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});
