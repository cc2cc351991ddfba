/** The rights of the functions in the template: exactly those that are declared, and no wildcard. */

import { expect, test } from '@jest/globals';
import { RATE_LIMITS } from '../../functions/domain/model/rate-limits.ts';
import { SECRETS_OF_ROUTES } from '../../lib/rights.ts';
import {
  arnOf,
  declaredRights,
  functions,
  indexArn,
  pairsAllowedBy,
  queueId,
  type Statement,
  secretsId,
  statementsIn,
  tableId,
  template,
  webhookLettersId,
} from '../kit/stack-template.ts';

/** @returns the actions, resources and principals with a wildcard, which no statement may have. */
function wildcardsIn(statements: Statement[]): string[] {
  return statements
    .flatMap((statement) =>
      Object.entries(statement)
        .filter(([name]) => /^(Not)?(Action|Resource|Principal)$/.test(name))
        .map(([name, value]) => `${name} ${JSON.stringify(value)}`),
    )
    .filter((part) => part.includes('*'));
}

const STREAM_ACTIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

test('each function has exactly its declared rights', () => {
  template.resourceCountIs('AWS::IAM::Policy', 0);
  template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  const roles = template.findResources('AWS::IAM::Role');
  for (const [id, rights] of declaredRights()) {
    const properties = functions[id]?.['Properties'];
    const role = roles[properties.Role['Fn::GetAtt'][0]]?.['Properties'];
    const queueActions = [
      ...(rights.sendsToQueue ? ['SendMessage'] : []),
      ...(rights.receivesFromQueue ? ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'] : []),
    ];
    const expected: [string, unknown][] = [
      ['logs:CreateLogStream', arnOf(properties.LoggingConfig.LogGroup.Ref)],
      ['logs:PutLogEvents', arnOf(properties.LoggingConfig.LogGroup.Ref)],
      ...rights.table.map((right): [string, unknown] => [`dynamodb:${right}`, arnOf(tableId)]),
      ...[
        ...(rights.limits || rights.summarizes ? ['UpdateItem'] : []),
        ...(rights.marksWaitlists || rights.notesReads ? ['PutItem'] : []),
      ].map((action): [string, unknown] => [`dynamodb:${action}`, arnOf(tableId)]),
      ...(rights.secrets ? ['GetItem', 'PutItem'] : []).map((action): [string, unknown] => [
        `dynamodb:${action}`,
        arnOf(secretsId),
      ]),
      ...(rights.indexes ?? []).map((index): [string, unknown] => ['dynamodb:Query', indexArn(index)]),
      ...(rights.readsStream ? STREAM_ACTIONS : []).map((action): [string, unknown] => [
        `dynamodb:${action}`,
        { 'Fn::GetAtt': [tableId, 'StreamArn'] },
      ]),
      ...(rights.readsStream ? [['sqs:SendMessage', arnOf(webhookLettersId)] as [string, unknown]] : []),
      ...queueActions.map((action): [string, unknown] => [`sqs:${action}`, arnOf(queueId)]),
    ];
    const pairs = expected.map(([action, resource]) => `${action} ${JSON.stringify(resource)}`);
    expect(pairsAllowedBy(statementsIn(role.Policies))).toEqual(pairs.sort());
    expect(role.ManagedPolicyArns).toBeUndefined();
  }
});

test('the rights by which a function limits rates or summarizes are to token buckets and summaries alone', () => {
  const conditions = statementsIn(template.toJSON()).filter(({ Condition }) => Condition !== undefined);
  const limited = declaredRights().filter(([, { limits }]) => limits !== undefined);
  const own = conditions.filter(({ Action }) => Action === 'dynamodb:UpdateItem');
  const only = (...prefixes: string[]) => ({
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes },
  });
  const isSummarizer = ({ Condition }: Statement) => JSON.stringify(Condition).includes('AVAILABILITY');
  // Of the two functions that summarize, one limits rates, too.
  expect(declaredRights().filter(([, { summarizes }]) => summarizes)).toHaveLength(2);
  expect(own).toHaveLength(limited.length + 1);
  const ofSummarizers = own.filter(isSummarizer).map(({ Condition }) => Condition);
  expect(ofSummarizers).toHaveLength(2);
  expect(ofSummarizers).toEqual(
    expect.arrayContaining([only('AVAILABILITY#*'), only('BUCKET#*', 'AVAILABILITY#*')]),
  );
  for (const { Condition } of own.filter((one) => !isSummarizer(one)))
    expect(Condition).toEqual(only('BUCKET#*'));
});

test('the rights by which a function notes reads or marks waitlists are to the trail and to marks alone', () => {
  const own = statementsIn(template.toJSON()).filter(
    ({ Action, Resource, Condition }) =>
      Condition !== undefined &&
      Action === 'dynamodb:PutItem' &&
      JSON.stringify(Resource) === JSON.stringify(arnOf(tableId)),
  );
  const keys = own.map(({ Condition }) => JSON.stringify(Condition)).sort();
  const only = (...patterns: string[]) =>
    JSON.stringify({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns } });
  const [marks, trail] = ['EVENT#*#MARKS', 'SECURITY#*'];
  expect(keys).toEqual(
    [
      ...['read-booking', 'read-receipt', 'read-line'].map(() => only(marks)),
      ...['export-me', 'list-users'].map(() => only(trail)),
      // The list of bookings.
      only(marks, trail),
    ].sort(),
  );
});

test('a function that limits failures may look at a bucket that it has seen empty', () => {
  const isOfFailures = (limit: keyof typeof RATE_LIMITS) => 'isOfFailures' in RATE_LIMITS[limit];
  const looking = declaredRights().filter(([, { limits = [] }]) => limits.some(isOfFailures));
  expect(looking).not.toEqual([]);
  for (const [, { table }] of looking) expect(table).toContain('GetItem');
});

test('a function may read the kinds of secrets that it uses, and no others', () => {
  const roles = template.findResources('AWS::IAM::Role');
  for (const [id, { secrets = [] }] of declaredRights()) {
    const role = roles[functions[id]?.['Properties'].Role['Fn::GetAtt'][0]]?.['Properties'];
    const ofSecrets = statementsIn(role.Policies).filter(
      ({ Resource }) => JSON.stringify(Resource) === JSON.stringify(arnOf(secretsId)),
    );
    const kinds = ofSecrets.map(({ Condition }) => Condition);
    expect(kinds).toEqual(
      secrets.length === 0 ? [] : [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [...secrets] } }],
    );
  }
});

test('private keys of access tokens are read by those functions alone that issue tokens', () => {
  const signing = Object.entries(SECRETS_OF_ROUTES)
    .filter(([, kinds]) => kinds.includes('token-keys'))
    .map(([name]) => name);
  expect(signing.sort()).toEqual(['book-tickets', 'log-in', 'refresh-session', 'register-user']);
});

test('no two functions share a role', () => {
  const roles = Object.values(functions).map(({ Properties }) => Properties.Role['Fn::GetAtt'][0]);
  expect(new Set(roles).size).toBe(roles.length);
});

test('no policy holds a wildcard', () => {
  const statements = statementsIn(template.toJSON());
  expect(statements.length).toBeGreaterThan(Object.keys(functions).length);
  expect(wildcardsIn(statements)).toEqual([]);
  expect(statements.filter(({ Effect }) => Effect !== 'Allow')).toEqual([]);
});

test('a negative control: a wildcard in a policy is found', () => {
  const policy = (part: object) => ({ deep: [{ Statement: [{ Effect: 'Allow', ...part }] }] });
  for (const part of [
    { Action: ['dynamodb:GetItem', 'dynamodb:*'] },
    { Resource: '*' },
    { Resource: { 'Fn::Join': ['', ['a', '/index/*']] } },
    { Principal: { AWS: '*' } },
  ]) {
    expect(wildcardsIn(statementsIn(policy(part)))).toHaveLength(1);
  }
});
