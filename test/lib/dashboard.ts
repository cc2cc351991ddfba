/** The dashboard shows every alarm and metric of the stack, and only metrics that exist; without it nothing is counted for it. */
import { expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { synthesizeAll } from '../kit/stack-template.ts';

const mail = { from: 'tickets@example.com' };
/** At the end of a logical id. A reference to an alarm of the stack from the stack within it has another one. */
const HASH_CHARACTERS = 8;

const all = synthesizeAll({ mail });

/** @returns the text of the dashboard, with references by name in it. */
function bodyOf(monitoring: Template): string {
  const [dashboard] = Object.values(monitoring.findResources('AWS::CloudWatch::Dashboard'));
  const parts: unknown[] = dashboard?.['Properties'].DashboardBody['Fn::Join'][1];
  return parts
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replaceAll('"', "'")))
    .join('');
}

/** @returns namespace and name of each metric in the widgets. */
function metricsIn(body: string): string[] {
  const { widgets } = JSON.parse(body) as { widgets: { properties: { metrics?: unknown[][] } }[] };
  const metrics = widgets.flatMap(({ properties: { metrics = [] } }) => metrics);
  return [
    ...new Set(
      metrics
        .filter(([first]) => typeof first === 'string')
        .map(([namespace, name]) => `${namespace} ${name}`),
    ),
  ].sort();
}

test('the dashboard shows what was sold, what waits and what was refused, and nothing that is not measured', () => {
  const counted = [all.template, all.monitoring]
    .flatMap((one) => Object.values(one.findResources('AWS::Logs::MetricFilter')))
    .map(({ Properties }) => `Boxoffice ${Properties.MetricTransformations[0].MetricName}`);
  expect(counted.length).toBe(10);
  expect(metricsIn(bodyOf(all.monitoring))).toEqual(
    [
      ...counted,
      'AWS/ApiGateway 5xx',
      'AWS/DynamoDB ReadThrottleEvents',
      'AWS/DynamoDB TransactionConflict',
      'AWS/DynamoDB WriteThrottleEvents',
      'AWS/Lambda IteratorAge',
      'AWS/Lambda Throttles',
      'AWS/SQS ApproximateAgeOfOldestMessage',
      'AWS/SQS ApproximateNumberOfMessagesVisible',
    ].sort(),
  );
});

test('the dashboard shows the state of every alarm', () => {
  const { widgets } = JSON.parse(bodyOf(all.monitoring)) as {
    widgets: { type: string; properties: { alarms?: string[] } }[];
  };
  const [status, ...others] = widgets.filter(({ type }) => type === 'alarm');
  expect(others).toEqual([]);
  const made = [all.template, all.monitoring].flatMap((one) =>
    Object.keys(one.findResources('AWS::CloudWatch::Alarm')),
  );
  const shown = status?.properties.alarms ?? [];
  expect(shown).toHaveLength(made.length);
  for (const id of made)
    expect(shown.filter((alarm) => alarm.includes(id.slice(0, -HASH_CHARACTERS)))).toHaveLength(1);
});

test('without the dashboard nothing is counted for it, and the alarms stay', () => {
  const { template, monitoring } = synthesizeAll({ mail, hasDashboard: false });
  monitoring.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  monitoring.resourceCountIs('AWS::Logs::MetricFilter', 4);
  const alarmsIn = (one: Template) => Object.keys(one.findResources('AWS::CloudWatch::Alarm'));
  expect(alarmsIn(monitoring)).toEqual(alarmsIn(all.monitoring));
  expect(alarmsIn(template)).toEqual(alarmsIn(all.template));
});

test('no metric has a name that another stack of the account shares, and the dashboard one that another region shares', () => {
  const [dashboard] = Object.values(all.monitoring.findResources('AWS::CloudWatch::Dashboard'));
  expect(dashboard?.['Properties'].DashboardName).toEqual({
    'Fn::Join': ['', ['Boxoffice-', { Ref: 'AWS::Region' }]],
  });
});
