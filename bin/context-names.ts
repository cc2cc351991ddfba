/** The names of the options of the CDK app, so that one that is unknown, or of no effect, stops it and is not ignored. */
import { misspeltNames } from './misspelt-names.ts';

export const CONTEXT_NAMES = [
  'alarmEmail',
  'alarmTopic',
  'certificateArn',
  'challenge',
  'challengeDifficulty',
  'challengeSecret',
  'challengeSiteKey',
  'corsOrigins',
  'dashboard',
  'distributionSecret',
  'domainName',
  'eraseAfterDays',
  'eventQuota',
  'keepData',
  'logLevel',
  'mailColor',
  'mailFrom',
  'mailName',
  'mailReplyTo',
  'mailTimeZone',
  'maxWriteUnits',
  'oidcAdminRole',
  'oidcAudience',
  'oidcClientId',
  'oidcIssuer',
  'oidcOrganizerRole',
  'oidcParameters',
  'oidcRolesClaim',
  'oidcTokenOrigin',
  'rateLimits',
  'registration',
  'reservedConcurrency',
  'stage',
  'waf',
  'warmWriteUnits',
  'webAclArn',
] as const;

export type ContextName = (typeof CONTEXT_NAMES)[number];

/** Options that say nothing without another one. Others of this kind are checked with their values. */
const NEEDS: { [Name in ContextName]?: ContextName } = {
  challengeSecret: 'challenge',
  challengeSiteKey: 'challenge',
  mailColor: 'mailFrom',
  mailName: 'mailFrom',
  mailReplyTo: 'mailFrom',
  mailTimeZone: 'mailFrom',
  oidcAdminRole: 'oidcIssuer',
  oidcOrganizerRole: 'oidcIssuer',
  oidcRolesClaim: 'oidcIssuer',
};

/**
 * Keys that the CDK's command keeps in the same place. Its other ones, such as feature flags and what it has looked up in an
 * account, contain a colon.
 */
const OF_COMMAND = ['acknowledged-issue-numbers', 'cli-telemetry'];

/** @returns a sentence for each option that would be ignored, which says what to do. `given`: the names of all context. */
export function ignoredOptions(given: string[]): string[] {
  const isOurs = (name: string): name is ContextName => CONTEXT_NAMES.some((one) => one === name);
  const unknown = given.filter((name) => !isOurs(name) && !name.includes(':') && !OF_COMMAND.includes(name));
  const misspelt = misspeltNames(
    unknown,
    CONTEXT_NAMES.filter((name) => !given.includes(name)),
  );
  return [
    ...unknown.map((name) => {
      const meant = misspelt.find((one) => one.given === name)?.meant;
      const advice =
        meant === undefined
          ? `docs/deploying.md lists the options. Leave out -c ${name}=…; if it is in ~/.cdk.json, take it out there.`
          : `Did you mean ${meant}? Write -c ${meant}=…`;
      return `${name} is not an option of this app. ${advice}`;
    }),
    ...given.filter(isOurs).flatMap((name) => {
      const needed = NEEDS[name];
      return needed === undefined || given.includes(needed)
        ? []
        : [`-c ${name} has no effect without -c ${needed}=… State both, or leave out -c ${name}.`];
    }),
  ];
}

/**
 * An empty option would have no effect, or remove what the deployment before it had: mostly a shell's variable was not set.
 * @returns a sentence for each option without a value. `corsOrigins` may be empty, since it is a list.
 */
export function emptyOptions(stated: Record<string, unknown>): string[] {
  return CONTEXT_NAMES.filter((name) => name !== 'corsOrigins' && stated[name] === '').map(
    (name) => `-c ${name}= has no value. State one, or leave out -c ${name}.`,
  );
}
