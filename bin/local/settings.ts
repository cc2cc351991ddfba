/** Reads and validates the environment variables of `npm start` before anything is started or written. */
import { readChallengeSettings } from '../../functions/challenges/settings.ts';
import { passSettings } from '../../functions/compose.ts';
import { checkIssuer, readIssuerSettings } from '../../functions/credentials/issuer-settings.ts';
import { readRegistration } from '../../functions/domain/accounts/registration-setting.ts';
import { readEraseAfter } from '../../functions/domain/model/erase-after.ts';
import { readQuota } from '../../functions/domain/model/event-quota.ts';
import { readRates } from '../../functions/domain/model/rates.ts';
import { readMailSettings } from '../../functions/mail/settings.ts';
import { type AdminAccount, readAdminAccount } from '../create-admin/account.ts';
import { readHost } from './listening-host.ts';
import type { WebhookReceivers } from './senders.ts';
import { checkNames } from './setting-names.ts';
import { readTrustedProxies } from './trusted-proxies.ts';

const DEFAULT_PORT = 3000;
export const DEFAULT_URL = `http://127.0.0.1:${DEFAULT_PORT}`;
const PORT_MAX = 65_535;
export const DEFAULT_DIRECTORY = '.boxoffice';
export const DEFAULT_NAME = 'boxoffice';
/** Valid as DynamoDB table name, and short enough for the queue names, which have a suffix. */
const NAME = /^[A-Za-z0-9_-]{3,60}$/;
const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'];
const ENDPOINTS = ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_SQS', 'AWS_ENDPOINT_URL_SESV2'];

/**
 * `port` 0: any free one. `host`: the IP address to listen on. `dataDirectory` undefined: in memory. `admin` undefined: to be
 * generated. `sendsNotices`: whether customers are sent mails. `logFile` undefined: log lines go to the terminal. `sendsUpdates`: whether clients may
 * hold streams of updates open. `webhooks`: where the webhooks of organizers may be sent. `issuer`: the OpenID Connect issuer that
 * keeps the accounts; undefined if the service does.
 */
export type Settings = {
  port: number;
  host: string;
  dataDirectory: string | undefined;
  name: string;
  admin: AdminAccount | undefined;
  sendsNotices: boolean;
  logFile: string | undefined;
  sendsUpdates: boolean;
  webhooks: WebhookReceivers;
  issuer: string | undefined;
};

/** @throws an error with a line for each invalid variable that says what to do. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const faults: string[] = [];
  const read = <T>(one: () => T): T | undefined => {
    try {
      return one();
    } catch (error) {
      faults.push((error as Error).message);
      return undefined;
    }
  };
  read(() => checkNames(env));
  const port = read(() => readPort(env['PORT']));
  const name = read(() => readName(env['TABLE_NAME']));
  const admin = read(() => readAdminAccount(env));
  const webhooks = read(() => readReceivers(env['WEBHOOK_RECEIVERS']));
  read(() => checkIssuer(env));
  const issuer = readIssuerSettings(env)?.issuer;
  read(passSettings);
  read(() => checkLogLevel(env['LOG_LEVEL']));
  read(() => checkSwitch('UPDATES', env['UPDATES']));
  read(() => readRegistration('REGISTRATION', env['REGISTRATION'], env['MAIL_FROM'] !== ''));
  read(() => readChallengeSettings(env));
  read(() => readTrustedProxies(env['TRUSTED_PROXIES']));
  read(() => readRates('RATE_LIMITS', env['RATE_LIMITS']));
  read(() => readQuota('EVENT_QUOTA', env['EVENT_QUOTA']));
  read(() => readEraseAfter('ERASE_AFTER_DAYS', env['ERASE_AFTER_DAYS']));
  for (const variable of ENDPOINTS) read(() => checkEndpoint(variable, env[variable]));
  const sendsNotices = env['MAIL_FROM'] !== '';
  if (sendsNotices) read(() => readMailSettings(env));
  const isComplete = port !== undefined && name !== undefined && webhooks !== undefined;
  if (!isComplete || faults.length > 0) throw new Error(faults.join('\n'));
  const sendsUpdates = env['UPDATES'] !== 'off';
  const directory = env['DATA_DIR'] ?? DEFAULT_DIRECTORY;
  return {
    port,
    host: readHost(env['HOST']),
    dataDirectory: directory === '' ? undefined : directory,
    name,
    admin,
    sendsNotices,
    logFile: env['LOG_FILE'] || undefined,
    sendsUpdates,
    webhooks,
    issuer,
  };
}

function readPort(text = String(DEFAULT_PORT)): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX) return Number(text);
  throw new Error(
    `PORT=${text} is not a port. Set it to a whole number from 1 to ${PORT_MAX}, or to 0 for any free port.`,
  );
}

function readName(text = DEFAULT_NAME): string {
  if (NAME.test(text)) return text;
  throw new Error(
    `TABLE_NAME=${text} cannot name a table and queues. Set it to 3 to 60 letters, digits, "-" and "_", or unset it.`,
  );
}

function readReceivers(text = 'public'): WebhookReceivers {
  if (text === 'public' || text === 'any' || text === 'none') return text;
  throw new Error(
    `WEBHOOK_RECEIVERS=${text} is none of public, any and none. Set it to one of them, or unset it for public.`,
  );
}

function checkLogLevel(text: string | undefined): void {
  if (text === undefined || LOG_LEVELS.includes(text)) return;
  throw new Error(
    `LOG_LEVEL=${text} is none of ${LOG_LEVELS.join(', ')}. Set it to one of them, or unset it for INFO.`,
  );
}

function checkSwitch(variable: string, text: string | undefined): void {
  if (text === undefined || text === 'on' || text === 'off') return;
  throw new Error(`${variable}=${text} is neither on nor off. Set it to one of the two, or unset it for on.`);
}

function checkEndpoint(variable: string, text: string | undefined): void {
  if (text === undefined) return;
  const { protocol } = URL.parse(text) ?? {};
  if (protocol === 'http:' || protocol === 'https:') return;
  throw new Error(
    `${variable}=${text} is not an HTTP URL. Set it to one such as http://127.0.0.1:8000, or unset it for an embedded engine.`,
  );
}
