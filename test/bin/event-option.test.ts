/** The option `--event` for ids that begin with a dash. */
import { expect, test } from '@jest/globals';
import { withEventInOneWord } from '../../bin/event-option.ts';
import { readOptions } from '../../bin/export/options.ts';

const ID = '-LzSpbTNAjPj6eww7-6ZaZ';

test('an id that begins with a dash is the value of --event', () => {
  const args = ['--status', 'confirmed', '--event', ID, '--output', 'file'];
  const runtime = { BOXOFFICE_URL: 'http://127.0.0.1:1', BOXOFFICE_TOKEN: 'token' };
  const { url } = readOptions(args, runtime, false);
  expect(url.href).toBe(`http://127.0.0.1:1/v1/events/${ID}/bookings?status=confirmed`);
});

test.each([[[]], [['--event']], [[`--event=${ID}`]], [['--status', 'confirmed']]])(
  'other arguments are unchanged: %j',
  (args: string[]) => {
    expect(withEventInOneWord(args)).toEqual(args);
  },
);
