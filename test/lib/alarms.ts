/** Every alarm has its row in the runbook and its section there, and tells the operator who asked for it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { readAlarmTarget } from '../../lib/alarm-settings.ts';
import { apiId, monitoringTemplate, queueId, ROOT, synthesizeAll, template } from '../kit/stack-template.ts';

const mail = { from: 'tickets@example.com' };
const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');

type Alarm = { AlarmDescription: string; AlarmActions?: unknown[]; OKActions?: unknown[] };

const alarmsIn = (template: Template): [id: string, Alarm][] =>
  Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => [
    id,
    Properties,
  ]);

/** @returns the alarm of each output, by the output's name. */
function namedAlarms({ template, monitoring }: ReturnType<typeof synthesizeAll>): Map<string, Alarm> {
  const alarms = new Map([...alarmsIn(template), ...alarmsIn(monitoring)]);
  const outputs = Object.entries(template.findOutputs('*')).filter(([name]) => name.endsWith('AlarmName'));
  return new Map(
    outputs.map(([name, { Value }]) => {
      const nested: string | undefined = Value['Fn::GetAtt']?.[1].replace('Outputs.', '');
      const id: string =
        nested === undefined ? Value.Ref : monitoring.findOutputs(nested)[nested]?.['Value'].Ref;
      const alarm = alarms.get(id);
      if (alarm === undefined) throw new Error(`The output ${name} is of no alarm.`);
      return [name, alarm];
    }),
  );
}

const slugOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

/** @returns what is missing or wrong in a runbook for these alarms. */
function faultsOf(text: string, alarms: Map<string, Alarm>): string[] {
  const rows = new Map(
    [...text.matchAll(/^\| `(\w+AlarmName)` \|[^|]+\|[^|]*\]\(#([\w-]+)\) \|$/gm)].map(
      ([, name, section]) => [name, section],
    ),
  );
  const sections = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slugOf(heading));
  return [
    ...[...rows.keys()].filter((name) => !alarms.has(name ?? '')).map((name) => `${name} is no alarm`),
    ...[...alarms].flatMap(([name, { AlarmDescription }]) => {
      const section = rows.get(name);
      if (section === undefined) return [`${name} has no row`];
      return [
        ...(sections.includes(section) ? [] : [`${name} has no section`]),
        ...(AlarmDescription.endsWith(` What to do: docs/runbook.md#${section}`)
          ? []
          : [`the text of ${name} names another section`]),
      ];
    }),
  ];
}

const all = synthesizeAll({ mail, alarmTarget: { email: 'ops@example.com' } });
const alarms = namedAlarms(all);

test('each alarm has an output, a row in the runbook and a section, which its text names, and each row an alarm', () => {
  expect(alarms.size).toBe(alarmsIn(all.template).length + alarmsIn(all.monitoring).length);
  expect(alarms.size).toBeGreaterThan(10);
  expect(faultsOf(runbook, alarms)).toEqual([]);
});

test('a negative control: an alarm without a row, a row without an alarm, and a section that is gone are found', () => {
  const without = runbook.replace(/^\| `FloodAlarmName`.*$/m, '');
  expect(faultsOf(without, alarms)).toEqual(['FloodAlarmName has no row']);
  const fewer = new Map([...alarms].filter(([name]) => name !== 'FloodAlarmName'));
  expect(faultsOf(runbook, fewer)).toEqual(['FloodAlarmName is no alarm']);
  expect(faultsOf(runbook.replace('## A flood', '## Floods'), alarms)).toEqual([
    'FloodAlarmName has no section',
  ]);
  const elsewhere = runbook.replace('(#a-flood)', '(#commands)');
  expect(faultsOf(elsewhere, alarms)).toEqual(['the text of FloodAlarmName names another section']);
});

/** @returns the alarms whose start or end tells nobody, or somebody else. */
function silentIn(of: ReturnType<typeof synthesizeAll>, isTopic: (action: unknown) => boolean): string[] {
  const isTold = (actions: unknown[] = []) => actions.length === 1 && actions.every(isTopic);
  return [...alarmsIn(of.template), ...alarmsIn(of.monitoring)]
    .filter(([, { AlarmActions, OKActions }]) => !isTold(AlarmActions) || !isTold(OKActions))
    .map(([id]) => id);
}

test('with an address every alarm tells one topic of its start and its end, and the topic mails to the address', () => {
  const [topic = ''] = Object.keys(
    all.template.findResources('AWS::SNS::Topic', { Properties: { DisplayName: 'Alarms of Boxoffice' } }),
  );
  all.template.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    TopicArn: { Ref: topic },
    Endpoint: 'ops@example.com',
  });
  const [nested] = Object.values(
    all.template.findResources('AWS::CloudFormation::Stack', {
      Properties: { Parameters: {} },
    }),
  ).filter(({ Properties }) => JSON.stringify(Properties.Parameters ?? {}).includes(`"Ref":"${topic}"`));
  const [parameter] = Object.entries(nested?.['Properties'].Parameters ?? {}).find(
    ([, value]) => JSON.stringify(value) === JSON.stringify({ Ref: topic }),
  ) ?? [''];
  const refs = [topic, parameter].map((one) => JSON.stringify({ Ref: one }));
  expect(silentIn(all, (action) => refs.includes(JSON.stringify(action)))).toEqual([]);
});

test('with a topic every alarm tells it, and there is none of our own', () => {
  const topicArn = 'arn:aws:sns:eu-west-1:123456789012:alarms';
  const told = synthesizeAll({ alarmTarget: { topicArn } });
  told.template.resourceCountIs('AWS::SNS::Topic', 0);
  expect(silentIn(told, (action) => action === topicArn)).toEqual([]);
});

test('a negative control: without an address every alarm is found to tell nobody', () => {
  const silent = synthesizeAll({ mail });
  expect(silentIn(silent, () => true)).toHaveLength(alarms.size);
});

test('an alarm is raised by requests that fail for minutes, by messages that wait, and by many that limits refuse', () => {
  const [nested] = Object.entries(template.findResources('AWS::CloudFormation::Stack'))
    .filter(([id]) => id.startsWith('monitoring'))
    .map(([, { Properties }]) => Object.entries(Properties.Parameters));
  const parameterOf = (id: string) =>
    nested?.find(([, value]) => JSON.stringify(value).includes(`"${id}"`))?.[0];
  monitoringTemplate.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/ApiGateway',
    MetricName: '5xx',
    Dimensions: [{ Name: 'ApiId', Value: { Ref: parameterOf(apiId) } }],
    Threshold: 5,
    Period: 60,
    EvaluationPeriods: 3,
    TreatMissingData: 'notBreaching',
  });
  monitoringTemplate.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: { Ref: parameterOf(queueId) } }],
    Threshold: 120,
    Statistic: 'Maximum',
  });
  monitoringTemplate.hasResourceProperties('AWS::Logs::MetricFilter', {
    FilterPattern: '{ $.securityEvent = "too-many-requests" }',
    MetricTransformations: [
      { MetricNamespace: 'Boxoffice', MetricName: 'RateLimitedRequests', MetricValue: '1' },
    ],
  });
  monitoringTemplate.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Boxoffice',
    MetricName: 'RateLimitedRequests',
    Threshold: 1_000,
    Period: 300,
    Statistic: 'Sum',
  });
});

test.each([
  ['$.securityEvent = "log-in-failed"', 'FailedLogIns', 200, 5 * 60],
  ['$.securityEvent = "refresh-token-reused"', 'ReusedRefreshTokens', 10, 60 * 60],
  ['($.securityEvent = "role-changed") && ($.role = "admin")', 'NewAdmins', 1, 5 * 60],
])(
  'an alarm counts the security events with %s in the log of the routes',
  (pattern, MetricName, threshold, period) => {
    const [filter, ...others] = Object.values(
      monitoringTemplate.findResources('AWS::Logs::MetricFilter', {
        Properties: { FilterPattern: `{ ${pattern} }` },
      }),
    );
    expect(others).toEqual([]);
    expect(filter?.['Properties'].LogGroupName.Ref).toContain('apiroutelog');
    expect(filter?.['Properties'].MetricTransformations).toEqual([
      { MetricNamespace: 'Boxoffice', MetricName, MetricValue: '1' },
    ]);
    monitoringTemplate.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Boxoffice',
      MetricName,
      Statistic: 'Sum',
      Threshold: threshold,
      Period: period,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  },
);

test.each([
  ['ops', undefined, 'no address'],
  [undefined, 'arn:aws:sns:eu-west-1:123456789012:alarms.fifo', 'a standard topic'],
  [undefined, 'alarms', 'a standard topic'],
  ['ops@example.com', 'arn:aws:sns:eu-west-1:123456789012:alarms', 'exclude each other'],
])('an address "%s" or topic "%s" that cannot be told stops the deployment', (email, topic, says) => {
  expect(() => readAlarmTarget(email, topic)).toThrow(says);
});

test('an address, a topic, or nobody is told', () => {
  expect(readAlarmTarget('ops@example.com', undefined)).toEqual({ email: 'ops@example.com' });
  const topicArn = 'arn:aws-cn:sns:cn-north-1:123456789012:alarms';
  expect(readAlarmTarget(undefined, topicArn)).toEqual({ topicArn });
  expect(readAlarmTarget('', '')).toBeUndefined();
});

/** @returns what the runbook's commands look for of a kind, and no resource of the stack is called so. */
function unknownNames(text: string, command: RegExp, type: string, stack: Template): string[] {
  const ids = Object.keys(stack.findResources(type));
  const named = [...text.matchAll(command)].map(([, name]) => name ?? '');
  if (named.length === 0) throw new Error(`No command matches ${command}.`);
  return named.filter((name) => ids.filter((id) => id.startsWith(name)).length !== 1);
}

test('the logs, queues and functions that the commands of the runbook look for are in the stack, by the names that they have there', () => {
  const { template: stack } = synthesizeAll({ mail });
  const [logs, queues, called] = [/^logs (\w+)/gm, /\$\((?:arn|queue) (\w+)\)/g, /\$\(lambda (\w+)\)/g];
  expect(unknownNames(runbook, logs, 'AWS::Logs::LogGroup', stack)).toEqual([]);
  expect(unknownNames(runbook, queues, 'AWS::SQS::Queue', stack)).toEqual([]);
  expect(unknownNames(runbook, called, 'AWS::Lambda::Function', stack)).toEqual([]);
  const renamed = runbook
    .replaceAll('apiaccesslog', 'gatewaylog')
    .replaceAll('noticesdeadletters', 'mailletters');
  expect(unknownNames(renamed, logs, 'AWS::Logs::LogGroup', stack)).toEqual(['gatewaylog']);
  expect(unknownNames(renamed, queues, 'AWS::SQS::Queue', stack)).toEqual(['mailletters']);
  const outputs = [...runbook.matchAll(/\$\(output (\w+)/g)].map(([, name]) => name ?? '');
  expect(Object.keys(stack.findOutputs('*'))).toEqual(expect.arrayContaining(outputs));
});

/** @returns the messages that a text looks for in logs, and that no function logs as they are. */
function unloggedMessages(text: string): string[] {
  const sources = globSync(join(ROOT, 'functions/**/*.ts')).map((file) => readFileSync(file, 'utf8'));
  const sought = [...text.matchAll(/\$\.message = "([^"]+)"/g)].map(([, message = '']) => message);
  if (sought.length === 0) throw new Error('The text looks for no message.');
  return sought.filter((message) => !sources.some((source) => source.includes(`'${message}'`)));
}

test('each message that the commands of the runbook look for in logs is the whole text of a log line', () => {
  expect(unloggedMessages(runbook)).toEqual([]);
  const part = runbook.replaceAll('A request failed.', 'Notices could not be sent.');
  expect(unloggedMessages(part)).toEqual(['Notices could not be sent.']);
});
