/** The part of the stack that sends mail, which exists only if the operator names a sender. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import { TABLE_STREAM } from '../../functions/store/table/stream-definition.ts';
import { NOTICE_RIGHTS } from '../../lib/rights.ts';
import { pairsAllowedBy, statementsIn, synthesize, template } from '../kit/stack-template.ts';

const withMail = synthesize({
  mail: {
    from: 'tickets@example.com',
    name: 'Town hall',
    timeZone: 'Europe/Berlin',
    replyTo: 'office@example.com',
  },
});

/** @returns the id and the properties of the only resource of a type that matches. */
function only(type: string, properties: object = {}): [id: string, properties: Record<string, unknown>] {
  const found = Object.entries(withMail.findResources(type, { Properties: properties }));
  expect(found).toHaveLength(1);
  return [found[0]?.[0] ?? '', found[0]?.[1]['Properties']];
}

const [sender, senderProperties] = only('AWS::Lambda::Function', {
  Environment: {
    Variables: {
      MAIL_FROM: 'tickets@example.com',
      MAIL_CONFIGURATION_SET: Match.anyValue(),
      ORGANIZER_MAIL: Match.absent(),
    },
  },
});
const [, mapping] = only('AWS::Lambda::EventSourceMapping', { FunctionName: { Ref: sender } });
const { OnFailure } = mapping['DestinationConfig'] as {
  OnFailure: { Destination: { 'Fn::GetAtt': string[] } };
};
const [deadLetters = ''] = OnFailure.Destination['Fn::GetAtt'];

test('without a sender there is no mail, and the table has its stream all the same', () => {
  for (const type of ['AWS::SES::ConfigurationSet', 'AWS::SNS::Topic']) template.resourceCountIs(type, 0);
  const noticesCall = {
    FilterCriteria: { Filters: Match.arrayWith([{ Pattern: Match.stringLikeRegexp('CHANGE-PROGRESS') }]) },
  };
  template.resourcePropertiesCountIs('AWS::Lambda::EventSourceMapping', noticesCall, 0);
  for (const one of [template, withMail])
    one.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
    });
});

test('tickets can be transferred only where customers are sent mail', () => {
  const description = 'POST /v1/events/{eventId}/bookings/{bookingId}/tickets/{number}/transfer';
  const variablesOf = (one: typeof template) => {
    const [found] = Object.values(
      one.findResources('AWS::Lambda::Function', { Properties: { Description: description } }),
    );
    return found?.['Properties'].Environment.Variables;
  };
  expect(variablesOf(template)).not.toHaveProperty('CUSTOMER_MAIL');
  expect(variablesOf(withMail)).toHaveProperty('CUSTOMER_MAIL', 'on');
});

test('each function of a route that asks whether mail is sent is told, and no other', () => {
  const asking = Object.entries<Route>(ROUTES).filter(([name]) =>
    /\b(sendsMail|mailingTo|canConfirm)\(/.test(
      readFileSync(new URL(`../../functions/api/${name}.ts`, import.meta.url), 'utf8'),
    ),
  );
  const told = Object.values(withMail.findResources('AWS::Lambda::Function'))
    .filter(({ Properties }) => Properties.Environment.Variables.CUSTOMER_MAIL === 'on')
    .map(({ Properties }) => Properties.Description);
  expect(asking.length).toBeGreaterThan(15);
  expect(told.toSorted()).toEqual(asking.map(([, { method, path }]) => `${method} ${path}`).toSorted());
});

test('the stream calls the sender with changes of which somebody is told alone, and halves a batch that fails', () => {
  expect(mapping).toMatchObject({
    FunctionName: { Ref: sender },
    BatchSize: TABLE_STREAM.batchSizeRecords,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: TABLE_STREAM.maxAttempts,
    MaximumRecordAgeInSeconds: TABLE_STREAM.maxAgeSeconds,
    ParallelizationFactor: TABLE_STREAM.parallelBatches,
  });
  const { Filters } = mapping['FilterCriteria'] as { Filters: { Pattern: string }[] };
  expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual(
    [
      [{ prefix: 'BOOKING#' }],
      [{ prefix: 'WAKE#' }],
      [{ prefix: 'ANNOUNCEMENT#' }],
      [{ prefix: 'LETTER#' }],
      ['EVENT', 'CHANGE-PROGRESS', 'RESET-REQUEST', 'REGISTRATION'],
    ].map((S) => ({
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { Keys: { sk: { S } } },
    })),
  );
});

test('the preview of an announcement knows how mails look, and may send none', () => {
  const [, { Environment }] = only('AWS::Lambda::Function', {
    Environment: { Variables: { MAIL_BRAND_NAME: 'Town hall', MAIL_CONFIGURATION_SET: Match.absent() } },
  });
  expect(Environment).toMatchObject({ Variables: { MAIL_TIME_ZONE: 'Europe/Berlin' } });
});

test('each function that writes mails has the reply address, and none has one that is not stated', () => {
  const writing = withMail.findResources('AWS::Lambda::Function', {
    Properties: { Environment: { Variables: { MAIL_BRAND_NAME: 'Town hall' } } },
  });
  const replyTo = Object.values(writing).map(
    ({ Properties }) => Properties.Environment.Variables.MAIL_REPLY_TO,
  );
  expect(replyTo.length).toBeGreaterThan(2);
  expect([...new Set(replyTo)]).toEqual(['office@example.com']);
  const without = synthesize({ mail: { from: 'tickets@example.com' } });
  expect(JSON.stringify(without)).not.toContain('MAIL_REPLY_TO');
});

test('the sender may read the stream, write its dead letters, and send as this sender alone', () => {
  const roleId = (senderProperties['Role'] as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0] ?? '';
  const role = withMail.findResources('AWS::IAM::Role')[roleId];
  const pairs = pairsAllowedBy(statementsIn(role));
  const of = (action: string) => pairs.filter((pair) => pair.startsWith(`${action} `));
  expect(of('dynamodb:GetRecords')).toHaveLength(1);
  expect(of('dynamodb:GetRecords')[0]).toContain('StreamArn');
  expect(of('sqs:SendMessage')).toEqual([
    `sqs:SendMessage ${JSON.stringify({ 'Fn::GetAtt': [deadLetters, 'Arn'] })}`,
  ]);
  expect(of('ses:SendRawEmail')).toHaveLength(3);
  for (const resource of ['identity/tickets@example.com', 'identity/example.com', 'configuration-set/'])
    expect(of('ses:SendRawEmail').join()).toContain(resource);
  for (const right of NOTICE_RIGHTS['send-notices'].table)
    expect(of(`dynamodb:${right}`).filter((pair) => !pair.includes('secrets'))).toHaveLength(1);
  withMail.resourceCountIs('AWS::IAM::Policy', 0);
});

test('SES reports bounces and complaints to the function that stores them', () => {
  const [topic = ''] = Object.keys(withMail.findResources('AWS::SNS::Topic'));
  withMail.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
    EventDestination: {
      MatchingEventTypes: ['bounce', 'complaint'],
      SnsDestination: { TopicARN: { Ref: topic } },
    },
  });
  withMail.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'lambda', TopicArn: { Ref: topic } });
});

test('alarms report dead letters and late notices', () => {
  withMail.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'IteratorAge',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: sender } }],
    Threshold: 5 * 60 * 1000,
    TreatMissingData: 'notBreaching',
  });
  withMail.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [deadLetters, 'QueueName'] } }],
    Threshold: 1,
  });
  expect(Object.keys(withMail.findOutputs('*'))).toEqual(
    expect.arrayContaining(['FeedbackAlarmName', 'LateNoticeAlarmName', 'NoticeAlarmName']),
  );
});
