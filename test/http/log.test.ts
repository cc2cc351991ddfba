/** The fields of a log line. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { lambdaContext } from '../../bin/local/lambda-context.ts';
import { runInRequest } from '../../functions/domain/process/request-context.ts';
import { writeLog } from '../../functions/http/log.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

/** @returns the only line that `write` logs at the level. */
function lineOf(level: 'warn' | 'error', write: () => void): Record<string, unknown> {
  const written = jest.spyOn(console, level).mockImplementation(() => undefined);
  write();
  expect(written).toHaveBeenCalledTimes(1);
  return JSON.parse(written.mock.calls[0]?.[0]);
}

test.each(['warn', 'error'] as const)(
  'a line of the level %s has level, time, message and fields',
  (level) => {
    const line = lineOf(level, () => writeLog(level, 'It rains.', { drops: 3 }));
    expect(line).toEqual({
      level,
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      message: 'It rains.',
      drops: 3,
    });
    expect(Math.abs(Date.now() - Date.parse(String(line['time'])))).toBeLessThan(5_000);
  },
);

test('a line logged during a request has the request id', () => {
  const line = lineOf('warn', () =>
    runInRequest({ requestId: 'one', lambda: lambdaContext(1), now: Date.now() }, () =>
      writeLog('warn', 'It rains.'),
    ),
  );
  expect(line).toMatchObject({ requestId: 'one' });
});
