/**
 * A web ACL of WAF in front of the distribution, if the operator wants one: `-c waf=on` makes it, `-c webAclArn=…` takes one that
 * exists. It is not there by default, because it costs by the month.
 */
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';

export type WebAclSetting = 'made' | { arn: string };

/** CloudFront takes web ACLs of this region alone. */
const REGION = 'us-east-1';
const ARN = /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/;

/**
 * Somebody who waits for a sale asks up to 60 times in five minutes and loads 20 files, so this is what a hundred people behind one
 * address do. A program that guesses or hoards meets the rate limits of the service long before; this rule bounds what is asked
 * without a limit, files among it.
 */
const REQUESTS_PER_ADDRESS = 10_000;
const WINDOW_SECONDS = 300;

/**
 * Groups of AWS that know of no application: addresses of botnets, and requests that exploit known faults. The common rules are not
 * among them: they refuse bodies of over 8 KB and texts that look like markup, which are good announcements and passwords.
 */
const MANAGED = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'];

/**
 * `region`: where the stack is deployed, if that is known. @returns undefined if the operator wants none. @throws Error that says what
 * is wrong.
 */
export function readWebAcl(
  isMade: boolean | undefined,
  arn: string | undefined,
  region: string | undefined,
): WebAclSetting | undefined {
  if (isMade && arn)
    throw new Error('-c waf=on and -c webAclArn exclude each other. Add the rules to your web ACL.');
  if (arn) {
    if (!ARN.test(arn))
      throw new Error(`-c webAclArn=${arn} is no web ACL of CloudFront. Those are global, in ${REGION}.`);
    return { arn };
  }
  if (!isMade) return undefined;
  if (region !== undefined && region !== REGION)
    throw new Error(
      `-c waf=on works in ${REGION} alone, and this stack is for ${region}. Make a web ACL for CloudFront there, and state -c webAclArn=…`,
    );
  return 'made';
}

/** @returns the ARN of the web ACL. */
export function webAclArn(scope: Construct, setting: WebAclSetting): string {
  if (setting !== 'made') return setting.arn;
  const managed = MANAGED.map((name, index) => ({
    name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
    visibilityConfig: visible(name),
  }));
  return new CfnWebACL(scope, 'web-acl', {
    scope: 'CLOUDFRONT',
    description: 'In front of Boxoffice',
    defaultAction: { allow: {} },
    rules: [
      {
        name: 'requests-per-address',
        priority: 0,
        action: { block: { customResponse: { responseCode: 429 } } },
        statement: {
          rateBasedStatement: {
            aggregateKeyType: 'IP',
            limit: REQUESTS_PER_ADDRESS,
            evaluationWindowSec: WINDOW_SECONDS,
          },
        },
        visibilityConfig: visible('requests-per-address'),
      },
      ...managed,
    ],
    visibilityConfig: visible('web-acl'),
  }).attrArn;
}

/** Sampled requests would show tokens, addresses and searches, which no log has. */
const visible = (metricName: string) => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});
