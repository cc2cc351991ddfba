/** The part of the stack that sends webhooks: its own reader of the stream, and no setting that allows other receivers. */
import { expect, test } from '@jest/globals';
import { WEBHOOK_STREAM } from '../../functions/store/table/stream-definition.ts';
import {
  arnOf,
  functions,
  functionsByWorker,
  pairsAllowedBy,
  statementsIn,
  synthesize,
  template,
  webhookLettersId,
} from '../kit/stack-template.ts';

const sender = functionsByWorker().get('send-webhooks') ?? '';

test('the stream calls the sender of webhooks on its own, with changes that concern webhooks', () => {
  const [mapping] = Object.values(
    template.findResources('AWS::Lambda::EventSourceMapping', {
      Properties: { FunctionName: { Ref: sender } },
    }),
  );
  expect(mapping?.['Properties']).toMatchObject({
    BatchSize: WEBHOOK_STREAM.batchSizeRecords,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: arnOf(webhookLettersId) } },
  });
  const filters: { Pattern: string }[] = mapping?.['Properties'].FilterCriteria.Filters ?? [];
  const prefixes = ['BOOKING#', 'WEBHOOK-WAKE#', 'ENDPOINT#', 'REPLAY#'];
  expect(filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual(
    [...prefixes.map((prefix) => [{ prefix }]), ['EVENT']].map((S) => ({
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { Keys: { sk: { S } } },
    })),
  );
});

test('no function has a variable that allows receivers other than public ones', () => {
  const names = Object.values(functions).flatMap(({ Properties }) =>
    Object.keys(Properties.Environment?.Variables ?? {}),
  );
  expect([...new Set(names)].sort()).toEqual([
    'DISTRIBUTION_SECRET',
    'LOG_LEVEL',
    'NODE_OPTIONS',
    'PUBLIC_ORIGIN',
    'QUEUE_URL',
    'SECRETS_TABLE_NAME',
    'TABLE_NAME',
  ]);
});

test('the sender of webhooks may send mail only in a stack that does', () => {
  const mails = (of: typeof template) =>
    Object.values(of.findResources('AWS::IAM::Role')).filter((role) =>
      pairsAllowedBy(statementsIn(role)).some((pair) => pair.startsWith('ses:SendEmail ')),
    );
  expect(mails(template)).toHaveLength(0);
  expect(mails(synthesize({ mail: { from: 'tickets@example.com' } }))).toHaveLength(2);
});

test('alarms report dead letters and late webhooks', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'IteratorAge',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: sender } }],
    Threshold: 10 * 60 * 1000,
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [webhookLettersId, 'QueueName'] } }],
    Threshold: 1,
  });
});
