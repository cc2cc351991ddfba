/** `bin/measure-hold.ts`: the estimate of the time that DynamoDB holds an item, checked on the model. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
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
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { recordRights, statedRights } from '../kit/recorded-rights.ts';
import { runVerb } from '../kit/run-verb.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

/** Counts attempts and conflicts on the model of DynamoDB, in virtual time. */
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
  test.each([7, 15])('finds the hold time of the model, %i ms, at every concurrency', async (medianMs) => {
    const meanMs = medianMs * Math.exp(HOLD_SIGMA ** 2 / 2);
    for (const level of PACED) {
      const hold = holdFromConflicts(await countOnModel(level, medianMs)) ?? 0;
      expect(hold).toBeGreaterThan(meanMs * 0.9);
      expect(hold).toBeLessThan(meanMs * 1.1);
    }
    expect(holdAtMost(await countOnModel(SATURATED, medianMs))).toBeGreaterThan(meanMs);
  });

  test('proposes enough shards that at most one attempt in six conflicts', () => {
    expect([1, 100, 1_000, 3_000].map((rate) => shardsFor(rate, 7.6))).toEqual([1, 8, 64, 256]);
  });

  test('reports an engine that holds no items, leaves no items behind, and needs the stated rights', async () => {
    const recorder = await recordRights(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
    const variables = { AWS_ENDPOINT_URL_DYNAMODB: recorder.endpoint };
    const { stdout } = await runVerb(['measure-hold', '--table', TABLE_NAME], variables);
    await recorder.stop();
    const used = [...recorder.used].map((right) => right.replace(TABLE_NAME, 'table')).sort();
    expect(used).toEqual(statedRights('measure-hold'));
    expect(stdout).toContain('this engine does not hold items');
    const { client, name } = strictTable(TABLE_NAME);
    expect((await client.send(new ScanCommand({ TableName: name }))).Items).toEqual([]);
  });
});
