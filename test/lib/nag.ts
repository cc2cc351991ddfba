/** The rules of AWS Solutions, as others wrote them, over the whole stack: each finding is explained here, and nothing else is found. */
import { expect, test } from '@jest/globals';
import type { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stackWith } from '../kit/stack-template.ts';

type Explained = { rule: RegExp; where: RegExp; reason: string };

const COPYING = /\/page\/Custom::CDKBucketDeployment\w+\//;
const QUEUES = /\/((feedback-)?dead-letters|queue)\/Resource$/;

/** Findings that stay, with the reason. */
const EXPLAINED: Explained[] = [
  {
    rule: /^SQS4$/,
    where: QUEUES,
    reason: 'without a policy nobody but this account has access; clients use TLS (decision 27)',
  },
  {
    rule: /^SQS3$/,
    where: /\/(notices|webhooks)\/(feedback-)?dead-letters\/Resource$/,
    reason: 'they are the dead letters of a function that a stream or a topic calls',
  },
  {
    rule: /^SNS3$/,
    where: /\/(alarms|notices\/feedback)\/Resource$/,
    reason: 'services of AWS alone publish to them, by TLS',
  },
  {
    rule: /^APIG4$/,
    where: /\/api\/[\w-]+-route\/(Resource|HEAD)$/,
    reason: 'functions verify tokens, and read the session for each',
  },
  {
    rule: /^SMG4$/,
    where: /\/page\/secret\/Resource$/,
    reason: 'another secret replaces it, since CloudFormation hands it on',
  },
  {
    rule: /^S1$/,
    where: /\/page\/files\/Resource$/,
    reason: 'a private bucket with what everybody may read',
  },
  {
    rule: /^(IAM4|IAM5)\[/,
    where: COPYING,
    reason: 'the function is of the CDK, and runs at deployments alone',
  },
  { rule: /^L1$/, where: COPYING, reason: 'the CDK chooses the runtime of its function' },
  { rule: /^CFR1$/, where: /\/distribution\/Resource$/, reason: 'tickets are sold everywhere' },
  {
    rule: /^CFR2$/,
    where: /\/distribution\/Resource$/,
    reason: 'WAF costs by the month, so it is the choice of the operator',
  },
  {
    rule: /^CFR3$/,
    where: /\/distribution\/Resource$/,
    reason: 'a log of the distribution would have addresses and searches in it',
  },
  {
    rule: /^CFR4$/,
    where: /\/distribution\/Resource$/,
    reason: 'at its own address CloudFront decides; with a domain it is TLS 1.2',
  },
];

type Finding = { rule: string; where: string };

function findingsIn(stack: Stack): Finding[] {
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => ({
      rule: ruleName.replace('AwsSolutions-', ''),
      where: constructPath ?? '',
    })),
  );
}

const explains = ({ rule, where }: Explained, finding: Finding) =>
  rule.test(finding.rule) && where.test(finding.where);
const unexplainedIn = (findings: Finding[], explained = EXPLAINED) =>
  findings.filter((finding) => !explained.some((one) => explains(one, finding)));

const most = { mail: { from: 'tickets@example.com' }, alarmTarget: { email: 'ops@example.com' } };
const findings = findingsIn(stackWith(most));

test('each finding of the rules of AWS Solutions is explained, and each explanation has its finding', () => {
  expect(unexplainedIn(findings)).toEqual([]);
  const unused = EXPLAINED.filter((one) => !findings.some((finding) => explains(one, finding)));
  expect(unused.map(({ reason }) => reason)).toEqual([]);
});

test('with a domain nothing accepts TLS before 1.2', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/one';
  const own = findingsIn(stackWith({ domain: { name: 'tickets.example.org', certificateArn } }));
  expect(own.filter(({ rule }) => rule === 'CFR4')).toEqual([]);
});

test('a negative control: a topic that is not explained, and an explanation that is gone, are found', () => {
  const stack = stackWith(most);
  new Topic(stack, 'open');
  expect(unexplainedIn(findingsIn(stack))).toEqual([{ rule: 'SNS3', where: 'Boxoffice/open/Resource' }]);
  const withoutOne = EXPLAINED.filter(({ rule }) => !rule.test('S1'));
  expect(unexplainedIn(findings, withoutOne)).toEqual([
    { rule: 'S1', where: 'Boxoffice/page/files/Resource' },
  ]);
});
