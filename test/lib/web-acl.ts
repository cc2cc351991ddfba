/** The web ACL of WAF, which is there only if the operator wants it. */
import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readWebAcl } from '../../lib/web-acl.ts';
import { pageTemplate, stackWith, synthesizeAll } from '../kit/stack-template.ts';

const ARN = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/tickets/1a2b';
const distributionWith = (WebACLId: unknown) => ({ DistributionConfig: { WebACLId } });

test('without the option there is no web ACL', () => {
  pageTemplate.resourceCountIs('AWS::WAFv2::WebACL', 0);
  pageTemplate.hasResourceProperties('AWS::CloudFront::Distribution', distributionWith(Match.absent()));
});

test('with it the distribution has one that bounds each address and has rules of AWS, and shows no request', () => {
  const { page } = synthesizeAll({ webAcl: 'made' });
  const [[id, acl] = ['', undefined]] = Object.entries(page.findResources('AWS::WAFv2::WebACL'));
  page.hasResourceProperties(
    'AWS::CloudFront::Distribution',
    distributionWith({ 'Fn::GetAtt': [id, 'Arn'] }),
  );
  const { Scope, DefaultAction, Rules } = acl?.['Properties'] ?? {};
  expect([Scope, DefaultAction]).toEqual(['CLOUDFRONT', { Allow: {} }]);
  expect(Rules.map(({ Statement, Action }: Record<string, unknown>) => ({ Statement, Action }))).toEqual([
    {
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 10_000, EvaluationWindowSec: 300 } },
      Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
    },
    ...['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'].map((Name) => ({
      Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name } },
      Action: undefined,
    })),
  ]);
  expect(JSON.stringify(acl).match(/"SampledRequestsEnabled":\w+/g)).toEqual(
    Array.from({ length: 4 }, () => '"SampledRequestsEnabled":false'),
  );
});

test('a web ACL that exists is taken, and none is made', () => {
  const { page } = synthesizeAll({ webAcl: { arn: ARN } });
  page.resourceCountIs('AWS::WAFv2::WebACL', 0);
  page.hasResourceProperties('AWS::CloudFront::Distribution', distributionWith(ARN));
});

test('the rules of AWS Solutions miss a web ACL where there is none, and nowhere else', () => {
  const misses = (webAcl?: 'made') =>
    new AwsSolutionsChecks()
      .validateScope(stackWith(webAcl ? { webAcl } : {}))
      .violations.some(({ ruleName }) => ruleName === 'AwsSolutions-CFR2');
  expect([misses(), misses('made')]).toEqual([true, false]);
});

test('an option that CloudFront would refuse stops the deployment', () => {
  expect(() => readWebAcl(true, undefined, 'eu-west-1')).toThrow('works in us-east-1 alone');
  expect(() => readWebAcl(true, ARN, 'us-east-1')).toThrow('exclude each other');
  const regional = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/tickets/1a2b';
  expect(() => readWebAcl(undefined, regional, 'eu-west-1')).toThrow('no web ACL of CloudFront');
});

test('a web ACL is made, taken, or not wanted', () => {
  for (const region of ['us-east-1', undefined]) expect(readWebAcl(true, undefined, region)).toBe('made');
  expect(readWebAcl(false, ARN, 'eu-west-1')).toEqual({ arn: ARN });
  expect(readWebAcl(undefined, undefined, 'eu-west-1')).toBeUndefined();
});
