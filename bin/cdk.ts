/**
 * The CDK app that `cdk deploy` deploys. `-c stage=dev` or `-c stage=prod` names a stack of its own (`lib/stage.ts`). Without it, both
 * tables are protected and survive the stack; after a deployment with `-c keepData=false`, `cdk destroy` deletes them, too. With `-c
 * corsOrigins=https://a.example,https://b.example` web pages of these origins may call the API; without it,
 * no web page of another origin may. With `-c mailFrom=tickets@example.org`, an address that SES may send from,
 * customers are sent notices by mail; `mailName`, `mailColor` and `mailTimeZone` say how they look, and `mailReplyTo`
 * who is answered. `-c logLevel=WARN`
 * leaves out the log line of each request. `-c reservedConcurrency=20` reserves concurrency for the clerk,
 * the senders of notices and webhooks, and the sweep.
 * `-c oidcIssuer=https://… -c oidcAudience=…` have an OpenID Connect issuer keep the accounts; `oidcRolesClaim`, `oidcAdminRole`
 * and `oidcOrganizerRole` say where it states roles. `rateLimits` is `off` or a list such as `register=20/1h` that replaces
 * defaults, and `eventQuota` is `off` or a quota such as `events=50,shards=1024`.
 * With `-c eraseAfterDays=30` names and addresses are erased from bookings so many days after the event.
 * `challenge`, `challengeDifficulty`, `challengeSiteKey` and `challengeSecret`, the name of a secret in Secrets Manager, say
 * which challenges events ask for. `domainName`, with the `certificateArn` of its certificate in us-east-1, is the address of the
 * page and the API. `distributionSecret`, the name of a secret in Secrets Manager, replaces the generated one by which functions
 * recognize requests that came through CloudFront. With `-c registration=by-mail` an account is made once a link that was
 * mailed is used. `alarmEmail` is an address that is told of alarms, and `alarmTopic` the ARN of a topic that is. With
 * `-c dashboard=off` there is no dashboard.
 * With `-c waf=on`, or `webAclArn` of one that exists, the distribution has a web ACL.
 * `warmWriteUnits` and `maxWriteUnits` say how many write units a second the table has at once, and at most.
 */
import { App } from 'aws-cdk-lib';
import { readChallengeSettings } from '../functions/challenges/settings.ts';
import {
  checkIssuer,
  readIssuerOfPage,
  readIssuerSettings,
} from '../functions/credentials/issuer-settings.ts';
import { readRegistration } from '../functions/domain/accounts/registration-setting.ts';
import { readEraseAfter } from '../functions/domain/model/erase-after.ts';
import { readQuota } from '../functions/domain/model/event-quota.ts';
import { readRates } from '../functions/domain/model/rates.ts';
import { parseOrigins } from '../functions/http/cors.ts';
import { readMailSettings } from '../functions/mail/settings.ts';
import { readAlarmTarget } from '../lib/alarm-settings.ts';
import type { ChallengeOptions } from '../lib/challenge-settings.ts';
import { readDomain } from '../lib/domain-settings.ts';
import { LOG_LEVEL_DEFAULT, LOG_LEVELS } from '../lib/log-level.ts';
import type { MailOptions } from '../lib/mail-settings.ts';
import { BoxofficeStack, type StackOptions } from '../lib/stack.ts';
import { checkAlarmTarget, stageOf } from '../lib/stage.ts';
import { readWebAcl } from '../lib/web-acl.ts';
import { type ContextName, emptyOptions, ignoredOptions } from './context-names.ts';
import { buildPage } from './local/page-build.ts';

const app = new App();
/** The compiler rejects an option that is missing in the list, by which unknown ones are found. */
const context = (name: ContextName): string | undefined => app.node.tryGetContext(name)?.toString();

/** @throws an error that says what to write, since a value that is not understood might delete tables. */
function readKeepData(byDefault: boolean): boolean {
  const stated = context('keepData') ?? String(byDefault);
  if (stated !== 'true' && stated !== 'false')
    throw new Error(`-c keepData=${stated} is none of true, false.`);
  return stated === 'true';
}

/** @returns undefined if it is not stated. @throws an error that says what to write */
function readSwitch(name: ContextName): boolean | undefined {
  const stated = context(name);
  if (stated === undefined) return undefined;
  if (stated !== 'on' && stated !== 'off') throw new Error(`-c ${name}=${stated} is none of on, off.`);
  return stated === 'on';
}

/** @throws an error that says what to do about options that would be ignored, or that are empty */
function checkNames(): void {
  const stated: Record<string, unknown> = app.node.getAllContext();
  const lines = [...ignoredOptions(Object.keys(stated)), ...emptyOptions(stated)];
  if (lines.length > 0) throw new Error(lines.join('\n'));
}

/** @throws an error that says what to do about an option with which the deployed function could not start */
function readChallenge(): ChallengeOptions {
  const [provider, difficulty] = [context('challenge'), context('challengeDifficulty')];
  const [siteKey, secretName] = [context('challengeSiteKey'), context('challengeSecret')];
  readChallengeSettings(
    {
      CHALLENGE: provider,
      CHALLENGE_DIFFICULTY: difficulty,
      CHALLENGE_SITE_KEY: siteKey,
      CHALLENGE_SECRET: secretName,
    },
    {
      provider: '-c challenge',
      difficulty: '-c challengeDifficulty',
      siteKey: '-c challengeSiteKey',
      secret: '-c challengeSecret',
    },
  );
  return {
    ...(provider && { provider }),
    ...(difficulty && { difficulty }),
    ...(siteKey && { siteKey }),
    ...(secretName && { secretName }),
  };
}

/**
 * @returns the options of mail, or undefined without a sender.
 * @throws an error that says what to do about an option with which the deployed function could not start
 */
function readMail(): MailOptions | undefined {
  const from = context('mailFrom');
  if (from === undefined) return undefined;
  const [name, color] = [context('mailName'), context('mailColor')];
  const [timeZone, replyTo] = [context('mailTimeZone'), context('mailReplyTo')];
  readMailSettings(
    {
      MAIL_FROM: from,
      MAIL_BRAND_NAME: name,
      MAIL_BRAND_COLOR: color,
      MAIL_TIME_ZONE: timeZone,
      MAIL_REPLY_TO: replyTo,
    },
    {
      MAIL_FROM: '-c mailFrom',
      MAIL_BRAND_NAME: '-c mailName',
      MAIL_BRAND_COLOR: '-c mailColor',
      MAIL_TIME_ZONE: '-c mailTimeZone',
      MAIL_REPLY_TO: '-c mailReplyTo',
    },
  );
  return {
    from,
    ...(name && { name }),
    ...(color && { color }),
    ...(timeZone && { timeZone }),
    ...(replyTo && { replyTo }),
  };
}

/** @throws an error that says what to do about an issuer with which the deployed functions could not start */
function readIssuer(): Pick<StackOptions, 'issuer' | 'pageIssuer'> {
  const variables = {
    OIDC_ISSUER: context('oidcIssuer'),
    OIDC_AUDIENCE: context('oidcAudience'),
    OIDC_ROLES_CLAIM: context('oidcRolesClaim'),
    OIDC_ADMIN_ROLE: context('oidcAdminRole'),
    OIDC_ORGANIZER_ROLE: context('oidcOrganizerRole'),
    OIDC_CLIENT_ID: context('oidcClientId'),
    OIDC_PARAMETERS: context('oidcParameters'),
    OIDC_TOKEN_ORIGIN: context('oidcTokenOrigin'),
  };
  checkIssuer(variables, {
    issuer: '-c oidcIssuer',
    audience: '-c oidcAudience',
    clientId: '-c oidcClientId',
    tokenOrigin: '-c oidcTokenOrigin',
  });
  return { issuer: readIssuerSettings(variables), pageIssuer: readIssuerOfPage(variables) };
}

try {
  checkNames();
  const logLevel = context('logLevel') ?? LOG_LEVEL_DEFAULT;
  if (!LOG_LEVELS.includes(logLevel))
    throw new Error(`-c logLevel=${logLevel} is none of ${LOG_LEVELS.join(', ')}.`);
  const corsOrigins = parseOrigins('-c corsOrigins', context('corsOrigins') ?? '');
  const rateLimits = context('rateLimits');
  readRates('-c rateLimits', rateLimits);
  const eventQuota = context('eventQuota');
  readQuota('-c eventQuota', eventQuota);
  const eraseAfterDays = context('eraseAfterDays');
  readEraseAfter('-c eraseAfterDays', eraseAfterDays);
  const mail = readMail();
  const byMail = readRegistration('-c registration', context('registration'), mail !== undefined);
  const domain = readDomain(context('domainName'), context('certificateArn'));
  const stage = stageOf(app);
  const alarmTarget = readAlarmTarget(context('alarmEmail'), context('alarmTopic'));
  checkAlarmTarget(stage, alarmTarget);
  new BoxofficeStack(app, stage.stackName, {
    keepData: readKeepData(stage.keepsData),
    corsOrigins,
    rateLimits,
    eventQuota,
    eraseAfterDays,
    byMail,
    distributionSecret: context('distributionSecret'),
    mail,
    challenge: readChallenge(),
    ...readIssuer(),
    domain,
    hasDashboard: readSwitch('dashboard'),
    alarmTarget,
    // The CDK's command states the region for which it deploys.
    webAcl: readWebAcl(readSwitch('waf'), context('webAclArn'), process.env['CDK_DEFAULT_REGION']),
    page: await buildPage(),
  });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
