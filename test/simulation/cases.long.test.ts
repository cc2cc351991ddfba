/** The bugs that the simulation found, each by the smallest plan that shows it. */
import { expect, test } from '@jest/globals';
import { runVerb } from '../kit/run-verb.ts';
import { CASES } from './cases.ts';

test('bugs of the past stay fixed', async () => {
  const { stdout } = await runVerb(['simulate', '--cases']);
  expect(stdout.match(/^fixed/gm)).toHaveLength(CASES.length);
}, 280_000);
