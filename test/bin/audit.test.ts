/** `npm run audit` in a process of its own: its output and its exit codes. */
import { expect, test } from '@jest/globals';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSender } from '../kit/notice-sender.ts';
import { runVerb } from '../kit/run-verb.ts';
import { aSoundEvent, storeSnapshot } from '../kit/sound-event.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const audit = (args: string[], environment: Record<string, string> = {}) =>
  runVerb(['audit', ...args], { TABLE_NAME, ...environment });

test('an audit of a sound event prints each guarantee and exits with 0', async () => {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent();
  await boxoffice.book(event);
  const { exitCode, stdout, stderr } = await audit(['--event', event.id]);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^ {2}holds {4}NoOversell +9 free \+ 1 held \+ 0 released = 10 tickets$/m);
  expect(stdout).toMatch(/^ {2}unknown {2}HonestAnswer +not visible in history/m);
  expect(stdout).toMatch(/^1 bookings in \d+\.\d s: no guarantee is broken$/m);
});

test('an audit with a broken guarantee prints the bookings that break it and exits with 1', async () => {
  const { snapshot, bookings } = aSoundEvent(realRuntime.newId());
  bookings.whole.history = [];
  await storeSnapshot(strictTable(TABLE_NAME), snapshot);
  const { exitCode, stdout } = await audit(['--event', snapshot.event.id]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^ {2}BROKEN {3}OneEffect +8 of 9 bookings/m);
  expect(stdout).toContain(`booking ${bookings.whole.id}`);
  expect(stdout).toMatch(/: BROKEN$/m);
});

test('waking the sender prints for how many bookings, and the audit counts what was told', async () => {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent();
  const { id } = await boxoffice.book(event);
  await boxoffice.book(event);
  const wake = () => runVerb(['wake-notices', '--event', event.id], { TABLE_NAME });
  const { ports } = aSender();
  await sendNotices(event, [id], ports);
  const audited = await audit(['--event', event.id]);
  expect(audited.stdout).toMatch(
    /^ {2}unknown {2}Notified +1 notices of 2 bookings, 1 sent, 1 bookings with/m,
  );
  expect(audited.stdout).toMatch(/^Notices:\n {2}booked +1 sent$/m);
  expect((await wake()).stdout).toBe('2 bookings: the sender was woken for 1 of them.\n');
  for (const booking of (await boxoffice.snapshot(event)).bookings)
    await sendNotices(event, [booking.id], ports);
  expect((await wake()).stdout).toBe('2 bookings: the sender was woken for 0 of them.\n');
});

test('waking the sender for an unknown event prints what to do and exits with 2', async () => {
  const { exitCode, stderr } = await runVerb(['wake-notices', '--event', 'x'], { TABLE_NAME });
  expect([exitCode, stderr]).toEqual([2, `There is no event x in the table ${TABLE_NAME}.\n`]);
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['without an event', [], {}, /required option '--event <id>' not specified\nSee: npm run audit -- --help/],
  ['of an id that begins with a dash', ['--event', '-LzSp'], {}, /There is no event -LzSp in the table/],
  ['of an unknown event', ['--event', 'x'], {}, /There is no event x in the table boxoffice-test/],
  ['without a table', ['--event', 'x'], { TABLE_NAME: '' }, /TABLE_NAME is not set/],
  [
    'without an engine',
    ['--event', 'x'],
    { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
    /or the table did not answer/,
  ],
])('an audit %s prints what to do and exits with 2', async (_, args, environment, message) => {
  const { exitCode, stdout, stderr } = await audit(args, environment);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});
