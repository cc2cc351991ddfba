/** The CloudFormation template, without bundling: names, rights, limits, and no resource that is paid by the hour. */

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { SWEEP_INTERVAL_SECONDS } from '../../functions/domain/model/limits.ts';
import * as cors from '../../functions/http/cors.ts';
import { methodsOf, ROUTES } from '../../functions/http/routes.ts';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import { TABLE } from '../../functions/store/table/definition.ts';
import { NOTICE_RIGHTS, WEBHOOK_RIGHTS, WORKER_RIGHTS } from '../../lib/rights.ts';
import {
  apiId,
  arnOf,
  declaredRights,
  functions,
  functionsByRouteKey,
  functionsByWorker,
  pageOutput,
  pairsAllowedBy,
  permissionsTemplate,
  queueId,
  ROOT,
  routeKeyOf,
  routes,
  secretsId,
  statementsIn,
  synthesize,
  tableId,
  template,
} from '../kit/stack-template.ts';

test('every file in api and workers is a function, on arm64 and Node 24, and there is no other', () => {
  const files = ['api', 'workers'].flatMap((folder) => readdirSync(join(ROOT, 'functions', folder)));
  const names = [ROUTES, WORKER_RIGHTS, NOTICE_RIGHTS, WEBHOOK_RIGHTS].flatMap((some) => Object.keys(some));
  expect(files.map((file) => basename(file, '.ts')).sort()).toEqual(names.sort());
  expect(Object.keys(functions).sort()).toEqual(
    declaredRights()
      .map(([id]) => id)
      .sort(),
  );
  template.allResourcesProperties('AWS::Lambda::Function', {
    Architectures: ['arm64'],
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    TracingConfig: Match.absent(),
  });
});

test('the routes of the API are those of `ROUTES`, and none allows every method', () => {
  const keys = [...functionsByRouteKey().keys()];
  const expected = routes.flatMap(([, route]) =>
    route.path === '$default' ? route.path : methodsOf(route).map((method) => `${method} ${route.path}`),
  );
  expect(keys.sort()).toEqual(expected.sort());
  expect(keys.filter((key) => key.startsWith('ANY'))).toEqual([]);
  template.allResourcesProperties('AWS::ApiGatewayV2::Integration', {
    IntegrationType: 'AWS_PROXY',
    PayloadFormatVersion: '2.0',
  });
});

test('HEAD has the function of GET', () => {
  const byRoute = functionsByRouteKey();
  const read = routes.filter(([, { method }]) => method === 'GET');
  expect(read.length).toBeGreaterThan(10);
  for (const [, { path }] of read) expect(byRoute.get(`HEAD ${path}`)).toBe(byRoute.get(`GET ${path}`));
});

test('API Gateway has the CORS settings of the local gateway for the given origins', () => {
  synthesize({ corsOrigins: ['https://a.example', 'https://b.example'] }).hasResourceProperties(
    'AWS::ApiGatewayV2::Api',
    {
      CorsConfiguration: {
        AllowOrigins: ['https://a.example', 'https://b.example'],
        AllowMethods: cors.CORS_METHODS,
        AllowHeaders: cors.CORS_REQUEST_HEADERS,
        ExposeHeaders: cors.CORS_ANSWER_HEADERS,
        MaxAge: cors.CORS_MAX_AGE_SECONDS,
        AllowCredentials: Match.absent(),
      },
    },
  );
});

test('the functions with rate limits and the one that shows them, and no others, have the rates that the operator set', () => {
  const rateLimits = 'register=20/1h';
  const made = Object.values(synthesize({ rateLimits }).findResources('AWS::Lambda::Function'));
  const set = made.filter(({ Properties }) => Properties.Environment?.Variables.RATE_LIMITS === rateLimits);
  const limited = routes.filter(([name, { limits }]) => limits !== undefined || name === 'read-limits');
  expect(set.map(({ Properties }) => Properties.Description).sort()).toEqual(
    limited.map(([, { method, path }]) => `${method} ${path}`).sort(),
  );
  expect(JSON.stringify(functions)).not.toContain('RATE_LIMITS');
});

test('the functions that create events or show the quota, and no others, have the quota that the operator set', () => {
  const eventQuota = 'events=50,shards=1024';
  const made = Object.values(synthesize({ eventQuota }).findResources('AWS::Lambda::Function'));
  const set = made.filter(({ Properties }) => Properties.Environment?.Variables.EVENT_QUOTA === eventQuota);
  expect(set.map(({ Properties }) => Properties.Description).sort()).toEqual([
    'GET /v1/limits',
    'POST /v1/events',
    'POST /v1/events/{eventId}/copies',
  ]);
  expect(JSON.stringify(functions)).not.toContain('EVENT_QUOTA');
});

test('CORS is off unless origins are given', () => {
  template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
});

test('API Gateway may invoke each function only for its own path of this API', () => {
  const nested = Object.entries(template.findResources('AWS::CloudFormation::Stack'));
  const [, stack] = nested.find(([id]) => id.startsWith('apipermissions')) ?? [];
  const passed: Record<string, unknown> = stack?.['Properties'].Parameters;
  const permitted = Object.values(permissionsTemplate.findResources('AWS::Lambda::Permission'));
  const found = permitted.map(({ Properties }) => {
    const arn = Properties.SourceArn['Fn::Join'][1];
    expect(Properties.Principal).toBe('apigateway.amazonaws.com');
    expect(passed[arn.at(-2).Ref]).toEqual({ Ref: apiId });
    return [arn.at(-1), passed[Properties.FunctionName.Ref]];
  });
  const byRoute = functionsByRouteKey();
  const expected = routes.map(([, route]) => [
    route.path === '$default' ? '/*/*' : `/*/*${route.path}`,
    arnOf(byRoute.get(routeKeyOf(route)) ?? ''),
  ]);
  const sorted = (pairs: unknown[][]) => pairs.map((pair) => JSON.stringify(pair)).sort();
  expect(sorted(found)).toEqual(sorted(expected));
});

test('a function has the variables of the table, the queue and the public address only if it uses them', () => {
  const workers = new Set(functionsByWorker().values());
  const linking = functionsByWorker().get('send-webhooks');
  for (const [id, rights] of declaredRights()) {
    expect(functions[id]?.['Properties'].Environment?.Variables ?? {}).toEqual({
      LOG_LEVEL: 'INFO',
      ...(workers.has(id) && { NODE_OPTIONS: '--enable-source-maps' }),
      ...((!workers.has(id) || id === linking) && {
        PUBLIC_ORIGIN: { 'Fn::Join': ['', ['https://', pageOutput('DomainName')]] },
      }),
      ...(rights.limits && { DISTRIBUTION_SECRET: expect.anything() }),
      ...(rights.table.length > 0 && { TABLE_NAME: { Ref: tableId } }),
      ...(rights.secrets && { SECRETS_TABLE_NAME: { Ref: secretsId } }),
      ...(rights.sendsToQueue && { QUEUE_URL: { Ref: queueId } }),
    });
  }
});

const HASHING = [
  'change-me',
  'change-password',
  'close-account',
  'log-in',
  'register-user',
  'reset-password',
];

test('functions that hash passwords have twice the memory, and no request takes longer than ten seconds', () => {
  const byRoute = functionsByRouteKey();
  for (const [name, route] of routes) {
    const { MemorySize, Timeout } = functions[byRoute.get(routeKeyOf(route)) ?? '']?.['Properties'] ?? {};
    expect(MemorySize).toBe(HASHING.includes(name) ? 1024 : 512);
    expect(Timeout).toBe(10);
  }
});

test('the table has the keys, indexes and time to live of its definition', () => {
  const schema = (partitionKey: string, sortKey: string) => [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    KeySchema: schema(TABLE.partitionKey, TABLE.sortKey),
    GlobalSecondaryIndexes: TABLE.indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: schema(index.partitionKey, index.sortKey),
      Projection:
        typeof index.projection === 'string'
          ? { ProjectionType: index.projection }
          : { ProjectionType: 'INCLUDE', NonKeyAttributes: index.projection },
    })),
    TimeToLiveSpecification: { AttributeName: TABLE.timeToLive, Enabled: true },
  });
});

test('the table has point-in-time recovery and outlives the stack', () => {
  template.hasResource('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      Replicas: [
        {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    },
  });
});

test('the secrets are in a table of their own, which KMS encrypts and which has no stream and no index', () => {
  const tables = template.findResources('AWS::DynamoDB::GlobalTable');
  expect(Object.keys(tables)).toEqual([tableId, secretsId]);
  const secrets = tables[secretsId];
  expect(secrets?.['DeletionPolicy']).toBe('Retain');
  expect(secrets?.['Properties']).toMatchObject({
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    BillingMode: 'PAY_PER_REQUEST',
    Replicas: [
      {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    ],
  });
  for (const name of ['StreamSpecification', 'GlobalSecondaryIndexes'])
    expect(secrets?.['Properties']).not.toHaveProperty(name);
});

test('the table is deleted with the stack only on request', () => {
  synthesize({ keepData: false }).hasResource('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'Delete',
    Properties: {
      Replicas: [
        {
          DeletionProtectionEnabled: false,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    },
  });
});

test('the queue has a group for each event, is encrypted, and moves repeated failures to a dead-letter queue', () => {
  const [deadLetterId = ''] = Object.keys(
    template.findResources('AWS::SQS::Queue', {
      Properties: { RedrivePolicy: Match.absent(), FifoQueue: true },
    }),
  );
  template.resourcePropertiesCountIs('AWS::SQS::Queue', { FifoQueue: true }, 2);
  template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  template.hasResourceProperties('AWS::SQS::Queue', {
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
    VisibilityTimeout: PROMOTION_QUEUE.visibilityTimeoutSeconds,
    RedrivePolicy: {
      deadLetterTargetArn: arnOf(deadLetterId),
      maxReceiveCount: PROMOTION_QUEUE.maxReceives,
    },
  });
  template.hasResourceProperties('AWS::SQS::Queue', {
    MessageRetentionPeriod: PROMOTION_QUEUE.deadLetterRetentionDays * 24 * 60 * 60,
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [deadLetterId, 'QueueName'] } }],
    Statistic: 'Maximum',
    Threshold: 1,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
});

test('the consumer reports single failures, and times out before its messages become visible again', () => {
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: arnOf(queueId),
    BatchSize: PROMOTION_QUEUE.batchSizeMessages,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  const consumer = functions[functionsByWorker().get('promote-waitlist') ?? ''];
  expect(consumer?.['Properties']).toMatchObject({
    Timeout: PROMOTION_QUEUE.consumerTimeoutSeconds,
    MemorySize: PROMOTION_QUEUE.consumerMemoryMib,
  });
});

test('an alarm reports a sweep that fails or is incomplete three times in five minutes', () => {
  const sweeper = functionsByWorker().get('sweep-pending-work') ?? '';
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: sweeper } }],
    Statistic: 'Sum',
    Threshold: 1,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Period: SWEEP_INTERVAL_SECONDS,
    TreatMissingData: 'notBreaching',
  });
});

test('the sweep runs every minute, and its schedule may invoke nothing else', () => {
  const sweeper = functionsByWorker().get('sweep-pending-work') ?? '';
  const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  expect(SWEEP_INTERVAL_SECONDS).toBe(60);
  expect(schedule?.['Properties'].ScheduleExpression).toBe('rate(1 minute)');
  expect(functions[sweeper]?.['Properties'].Timeout).toBeLessThanOrEqual(SWEEP_INTERVAL_SECONDS);
  const roleId = schedule?.['Properties'].Target.RoleArn['Fn::GetAtt'][0];
  const role = template.findResources('AWS::IAM::Role')[roleId]?.['Properties'];
  expect(pairsAllowedBy(statementsIn(role.Policies))).toEqual([
    `lambda:InvokeFunction ${JSON.stringify(arnOf(sweeper))}`,
  ]);
});

test('every log is kept for a month: one of all routes, and one of each other function', () => {
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  const logs = Object.values(functions).map(({ Properties }) => Properties.LoggingConfig.LogGroup.Ref);
  const routes = Object.keys(ROUTES).length;
  expect(new Set(logs).size).toBe(logs.length - routes + 1);
  const accessLogs = 1;
  template.resourceCountIs('AWS::Logs::LogGroup', new Set(logs).size + accessLogs);
});

test('the stack has room for some more routes, with mail and alarms that tell somebody, too', () => {
  const most = { mail: { from: 'tickets@example.com' }, alarmTarget: { email: 'ops@example.com' } };
  for (const one of [template, synthesize(most)])
    expect(Object.keys(one.toJSON()['Resources']).length).toBeLessThanOrEqual(490);
});

test('the access log has no data of the caller', () => {
  const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
  const format: Record<string, string> = JSON.parse(stage?.['Properties'].AccessLogSettings.Format);
  expect(Object.values(format).sort()).toEqual([
    '$context.integrationErrorMessage',
    '$context.integrationLatency',
    '$context.integrationStatus',
    '$context.requestId',
    '$context.requestTimeEpoch',
    '$context.responseLatency',
    '$context.responseLength',
    '$context.routeKey',
    '$context.status',
  ]);
});

test('requests are throttled', () => {
  template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
    StageName: '$default',
    AutoDeploy: true,
    DefaultRouteSettings: { ThrottlingRateLimit: 5_000, ThrottlingBurstLimit: 2_500 },
  });
});

test('no resource is paid by the hour', () => {
  const types = Object.values(template.toJSON()['Resources'] as Record<string, { Type: string }>);
  expect([...new Set(types.map(({ Type }) => Type))].sort()).toEqual([
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Stage',
    'AWS::CloudFormation::Stack',
    'AWS::CloudWatch::Alarm',
    'AWS::DynamoDB::GlobalTable',
    'AWS::IAM::Role',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Function',
    'AWS::Logs::LogGroup',
    'AWS::SQS::Queue',
    'AWS::Scheduler::Schedule',
  ]);
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', { BillingMode: 'PAY_PER_REQUEST' });
  expect(JSON.stringify(template.toJSON())).not.toMatch(/Provisioned(Concurrency|Throughput|Poller)/);
});

test('the outputs name the addresses, the table, the queue and the alarms', () => {
  expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
    'ApiUrl',
    'DashboardName',
    'DeadLetterAlarmName',
    'DistributionDomainName',
    'FailedLogInAlarmName',
    'FailingRequestAlarmName',
    'FloodAlarmName',
    'LateWebhookAlarmName',
    'NewAdminAlarmName',
    'PublicUrl',
    'QueueName',
    'ReusedTokenAlarmName',
    'SecretsTableName',
    'StalledClerkAlarmName',
    'SweepAlarmName',
    'TableName',
    'WebhookAlarmName',
  ]);
});
