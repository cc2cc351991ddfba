/** The distribution of the synthesized template: its behaviors, its functions, and what it adds to answers. */
import { runInNewContext } from 'node:vm';
import { expect } from '@jest/globals';
import { pageTemplate } from './stack-template.ts';

type Resource = ReturnType<typeof pageTemplate.findResources>[string];

/** @returns the id and the properties of the only resource of a type. */
export function only(type: string): [id: string, properties: Resource[string]] {
  const found = Object.entries(pageTemplate.findResources(`AWS::${type}`));
  expect(found).toHaveLength(1);
  return [found[0]?.[0] ?? '', found[0]?.[1]['Properties']];
}

export type Behavior = {
  PathPattern: string;
  TargetOriginId: string;
  ResponseHeadersPolicyId?: { Ref: string };
  [name: string]: unknown;
};

export const [distributionId, { DistributionConfig: config }] = only('CloudFront::Distribution');
export const [fileOrigin] = config.Origins;
export const apiOrigin = config.Origins.find(
  ({ Id }: { Id: string }) => Id === behaviorOf('/v1/events').TargetOriginId,
);

/** @returns the behavior of a path, found as CloudFront finds it: the first pattern that matches. */
export function behaviorOf(path: string): Behavior {
  const matches = ({ PathPattern }: Behavior) =>
    new RegExp(`^${PathPattern.replaceAll('.', '\\.').replaceAll('?', '.').replaceAll('*', '.*')}$`).test(
      path,
    );
  return config.CacheBehaviors.find(matches) ?? config.DefaultCacheBehavior;
}

/** @returns what the cache policy of a behavior, which is one of the stack's own, says. */
export function cachePolicyOf({ CachePolicyId: id }: Behavior) {
  const policies = pageTemplate.findResources('AWS::CloudFront::CachePolicy');
  return policies[(id as { Ref: string }).Ref]?.['Properties'].CachePolicyConfig;
}

/** @returns the handler of the CloudFront function whose source has these words. */
export function functionWith(words: string) {
  const functions = Object.values(pageTemplate.findResources('AWS::CloudFront::Function'));
  const codes: string[] = functions.map(({ Properties }) => Properties.FunctionCode);
  const code = codes.find((source) => source.includes(words)) ?? '';
  expect(code.length).toBeLessThan(10_000);
  return runInNewContext(`${code}; handler`);
}

/** @returns the headers that the policy of a behavior adds. */
export function policyOf(behavior: Behavior): Record<string, string> {
  const policies = pageTemplate.findResources('AWS::CloudFront::ResponseHeadersPolicy');
  const policy = policies[behavior.ResponseHeadersPolicyId?.Ref ?? '']?.['Properties'];
  const { SecurityHeadersConfig: added, CorsConfig: cors } = policy.ResponseHeadersPolicyConfig;
  const custom = policy.ResponseHeadersPolicyConfig.CustomHeadersConfig?.Items ?? [];
  return {
    ...(added.ContentSecurityPolicy && {
      'content-security-policy': added.ContentSecurityPolicy.ContentSecurityPolicy,
    }),
    ...(added.ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
    ...(added.ReferrerPolicy && { 'referrer-policy': added.ReferrerPolicy.ReferrerPolicy }),
    ...(cors && { 'access-control-allow-origin': cors.AccessControlAllowOrigins.Items.join() }),
    ...Object.fromEntries(
      custom.map(({ Header, Value }: { Header: string; Value: string }) => [Header, Value]),
    ),
    'strict-transport-security': `max-age=${added.StrictTransportSecurity.AccessControlMaxAgeSec}`,
  };
}
