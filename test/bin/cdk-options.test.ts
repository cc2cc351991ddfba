/** What the CDK app says about each option with a wrong value: it names the option as it was typed, and no variable of `npm start`. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { emptyOptions } from '../../bin/context-names.ts';

const ROOT = path.join(import.meta.dirname, '../..');

const OPTIONS: [name: string, context: Record<string, string>][] = [
  ['alarmEmail', { alarmEmail: 'x' }],
  ['alarmTopic', { alarmTopic: 'x' }],
  ['challenge', { challenge: 'x' }],
  ['challenge', { challenge: 'turnstile', challengeSiteKey: 'x' }],
  ['challengeDifficulty', { challengeDifficulty: '0' }],
  ['corsOrigins', { corsOrigins: 'x' }],
  ['dashboard', { dashboard: 'x' }],
  ['distributionSecret', { distributionSecret: '' }],
  ['domainName', { domainName: 'x.example' }],
  ['eraseAfterDays', { eraseAfterDays: 'x' }],
  ['eventQuota', { eventQuota: 'x' }],
  ['logLevel', { logLevel: 'x' }],
  ['mailFrom', { mailFrom: 'x' }],
  ['mailReplyTo', { mailFrom: 'tickets@example.org', mailReplyTo: 'x' }],
  ['mailColor', { mailFrom: 'tickets@example.org', mailColor: 'x' }],
  ['oidcClientId', { oidcClientId: 'x' }],
  ['oidcIssuer', { oidcIssuer: 'https://issuer.example' }],
  ['oidcIssuer', { oidcIssuer: 'x', oidcAudience: 'x' }],
  [
    'oidcTokenOrigin',
    { oidcIssuer: 'https://issuer.example', oidcAudience: 'x', oidcTokenOrigin: 'https://issuer.example/x' },
  ],
  ['rateLimits', { rateLimits: 'x' }],
  ['registration', { registration: 'by-mail' }],
  ['stage', { stage: 'x' }],
  ['waf', { waf: 'x' }],
  ['webAclArn', { webAclArn: 'x' }],
];

/** Runs the app for one context after another, in one process, because the library of the CDK takes a second to load. */
const PROGRAM = `
const answers = [];
let complaints;
console.error = (text) => complaints.push(text);
for (const [n, context] of JSON.parse(process.argv[1]).entries()) {
  process.env.CDK_CONTEXT_JSON = JSON.stringify(context);
  complaints = [];
  process.exitCode = 0;
  await import('file://' + process.cwd() + '/bin/cdk.ts?' + n);
  answers.push({ exitCode: process.exitCode, complaints });
}
process.exitCode = 0;
console.log(JSON.stringify(answers));
`;

let answers: { exitCode: number; complaints: string[] }[];
beforeAll(async () => {
  const env = { ...process.env, NODE_OPTIONS: '', CDK_DEFAULT_REGION: 'eu-west-1' };
  const contexts = JSON.stringify(OPTIONS.map(([, context]) => context));
  const args = ['--input-type=module', '--eval', PROGRAM, contexts];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  answers = JSON.parse(stdout);
});

test.each(OPTIONS.map(([name, context], n) => [name, context, n] as const))(
  '%s in %j is named as it was typed',
  (name, _context, n) => {
    const { exitCode, complaints = [] } = answers[n] ?? {};
    expect(exitCode).toBe(1);
    expect(complaints).toEqual([expect.stringMatching(new RegExp(`^-c ${name}[ =].*[.…]$`))]);
    expect(complaints.join()).not.toMatch(/\b[A-Z]+_[A-Z_]+\b/);
  },
);

test('an option without a value is found, but for the list of origins, which may be empty', () => {
  expect(emptyOptions({ distributionSecret: '', corsOrigins: '', mailFrom: 'x', foo: '' })).toEqual([
    '-c distributionSecret= has no value. State one, or leave out -c distributionSecret.',
  ]);
});
