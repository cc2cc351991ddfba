/** What calls the workers, how often and for how long, and what the table may take: each bound fits the next one. */
import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import {
  API_TIMEOUT_SECONDS,
  LAST_CALL_MS,
  MAIL_ATTEMPT_TIMEOUT_MS,
  MAIL_BUDGET_MS,
  MESSAGE_RETRY_BUDGET_MS,
} from '../../functions/domain/model/limits.ts';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import { ATTEMPT_TIMEOUT_MS, ATTEMPTS, REPEAT_BASE_MS } from '../../functions/store/table/client.ts';
import { TABLE_STREAM } from '../../functions/store/table/stream-definition.ts';
import { functions, functionsByWorker, synthesize, tableId, template } from '../kit/stack-template.ts';

test('every event source reports the records that failed, and no others are repeated', () => {
  const withMail = synthesize({ mail: { from: 'tickets@example.com' } });
  withMail.resourceCountIs('AWS::Lambda::EventSourceMapping', 3);
  withMail.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('a batch is invisible for twice the time that its consumer has', () => {
  const clerk = functions[functionsByWorker().get('promote-waitlist') ?? '']?.['Properties'];
  const [queue] = Object.values(
    template.findResources('AWS::SQS::Queue', { Properties: { RedrivePolicy: Match.anyValue() } }),
  );
  expect(queue?.['Properties'].VisibilityTimeout).toBe(2 * clerk.Timeout);
  expect(MESSAGE_RETRY_BUDGET_MS).toBeLessThan((PROMOTION_QUEUE.consumerTimeoutSeconds * 1_000) / 2);
});

test('the clerk, which sends messages to itself, and no other function may call itself without end', () => {
  const looping = Object.entries(functions).filter(
    ([, { Properties }]) => Properties.RecursiveLoop !== undefined,
  );
  expect(looping.map(([id, { Properties }]) => [id, Properties.RecursiveLoop])).toEqual([
    [functionsByWorker().get('promote-waitlist'), 'Allow'],
  ]);
});

test('all attempts of a call end well within the time of a function, and the last one that may begin, too', () => {
  // A connection and a response, each within its timeout.
  const attemptMs = 2 * ATTEMPT_TIMEOUT_MS;
  const pausesMs = Array.from({ length: ATTEMPTS - 1 }, (_, repeat) => REPEAT_BASE_MS * 2 ** (repeat + 1));
  const callMs = ATTEMPTS * attemptMs + pausesMs.reduce((sum, ms) => sum + ms, 0);
  expect(callMs).toBeLessThan((API_TIMEOUT_SECONDS * 1_000) / 2);
  expect(attemptMs).toBeLessThan(LAST_CALL_MS);
  expect(MAIL_BUDGET_MS).toBeGreaterThanOrEqual(2 * MAIL_ATTEMPT_TIMEOUT_MS);
  expect(MAIL_BUDGET_MS).toBeLessThan((TABLE_STREAM.consumerTimeoutSeconds * 1_000) / 2);
});

const tableWith = (stated: Record<string, string>) =>
  synthesize({ stated }).findResources('AWS::DynamoDB::GlobalTable')[tableId]?.['Properties'];

type Index = { IndexName: string; WarmThroughput?: unknown };

const warmIndexesOf = ({ GlobalSecondaryIndexes }: { GlobalSecondaryIndexes: Index[] }) =>
  GlobalSecondaryIndexes.flatMap(({ IndexName, WarmThroughput }) =>
    WarmThroughput === undefined ? [] : [[IndexName, WarmThroughput]],
  );

test('the table and its index of pending work have the warm throughput and the bound that the operator stated, and neither by default', () => {
  const stated = tableWith({ warmWriteUnits: '16000', maxWriteUnits: '40000' });
  expect(stated.WarmThroughput).toEqual({ WriteUnitsPerSecond: 16_000 });
  expect(stated.WriteOnDemandThroughputSettings).toEqual({ MaxWriteRequestUnits: 40_000 });
  expect(warmIndexesOf(stated)).toEqual([['pending-work', { WriteUnitsPerSecond: 16_000 }]]);
  const ever = template.findResources('AWS::DynamoDB::GlobalTable')[tableId]?.['Properties'];
  expect(ever).not.toHaveProperty('WarmThroughput');
  expect(warmIndexesOf(ever)).toEqual([]);
  expect(ever).not.toHaveProperty('WriteOnDemandThroughputSettings');
});

test.each([
  [{ warmWriteUnits: '3999' }, 'warmWriteUnits=3999 is not'],
  [{ warmWriteUnits: 'many' }, 'warmWriteUnits=many is not'],
  [{ maxWriteUnits: '0.5' }, 'maxWriteUnits=0.5 is not'],
  [{ warmWriteUnits: '16000', maxWriteUnits: '8000' }, 'maxWriteUnits=8000 is below'],
])('throughput as %j is refused', (stated, says) => {
  expect(() => synthesize({ stated: stated as Record<string, string> })).toThrow(says);
});
