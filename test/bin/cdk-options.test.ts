/** What the CDK app says about each option with a wrong value: it names the option as it was typed, and no variable of `npm start`. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { emptyOptions } from '../../bin/context-names.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** Runs the app as the CDK's command does. @returns its lines on standard error */
function complaintsOf(context: Record<string, string>): Promise<string[]> {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_DEFAULT_REGION: 'eu-west-1',
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['bin/cdk.ts'], { cwd: ROOT, env }, (error, _, complaints) => {
      if (error?.code === 1) resolve(complaints.trim().split('\n'));
      else reject(new Error(`The app ended with ${error?.code ?? 0}: ${complaints}`));
    });
  });
}

test.each<[string, Record<string, string>]>([
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
])('%s in %j is named as it was typed', async (name, context) => {
  const complaints = await complaintsOf(context);
  expect(complaints).toEqual([expect.stringMatching(new RegExp(`^-c ${name}[ =].*[.…]$`))]);
  expect(complaints.join('\n')).not.toMatch(/\b[A-Z]+_[A-Z_]+\b/);
});

test('an option without a value is found, but for the list of origins, which may be empty', () => {
  expect(emptyOptions({ distributionSecret: '', corsOrigins: '', mailFrom: 'x', foo: '' })).toEqual([
    '-c distributionSecret= has no value. State one, or leave out -c distributionSecret.',
  ]);
});
