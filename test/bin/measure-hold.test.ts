import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HOLD_SIGMA } from '../../bench/model/assumptions.ts';
import { DynamoModel } from '../../bench/model/dynamo.ts';
import { Simulation } from '../../bench/model/simulation.ts';
import {
  type Counted,
  countAttempts,
  holdAtMost,
  holdFromConflicts,
  PACED,
  SATURATED,
  shardsFor,
} from '../../bin/measure-hold/probe.ts';
import { aStage, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

/** Counts what the model of DynamoDB answers, in virtual time. */
async function countOnModel(level: (typeof PACED)[number], holdMedianMs: number): Promise<Counted> {
  const simulation = new Simulation(1);
  const dynamo = new DynamoModel(simulation, { holdMedianMs, partitions: 64 });
  const effect = { refusal: () => undefined, commit: () => undefined };
  const counting = countAttempts(
    level,
    120_000,
    async (client) => {
      const keys = ['shared', `${client}-a`, `${client}-b`].map((pk) => ({ pk, sk: 'PROBE' }));
      const { kind } = await dynamo.transact(keys, effect);
      return kind === 'done' ? 'done' : 'conflict';
    },
    {
      now: () => simulation.now,
      random: () => simulation.random(),
      sleep: (ms) => simulation.sleep(ms),
    },
  );
  await simulation.run();
  return counting;
}

describe('Measuring the hold time', () => {
  test.each([7, 15])('finds the hold that the model has, %i ms, at every concurrency', async (medianMs) => {
    const meanMs = medianMs * Math.exp(HOLD_SIGMA ** 2 / 2);
    for (const level of PACED) {
      const hold = holdFromConflicts(await countOnModel(level, medianMs)) ?? 0;
      expect(hold).toBeGreaterThan(meanMs * 0.9);
      expect(hold).toBeLessThan(meanMs * 1.1);
    }
    expect(holdAtMost(await countOnModel(SATURATED, medianMs))).toBeGreaterThan(meanMs);
  });

  test('asks for as many shards as keep one attempt in six or fewer from being in vain', () => {
    expect([1, 100, 1_000, 3_000].map((rate) => shardsFor(rate, 7.6))).toEqual([1, 8, 64, 256]);
  });

  test('says so where an engine holds no items, and leaves nothing behind', async () => {
    const tool = path.join(import.meta.dirname, '../../bin/measure-hold.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [tool, '--table', TABLE_NAME], {
      env: process.env,
    });
    expect(stdout).toContain('this engine holds no items');
    const { client, name } = strictTable(TABLE_NAME);
    expect((await client.send(new ScanCommand({ TableName: name }))).Items).toEqual([]);
  });

  test('says what is missing', async () => {
    const tool = path.join(import.meta.dirname, '../../bin/measure-hold.ts');
    const failed = promisify(execFile)(process.execPath, [tool]);
    await expect(failed).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--table NAME') });
  });
});
