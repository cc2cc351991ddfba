/** The distribution with the page: what is private, what is sent with each file, and which paths go where. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { pageServer } from '../../bin/local/page-server.ts';
import { ID_CHARACTERS } from '../../functions/domain/model/limits.ts';
import { LINE_SECONDS } from '../../functions/domain/model/waitlist-marks-limits.ts';
import { ROUTES } from '../../functions/http/routes.ts';
import { readDomain } from '../../lib/domain-settings.ts';
import { WIDGET_ROUTE_HEADERS } from '../../web/serving.ts';
import { PAGE_PATHS, SETTINGS_PATH } from '../../web/src/page-paths.ts';
import {
  apiOrigin,
  type Behavior,
  behaviorOf,
  cachePolicyOf,
  config,
  distributionId,
  fileOrigin,
  functionWith,
  only,
  policyOf,
} from '../kit/distribution.ts';
import {
  PAGE_FILES,
  pageFolder,
  pageOutput,
  pageTemplate,
  routes,
  statementsIn,
  synthesizeAll,
  template,
} from '../kit/stack-template.ts';

const [bucketId, bucket] = only('S3::Bucket');

/** The managed policies of AWS, by what their documentation says of them. */
const LINE_PATH = ROUTES['read-line'].path;
const { path: EVENT_PATH, publicSeconds: EVENT_SECONDS } = ROUTES['read-event'];
const LIST_PATH = ROUTES['list-events'].path;
/** Of the routes whose answers CloudFront keeps for as long as they say. */
const KEPT_PATHS: string[] = [LINE_PATH, EVENT_PATH, LIST_PATH];

const CACHES_NOTHING = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const SENDS_ALL_BUT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

const handler = functionWith('PAGES');
/** @returns what the function makes of a path: another path, or a status. */
function rewritten(uri: string): string | number {
  const answer = handler({ request: { method: 'GET', uri, headers: {} } });
  return answer.uri ?? answer.statusCode;
}

const example = (path: string) => path.replaceAll(/\{\w+\}/g, 'Ab_-1'.padEnd(ID_CHARACTERS, 'x'));
const EXAMPLES = Object.values(PAGE_PATHS).map(example);
/** The list has a behavior of its own. */
const PLAIN_EXAMPLES = EXAMPLES.filter((path) => path !== PAGE_PATHS.events);

/** @returns the headers with which `npm start` answers, or undefined if the page has no such path. */
function servedLocally(path: string): Record<string, string> | undefined {
  let sent: Record<string, string> | undefined;
  const response = { writeHead: (_status: number, headers: typeof sent) => (sent = headers), end: () => {} };
  const request = { method: 'GET', headers: {} };
  const serve = pageServer(pageFolder, () => undefined);
  const target = { rawPath: path, rawQueryString: '' };
  const noIndex = () => Promise.reject(new Error('No list is asked for.'));
  void serve(request as IncomingMessage, response as unknown as ServerResponse, target, noIndex)?.();
  return sent;
}

/** @returns the headers with which CloudFront answers: those that are stored with the file, and those that a policy adds. */
function servedByCloudFront(path: string): Record<string, string> {
  const behavior = behaviorOf(path);
  const key = behavior['FunctionAssociations'] === undefined ? path : String(rewritten(path));
  const copies = Object.values(pageTemplate.findResources('Custom::CDKBucketDeployment'));
  const copy = copies.filter(({ Properties }) => Properties.Include.includes(key.slice(1)));
  expect(copy).toHaveLength(1);
  return { ...copy[0]?.['Properties'].SystemMetadata, ...policyOf(behavior) };
}

test('the files are in an encrypted bucket that is open to this distribution alone, over TLS', () => {
  expect(bucket['PublicAccessBlockConfiguration']).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  expect(bucket).not.toHaveProperty('WebsiteConfiguration');
  expect(JSON.stringify(bucket['BucketEncryption'])).toContain('"SSEAlgorithm":"AES256"');
  const statements = statementsIn(only('S3::BucketPolicy')[1]);
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  expect(allowed.filter(({ Principal }) => JSON.stringify(Principal).includes('*'))).toEqual([]);
  const readers = allowed.filter(({ Principal }) => JSON.stringify(Principal).includes('cloudfront'));
  expect(readers.flatMap(({ Action }) => Action)).toEqual(['s3:GetObject', 's3:ListBucket']);
  for (const { Condition } of readers)
    expect(JSON.stringify(Condition)).toContain(`":distribution/",{"Ref":"${distributionId}"}`);
  expect(statements).toContainEqual(
    expect.objectContaining({
      Effect: 'Deny',
      Action: 's3:*',
      Principal: { AWS: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
});

test('CloudFront signs what it asks of the bucket', () => {
  const [accessId, { OriginAccessControlConfig }] = only('CloudFront::OriginAccessControl');
  expect(OriginAccessControlConfig).toMatchObject({ SigningBehavior: 'always', SigningProtocol: 'sigv4' });
  expect(fileOrigin).toMatchObject({
    DomainName: { 'Fn::GetAtt': [bucketId, 'RegionalDomainName'] },
    OriginAccessControlId: { 'Fn::GetAtt': [accessId, 'Id'] },
  });
});

test.each([
  ...PLAIN_EXAMPLES,
  ...PAGE_FILES.filter((file) => file !== 'index.html').map((file) => `/${file}`),
])('CloudFront sends %s with the headers of npm start', (path) => {
  const { etag, vary, 'content-length': _length, ...headers } = servedLocally(path) ?? {};
  expect([etag, vary]).toEqual([expect.any(String), 'accept-encoding']);
  expect(servedByCloudFront(path)).toEqual({
    ...headers,
    'strict-transport-security': 'max-age=31536000',
  });
  expect(behaviorOf(path)).toMatchObject({ Compress: true, TargetOriginId: fileOrigin.Id });
});

test('paths of the page get its index, and others that are no route a 404, as from npm start', () => {
  const unknown = [
    '/nothing',
    '/index.html',
    '/events/',
    '/events/a/b',
    '/organize/a/edit/',
    '//',
    '/eventsXa',
    '/door/a.b/c',
  ];
  for (const path of [...PLAIN_EXAMPLES, '/events/a.b%2Fc', ...unknown]) {
    const known = servedLocally(path) !== undefined;
    expect([path, rewritten(path)]).toEqual([path, known ? '/index.html' : 404]);
    expect(known).toBe(!unknown.includes(path));
    expect(behaviorOf(path)).toBe(config.DefaultCacheBehavior);
  }
  expect(rewritten('/service-worker.js')).toBe('/service-worker.js');
});

test('requests to the API reach it whole, with the secret and over TLS, and few answers are kept', () => {
  const paths = routes
    .map(([, { path }]) => path)
    .filter((path) => path !== '$default' && path !== '/index.html');
  expect(paths.length).toBeGreaterThan(50);
  for (const path of paths)
    expect(behaviorOf(example(path))).toMatchObject({
      TargetOriginId: apiOrigin.Id,
      CachePolicyId: KEPT_PATHS.includes(path) ? { Ref: expect.any(String) } : CACHES_NOTHING,
      OriginRequestPolicyId: SENDS_ALL_BUT_HOST,
      AllowedMethods: expect.arrayContaining(['GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'DELETE']),
      ViewerProtocolPolicy: path.startsWith('/v1/') ? 'https-only' : 'redirect-to-https',
    });
  expect(apiOrigin.CustomOriginConfig).toMatchObject({ OriginProtocolPolicy: 'https-only' });
  const [secretId] = only('SecretsManager::Secret');
  expect(apiOrigin.OriginCustomHeaders).toEqual([
    {
      HeaderName: 'x-origin-verify',
      HeaderValue: {
        'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: secretId }, ':SecretString:::}}']],
      },
    },
  ]);
  const kept: { ErrorCode: number; ErrorCachingMinTTL: number }[] = config.CustomErrorResponses;
  expect(kept.filter(({ ErrorCachingMinTTL }) => ErrorCachingMinTTL !== 0)).toEqual([]);
  expect(kept.map(({ ErrorCode }) => ErrorCode)).toEqual(
    expect.arrayContaining([400, 403, 404, 405, 500, 502, 503, 504]),
  );
});

test('a request that reaches the API states the address of its client, whatever the client stated', () => {
  const state = functionWith('viewer.ip');
  const forged = { 'x-viewer-address': { value: '192.0.2.66' }, accept: { value: '*/*' } };
  const request = { method: 'POST', uri: '/v1/auth/login', headers: forged };
  expect(state({ request, viewer: { ip: '198.51.100.10' } })).toEqual({
    ...request,
    headers: { 'x-viewer-address': { value: '198.51.100.10' }, accept: { value: '*/*' } },
  });
  const [viewerId] =
    Object.entries(pageTemplate.findResources('AWS::CloudFront::Function')).find(([, { Properties }]) =>
      Properties.FunctionCode.includes('viewer.ip'),
    ) ?? [];
  const passOnHeaders: Behavior[] = [config.DefaultCacheBehavior, ...config.CacheBehaviors].filter(
    ({ OriginRequestPolicyId }) => OriginRequestPolicyId !== undefined,
  );
  expect(passOnHeaders.length).toBeGreaterThan(3);
  for (const { PathPattern, FunctionAssociations = [] } of passOnHeaders)
    expect([PathPattern, FunctionAssociations]).toEqual([
      PathPattern,
      expect.arrayContaining([
        { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': [viewerId, 'FunctionARN'] } },
      ]),
    ]);
});

test('the line is kept for as long as its answer says, one copy for each origin, whatever else a request has', () => {
  const policy = cachePolicyOf(behaviorOf(example(LINE_PATH)));
  expect(policy).toMatchObject({ MinTTL: 0, DefaultTTL: 0, MaxTTL: LINE_SECONDS });
  expect(policy.ParametersInCacheKeyAndForwardedToOrigin).toMatchObject({
    HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Origin'] },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
    CookiesConfig: { CookieBehavior: 'none' },
    EnableAcceptEncodingGzip: true,
  });
  expect(behaviorOf(example(LINE_PATH))['Compress']).toBe(true);
  expect(behaviorOf(example('/v1/events/{eventId}/audit'))['CachePolicyId']).toBe(CACHES_NOTHING);
});

test('events and their list are kept as long as their answers say, apart for each token, origin and search', () => {
  for (const path of [EVENT_PATH, LIST_PATH]) {
    const behavior = behaviorOf(example(path));
    const policy = cachePolicyOf(behavior);
    expect(policy).toMatchObject({ MinTTL: 0, DefaultTTL: 0, MaxTTL: EVENT_SECONDS });
    expect(policy.ParametersInCacheKeyAndForwardedToOrigin).toMatchObject({
      HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Authorization', 'Origin'] },
      QueryStringsConfig: { QueryStringBehavior: 'all' },
      CookiesConfig: { CookieBehavior: 'none' },
      EnableAcceptEncodingGzip: true,
    });
    expect(behavior['Compress']).toBe(true);
  }
});

test('scripts of any site read the answer that the widget reads, and no other', () => {
  const answerTo = functionWith('HEADERS[name]');
  const headersOf = (method: string, uri: string, headers = {}) =>
    answerTo({ request: { method, uri }, response: { statusCode: 200, headers } }).headers;
  const open = Object.fromEntries(
    Object.entries(WIDGET_ROUTE_HEADERS).map(([name, value]) => [name, { value }]),
  );
  for (const method of ['GET', 'HEAD']) expect({ ...headersOf(method, example(EVENT_PATH)) }).toEqual(open);
  const stated = { 'access-control-allow-origin': { value: 'https://shop.example' } };
  expect({ ...headersOf('GET', example(EVENT_PATH), stated) }).toEqual({ ...open, ...stated });
  for (const [method, path] of [
    ['GET', '/v1/events'],
    ['GET', example('/v1/events/{eventId}/bookings')],
    ['PATCH', example(EVENT_PATH)],
    ['OPTIONS', example(EVENT_PATH)],
  ] as const)
    expect([path, headersOf(method, path)]).toEqual([path, {}]);
  const behavior = behaviorOf(example(EVENT_PATH));
  expect(behavior['FunctionAssociations']).toMatchObject([
    { EventType: 'viewer-request' },
    { EventType: 'viewer-response' },
  ]);
});

test('a deployment keeps the files of earlier ones, and copies the index last', () => {
  const copies = Object.entries(pageTemplate.findResources('Custom::CDKBucketDeployment'));
  expect(copies.flatMap(([, { Properties }]) => Properties.Include).sort()).toEqual(PAGE_FILES.toSorted());
  expect(copies.filter(([, { Properties }]) => Properties.Prune)).toEqual([]);
  const isIndex = ([, { Properties }]: (typeof copies)[number]) => Properties.Include[0] === 'index.html';
  const others = copies.filter((copy) => !isIndex(copy)).map(([id]) => id);
  expect(copies.find(isIndex)?.[1]['DependsOn']).toEqual(expect.arrayContaining(others));
  pageTemplate.resourceCountIs('AWS::Lambda::LayerVersion', 1);
});

test('the distribution speaks HTTP/3 and IPv6 at the lowest price, and has nothing that is paid by the hour', () => {
  expect(config).toMatchObject({ HttpVersion: 'http2and3', IPV6Enabled: true, PriceClass: 'PriceClass_100' });
  expect(config).not.toHaveProperty('Aliases');
  const made = Object.values(pageTemplate.toJSON()['Resources'] as Record<string, { Type: string }>);
  expect([...new Set(made.map(({ Type }) => Type))].sort()).toEqual([
    'AWS::CloudFront::CachePolicy',
    'AWS::CloudFront::Distribution',
    'AWS::CloudFront::Function',
    'AWS::CloudFront::OriginAccessControl',
    'AWS::CloudFront::ResponseHeadersPolicy',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::Lambda::Function',
    'AWS::Lambda::LayerVersion',
    'AWS::Logs::LogGroup',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::SecretsManager::Secret',
    'Custom::CDKBucketDeployment',
    'Custom::S3AutoDeleteObjects',
  ]);
});

const NAME = 'tickets.example.org';
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b';

const own = synthesizeAll({
  domain: readDomain(NAME, CERTIFICATE),
  distributionSecret: 'edge',
  mail: { from: 'a@example.org' },
});

/** @returns the values of a variable, and the descriptions of the functions that have it. */
function havingVariable(template: typeof pageTemplate, name: string): [value: unknown, of: string][] {
  return Object.values(template.findResources('AWS::Lambda::Function')).flatMap(({ Properties }) => {
    const value = Properties.Environment?.Variables[name];
    return value === undefined ? [] : [[value, Properties.Description]];
  });
}

test("with the operator's own domain the distribution has it, and links and answers name it", () => {
  own.page.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      Aliases: [NAME],
      ViewerCertificate: {
        AcmCertificateArn: CERTIFICATE,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
    },
  });
  const named = havingVariable(own.template, 'PUBLIC_ORIGIN').map(([value]) => value);
  // The routes, and the senders of webhooks and notices.
  expect(named).toEqual(Array(routes.length + 2).fill(`https://${NAME}`));
  expect(own.template.findOutputs('PublicUrl')['PublicUrl']?.['Value']).toBe(`https://${NAME}/`);
});

test("the functions with a rate limit, and no others, know the distribution's secret, and the template does not", () => {
  const limited = routes.filter(([, { limits }]) => limits !== undefined);
  const descriptions = limited.map(([, { method, path }]) => `${method} ${path}`).sort();
  const generated = ['', ['{{resolve:secretsmanager:', pageOutput('Ref'), ':SecretString:::}}']];
  for (const [made, reference, secrets] of [
    [{ template, page: pageTemplate }, { 'Fn::Join': generated }, 1],
    [own, '{{resolve:secretsmanager:edge:SecretString:::}}', 0],
  ] as const) {
    const having = havingVariable(made.template, 'DISTRIBUTION_SECRET');
    expect(having.map(([value]) => value)).toEqual(limited.map(() => reference));
    expect(having.map(([, of]) => of).sort()).toEqual(descriptions);
    made.page.resourceCountIs('AWS::SecretsManager::Secret', secrets);
  }
});

test.each([
  [NAME, undefined, '-c domainName and -c certificateArn belong together.'],
  [undefined, CERTIFICATE, '-c domainName and -c certificateArn belong together.'],
  [`https://${NAME}`, CERTIFICATE, 'Write a host name alone'],
  [NAME, CERTIFICATE.replace('us-east-1', 'eu-west-1'), 'CloudFront takes none of other regions.'],
])('the domain %s with the certificate %s is refused', (name, certificate, complaint) => {
  expect(() => readDomain(name, certificate)).toThrow(complaint);
});

/** @returns the content policies of the distribution. */
const policiesIn = (made: typeof pageTemplate): string[] =>
  Object.values(made.findResources('AWS::CloudFront::ResponseHeadersPolicy')).flatMap(({ Properties }) => {
    const { ContentSecurityPolicy: policy } =
      Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig ?? {};
    return policy === undefined ? [] : [policy.ContentSecurityPolicy];
  });

test.each([
  ['turnstile', 'https://challenges.cloudflare.com', 'hcaptcha'],
  ['hcaptcha', 'https://*.hcaptcha.com', 'cloudflare'],
])(
  'with challenges of %s the policy of the page allows its script and its frame, and no other',
  (provider, source, other) => {
    const { page } = synthesizeAll({ challenge: { provider, siteKey: 'site', secretName: 'key' } });
    const [policy = ''] = policiesIn(page);
    expect(policy).toMatch(/script-src 'self' https/);
    for (const directive of ['script-src', 'frame-src'])
      expect(policy.split('; ').find((part) => part.startsWith(directive))).toContain(source);
    expect(policy).not.toContain(other);
    expect(policiesIn(pageTemplate)[0]).not.toMatch(/https:|frame-src/);
  },
);

const ISSUER = {
  issuer: 'https://login.example/pool',
  clientId: 'page',
  parameters: 'scope=openid',
  tokenOrigin: 'https://tokens.example',
};

test('the page asks the issuer that keeps the accounts, at both of its origins, and learns of it', async () => {
  const { page } = synthesizeAll({ pageIssuer: ISSUER });
  const [policy = ''] = policiesIn(page);
  expect(policy).toContain("connect-src 'self' https://login.example https://tokens.example;");
  const functions = Object.values(page.findResources('AWS::CloudFront::Function'));
  const codes: string[] = functions.map(({ Properties }) => Properties.FunctionCode);
  const code = codes.find((source) => source.includes('PAGES')) ?? '';
  const answerOf = (source: string) =>
    runInNewContext(`${source}; handler`)({
      request: { method: 'GET', uri: SETTINGS_PATH, headers: {} },
    });
  const { issuer: url, clientId, parameters } = ISSUER;
  const answer = answerOf(code);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toEqual({ value: 'application/json' });
  expect(JSON.parse(answer.body)).toEqual({ issuer: { url, clientId, parameters } });
  expect(JSON.parse(handler({ request: { method: 'GET', uri: SETTINGS_PATH, headers: {} } }).body)).toEqual({
    issuer: null,
  });
});
