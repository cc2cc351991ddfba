/** The fields of a log line. */
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { lambdaContext } from '../../bin/local/lambda-context.ts';
import { runInRequest } from '../../functions/domain/process/request-context.ts';
import { theLogger, writeLog } from '../../functions/http/log.ts';
import { collectLogLines, type LogLine } from '../kit/log-lines.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

/** @returns the only line that `write` logs. */
function lineOf(write: () => void): LogLine | undefined {
  const { lines } = collectLogLines();
  write();
  expect(lines).toHaveLength(1);
  return lines[0];
}

beforeAll(() => {
  theLogger().setLogLevel('INFO');
});

test.each(['info', 'warn', 'error'] as const)(
  'a line of the level %s has level, time, service, message and fields, and nothing else',
  (level) => {
    const line = lineOf(() => writeLog(level, 'It rains.', { drops: 3 }));
    expect(line).toEqual({
      level: level.toUpperCase(),
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      service: 'boxoffice',
      sampling_rate: 0,
      message: 'It rains.',
      drops: 3,
    });
    expect(Math.abs(Date.now() - Date.parse(String(line?.['timestamp'])))).toBeLessThan(5_000);
  },
);

test('a line logged during a request has the request id', () => {
  const line = lineOf(() =>
    runInRequest({ requestId: 'one', lambda: lambdaContext(1), now: Date.now() }, () =>
      writeLog('warn', 'It rains.'),
    ),
  );
  expect(line).toMatchObject({ requestId: 'one' });
});

test('a line logged after a request has no request id', () => {
  const invocation = { requestId: 'one', lambda: lambdaContext(1), now: Date.now() };
  collectLogLines();
  runInRequest(invocation, () => writeLog('warn', 'It rains.'));
  jest.restoreAllMocks();
  expect(lineOf(() => writeLog('warn', 'It still rains.'))).not.toHaveProperty('requestId');
});
