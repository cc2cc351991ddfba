/** The stages of a deployment, how they differ, and that they can be in one account and region. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { checkAlarmTarget, stageOf } from '../../lib/stage.ts';
import { ROOT, stackWith, synthesizeAll } from '../kit/stack-template.ts';

const { dev, prod } = {
  dev: synthesizeAll({ keepData: false, stated: { stage: 'dev' } }),
  prod: synthesizeAll({ stated: { stage: 'prod' }, alarmTarget: { email: 'ops@example.com' } }),
};
const at = (stage?: string) => stackWith(stage === undefined ? {} : { stated: { stage } });

test('each stage has a stack with a name and tags of its own, and without one both are as ever', () => {
  const seen = [at(), at('dev'), at('prod')].map((stack) => [stack.stackName, stack.tags.tagValues()]);
  expect(seen).toEqual([
    ['Boxoffice', { service: 'boxoffice' }],
    ['Boxoffice-dev', { service: 'boxoffice', stage: 'dev' }],
    ['Boxoffice-prod', { service: 'boxoffice', stage: 'prod' }],
  ]);
});

test('production cannot be deleted as long as it keeps its data', () => {
  expect([at(), at('dev'), at('prod')].map((stack) => stack.terminationProtection)).toEqual([
    false,
    false,
    true,
  ]);
  expect(stackWith({ keepData: false, stated: { stage: 'prod' } }).terminationProtection).toBe(false);
});

test('logs of production are kept for three months and outlive the stack, those of development for a week', () => {
  for (const template of [prod.template, prod.page]) {
    template.allResources('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 90 },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  }
  for (const template of [dev.template, dev.page])
    template.allResources('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 7 },
      DeletionPolicy: 'Delete',
    });
});

const KINDS: Record<string, string> = {
  'AWS::DynamoDB::GlobalTable': 'both tables',
  'AWS::Logs::LogGroup': 'log groups',
};

/** @returns what becomes of the tables, the log groups and everything else in these stacks, in the words of the document. */
function leftBehind(templates: Record<string, Template>): Record<string, string> {
  const counts: Record<string, { kept: number; all: number }> = {};
  for (const template of Object.values(templates)) {
    for (const resource of Object.values<Record<string, unknown>>(template.toJSON()['Resources'])) {
      const { Type, DeletionPolicy = 'Delete' } = resource;
      const kind = KINDS[String(Type)] ?? 'everything else';
      const { kept, all } = counts[kind] ?? { kept: 0, all: 0 };
      counts[kind] = { kept: kept + Number(DeletionPolicy !== 'Delete'), all: all + 1 };
    }
  }
  const wordFor = ({ kept, all }: { kept: number; all: number }) =>
    kept === 0 ? 'deleted' : kept === all ? 'kept' : `${kept} of ${all} kept`;
  return Object.fromEntries(Object.entries(counts).map(([kind, count]) => [kind, wordFor(count)]));
}

test('a deletion leaves what the document says', () => {
  const document = readFileSync(join(ROOT, 'docs/deploying.md'), 'utf8');
  const rows = [...document.matchAll(/^\| (both tables|log groups|everything else)[^|]* \| (.*) \|$/gm)];
  const stated = rows.map(([, kind = '', cells = '']) => [kind, cells.split(' | ').slice(0, 3)]);
  const mail = { from: 'tickets@example.com' };
  const seen = [synthesizeAll({ mail }), dev, prod].map(leftBehind);
  expect(Object.fromEntries(stated)).toEqual(
    Object.fromEntries(
      ['both tables', 'log groups', 'everything else'].map((kind) => [kind, seen.map((left) => left[kind])]),
    ),
  );
  expect(leftBehind(synthesizeAll({ keepData: false, stated: { stage: 'prod' } }))).toMatchObject({
    'both tables': 'deleted',
    'log groups': 'kept',
  });
  expect(leftBehind({ changed: keepingABucket() })['everything else']).toMatch(/^1 of \d+ kept$/);
});

/** The page's stack, if its bucket were kept. */
function keepingABucket(): Template {
  const json = structuredClone(dev.page.toJSON());
  for (const resource of Object.values<Record<string, unknown>>(json['Resources']))
    if (resource['Type'] === 'AWS::S3::Bucket') resource['DeletionPolicy'] = 'Retain';
  return Template.fromJSON(json);
}

test('production has the dashboard and alarms that tell somebody, and development no dashboard', () => {
  prod.monitoring.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  prod.template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue() });
  dev.monitoring.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  const stage = stageOf(new App({ context: { stage: 'prod' } }));
  expect(() => checkAlarmTarget(stage, undefined)).toThrow('State -c alarmEmail=… or -c alarmTopic=…');
  expect(() => checkAlarmTarget(stage, { email: 'ops@example.com' })).not.toThrow();
  expect(() => checkAlarmTarget(stageOf(new App()), undefined)).not.toThrow();
});

test('another stage stops the deployment', () => {
  expect(() => at('production')).toThrow('-c stage=production is none of dev, prod.');
});

/** Names of resources and of metrics, which another stack of the account and region may not have. */
const NAME =
  /^(Name|MetricNamespace|(Alarm|Bucket|Dashboard|Function|LogGroup|Queue|Role|Schedule|Table|Topic)Name)$/;

/** @returns the names that a template states, without references to resources of the stack itself. */
function namesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = Object.entries(node)
    .filter(([key, value]) => NAME.test(key) && isStated(value))
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return [...own, ...Object.values(node).flatMap(namesIn)];
}

const isStated = (value: unknown) =>
  !/"(Ref|Fn::GetAtt)":"?\[?"(?!AWS::(Region|AccountId|Partition)")/.test(JSON.stringify(value));

/** @returns the names that both have. Names of a dimension are those of AWS. */
function namesOfBoth(one: Template[], other: Template[]): string[] {
  const [mine, theirs] = [one, other].map(
    (templates) => new Set(templates.flatMap((template) => namesIn(template.toJSON()['Resources']))),
  );
  return [...(mine ?? [])].filter(
    (name) => theirs?.has(name) && !/^Name "(ApiId|FunctionName|QueueName)"$/.test(name),
  );
}

const withDashboard = synthesizeAll({ stated: { stage: 'dev' }, hasDashboard: true });
const allOf = ({ template, page, monitoring }: typeof dev) => [template, page, monitoring];

test('no name of one stage is one of another, so they can be in one account and region', () => {
  expect(namesOfBoth(allOf(withDashboard), allOf(prod))).toEqual([]);
});

test('a negative control: names that two stacks of one stage share are found', () => {
  const found = namesOfBoth(allOf(prod), allOf(synthesizeAll({ stated: { stage: 'prod' } })));
  expect(found).toContain('MetricNamespace "Boxoffice-prod"');
  expect(found.some((name) => name.startsWith('DashboardName '))).toBe(true);
  expect(found).toContain('Name "Boxoffice-prod"');
});

/** Flags that are stated otherwise than the library recommends, with the reason. */
const OTHERWISE: Record<string, string> = {
  '@aws-cdk/core:enableAdditionalMetadataCollection': 'nothing about the app is sent to anybody',
};

test('cdk.json states every feature flag that the installed library recommends', () => {
  const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
  const { context } = read('cdk.json');
  const flags = read('node_modules/aws-cdk-lib/recommended-feature-flags.json');
  const recommended = Object.entries(flags).filter(([name]) => !(name in OTHERWISE));
  expect(Object.fromEntries(recommended.map(([name]) => [name, context[name]]))).toEqual(
    Object.fromEntries(recommended),
  );
  for (const name of Object.keys(OTHERWISE)) expect([name, context[name]]).toEqual([name, false]);
  expect(recommended.length).toBeGreaterThan(80);
});
