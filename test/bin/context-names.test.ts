/** Which options of the CDK app are found to be ignored, and that none is that the CDK sets itself. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { CONTEXT_NAMES, ignoredOptions } from '../../bin/context-names.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** What the CDK's command adds: settings of its own, an issue that was acknowledged, and what it looked up in an account. */
const OF_COMMAND = [
  'acknowledged-issue-numbers',
  'aws:cdk:bundling-stacks',
  'aws:cdk:disable-version-reporting',
  'aws:cdk:enable-asset-metadata',
  'aws:cdk:enable-path-metadata',
  'availability-zones:account=123456789012:region=eu-west-1',
  'hosted-zone:account=123456789012:domainName=example.org:region=eu-west-1',
];

test('nothing that the CDK sets is taken for an option, and all options together are not ignored', () => {
  const { context } = JSON.parse(readFileSync(path.join(ROOT, 'cdk.json'), 'utf8'));
  expect(Object.keys(context).length).toBeGreaterThan(50);
  expect(ignoredOptions([...Object.keys(context), ...OF_COMMAND, ...CONTEXT_NAMES])).toEqual([]);
});

test('an option that the app does not know is found, whether it is near one or not', () => {
  expect(ignoredOptions(['foo', 'mail-from'])).toEqual([
    'foo is not an option of this app. docs/deploying.md lists the options. Leave out -c foo=…; if it is in ~/.cdk.json, take it out there.',
    'mail-from is not an option of this app. Did you mean mailFrom? Write -c mailFrom=…',
  ]);
});

test.each([
  ['mailColor', 'mailFrom'],
  ['mailName', 'mailFrom'],
  ['mailReplyTo', 'mailFrom'],
  ['mailTimeZone', 'mailFrom'],
  ['challengeSecret', 'challenge'],
  ['challengeSiteKey', 'challenge'],
  ['oidcAdminRole', 'oidcIssuer'],
  ['oidcOrganizerRole', 'oidcIssuer'],
  ['oidcRolesClaim', 'oidcIssuer'],
])('%s without %s is found, and with it is not', (name, needed) => {
  expect(ignoredOptions([name])).toEqual([
    `-c ${name} has no effect without -c ${needed}=… State both, or leave out -c ${name}.`,
  ]);
  expect(ignoredOptions([name, needed])).toEqual([]);
});

test('docs/deploying.md names each option', () => {
  const text = readFileSync(path.join(ROOT, 'docs/deploying.md'), 'utf8');
  expect(CONTEXT_NAMES.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});
