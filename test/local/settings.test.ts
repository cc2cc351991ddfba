/** The settings of `npm start`: defaults, accepted values, and faults. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readAdminAccount } from '../../bin/create-admin/account.ts';
import { SETTING_NAMES } from '../../bin/local/setting-names.ts';
import { readSettings } from '../../bin/local/settings.ts';
import { readMailSettings } from '../../functions/mail/settings.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const MAIL = {
  from: 'tickets@boxoffice.example',
  brand: { name: 'Boxoffice', color: '#1d4ed8' },
  timeZone: 'UTC',
};
const ADMIN = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'correct horse battery' };

test('without variables the service listens on 3000, stores its data in .boxoffice and generates its admin', () => {
  expect(readSettings({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    dataDirectory: '.boxoffice',
    name: 'boxoffice',
    admin: undefined,
    logFile: undefined,
    sendsNotices: true,
    sendsUpdates: true,
    webhooks: 'public',
  });
});

test('every variable is used as given', () => {
  const env = {
    ...ADMIN,
    PORT: '0',
    HOST: '0.0.0.0',
    DATA_DIR: '',
    TABLE_NAME: 'tickets',
    RATE_LIMITS: 'off',
    EVENT_QUOTA: 'events=50,shards=1024',
    ERASE_AFTER_DAYS: '30',
    REGISTRATION: 'by-mail',
    TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8',
    CHALLENGE: 'turnstile',
    CHALLENGE_SITE_KEY: 'site',
    CHALLENGE_SECRET: 'secret',
    LOG_LEVEL: 'DEBUG',
    LOG_FILE: '/var/log/boxoffice.log',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
    AWS_ENDPOINT_URL_SQS: 'https://sqs.example.com',
    AWS_ENDPOINT_URL_SESV2: 'http://127.0.0.1:8005',
    SMTP_URL: 'smtps://user:secret@mail.example.com',
    MAIL_FROM: 'tickets@halle.example',
    MAIL_REPLY_TO: 'info@halle.example',
    MAIL_BRAND_NAME: 'Stadthalle Köln',
    MAIL_BRAND_COLOR: '#FFDD00',
    MAIL_TIME_ZONE: 'Europe/Berlin',
    MAIL_CONFIGURATION_SET: 'tickets',
  };
  const admin = { name: 'Admin', email: ADMIN.ADMIN_EMAIL, password: ADMIN.ADMIN_PASSWORD };
  const mail = {
    from: 'tickets@halle.example',
    brand: { name: 'Stadthalle Köln', color: '#FFDD00', replyTo: 'info@halle.example' },
    timeZone: 'Europe/Berlin',
    smtpUrl: 'smtps://user:secret@mail.example.com',
    configurationSet: 'tickets',
  };
  const settings = {
    port: 0,
    host: '0.0.0.0',
    dataDirectory: undefined,
    name: 'tickets',
    admin,
    logFile: '/var/log/boxoffice.log',
    sendsNotices: true,
    sendsUpdates: true,
    webhooks: 'public',
  };
  expect(readSettings(env)).toEqual(settings);
  expect(readMailSettings(env)).toEqual(mail);
  expect(readMailSettings({})).toEqual(MAIL);
});

test.each(['public', 'any', 'none'])('WEBHOOK_RECEIVERS may be %s', (receivers) => {
  expect(readSettings({ WEBHOOK_RECEIVERS: receivers }).webhooks).toBe(receivers);
});

test('an empty MAIL_FROM turns mail off, and UPDATES=off the streams of updates', () => {
  expect(readSettings({ MAIL_FROM: '' })).toMatchObject({ sendsNotices: false, sendsUpdates: true });
  expect(readSettings({ UPDATES: 'off' })).toMatchObject({ sendsNotices: true, sendsUpdates: false });
});

test.each<[Record<string, string>, RegExp]>([
  [{ PORT: 'abc' }, /^PORT=abc is not a port\. Set it to a whole number/],
  [{ PORT: '70000' }, /^PORT=70000 is not a port/],
  [{ PORT: '65536' }, /^PORT=65536 is not a port/],
  [{ PORT: '' }, /^PORT= is not a port/],
  [{ PORT: '-1' }, /^PORT=-1 is not a port/],
  [{ PORT: '80.5' }, /^PORT=80.5 is not a port/],
  [{ PORT: '0x50' }, /^PORT=0x50 is not a port/],
  [{ PORT: ' 80' }, /^PORT= 80 is not a port/],
  [{ PORT: '1e3' }, /^PORT=1e3 is not a port/],
  [{ TABLE_NAME: 'a.b' }, /^TABLE_NAME=a\.b cannot name a table and queues\. Set it to/],
  [{ TABLE_NAME: '' }, /^TABLE_NAME= cannot name/],
  [{ RATE_LIMITS: 'false' }, /^RATE_LIMITS has "false", which is not a limit\. Set it to on, to off, or to/],
  [{ EVENT_QUOTA: 'ten' }, /^EVENT_QUOTA has "ten", which is not a quota\. Set it to on, to off, or/],
  [
    { ERASE_AFTER_DAYS: '0' },
    /^ERASE_AFTER_DAYS has "0", which is not a number of days\. Set it to whole days/,
  ],
  [{ ERASE_AFTER_DAYS: '3651' }, /^ERASE_AFTER_DAYS has "3651", .* from 1 to 3650, or to off\./],
  [{ ERASE_AFTER_DAYS: '1.5' }, /^ERASE_AFTER_DAYS has "1\.5"/],
  [{ UPDATES: 'OFF' }, /^UPDATES=OFF is neither on nor off\. Set it to one of the two/],
  [{ LOG_LEVEL: 'verbose' }, /^LOG_LEVEL=verbose is none of DEBUG, INFO, WARN, ERROR\./],
  [{ WEBHOOK_RECEIVERS: 'all' }, /^WEBHOOK_RECEIVERS=all is none of public, any and none/],
  [{ AWS_ENDPOINT_URL_SQS: 'localhost:9324' }, /^AWS_ENDPOINT_URL_SQS=localhost:9324 is not an HTTP URL/],
  [{ AWS_ENDPOINT_URL_DYNAMODB: '8000' }, /^AWS_ENDPOINT_URL_DYNAMODB=8000 is not an HTTP URL\. Set it/],
  [{ AWS_ENDPOINT_URL_DYNAMODB: '' }, /^AWS_ENDPOINT_URL_DYNAMODB= is not an HTTP URL/],
  [{ AWS_ENDPOINT_URL_SESV2: '8005' }, /^AWS_ENDPOINT_URL_SESV2=8005 is not an HTTP URL\. Set it/],
  [
    { SMTP_URL: 'mail.example.com' },
    /^SMTP_URL is not the URL of an SMTP server\. Set it to one such as smtp:/,
  ],
  [{ SMTP_URL: 'https://u:secret@a.example' }, /^SMTP_URL is not the URL .*, or unset it\.$/],
  [{ MAIL_FROM: 'Tickets <tickets@a.example>' }, /^MAIL_FROM=.* is not an address\. Set it to one such as/],
  [{ MAIL_REPLY_TO: 'a' }, /^MAIL_REPLY_TO=a is not an address\. .*, or unset it\.$/],
  [{ MAIL_BRAND_NAME: '' }, /^MAIL_BRAND_NAME= cannot be shown\. Set it to 1 to 60 characters/],
  [{ MAIL_BRAND_NAME: 'a\nb' }, /^MAIL_BRAND_NAME=a\nb cannot be shown/],
  [{ MAIL_BRAND_COLOR: 'red' }, /^MAIL_BRAND_COLOR=red is not a color\. Set it to one such as #1d4ed8/],
  [{ MAIL_BRAND_COLOR: '#fff' }, /^MAIL_BRAND_COLOR=#fff is not a color/],
  [{ MAIL_TIME_ZONE: 'Mars' }, /^MAIL_TIME_ZONE=Mars is not a time zone\. Set it to an IANA name/],
  [{ MAIL_TIME_ZONE: '+02:00' }, /^MAIL_TIME_ZONE=\+02:00 is not a time zone/],
  [{ MAIL_CONFIGURATION_SET: 'a b' }, /^MAIL_CONFIGURATION_SET=a b is not the name of a configuration set/],
  [{ ADMIN_EMAIL: 'ada@example.com' }, /^Set both .*, or neither: ADMIN_PASSWORD is not set\.$/],
  [{ ADMIN_PASSWORD: 'correct horse battery' }, /^Set both .*, or neither: ADMIN_EMAIL is not set\.$/],
  [
    { ...ADMIN, ADMIN_EMAIL: 'ada' },
    /^Change ADMIN_EMAIL, which is not valid for registration: must be an address/,
  ],
  [{ ...ADMIN, ADMIN_EMAIL: ' ada@example.com ' }, /^Change ADMIN_EMAIL, which/],
  [
    { ...ADMIN, ADMIN_PASSWORD: 'short' },
    /^Change ADMIN_PASSWORD, which is not valid for registration: must have at least 10 characters\.$/,
  ],
])('%j is rejected with a sentence that says what to do', (env, sentence) => {
  expect(() => readSettings(env)).toThrow(sentence);
});

test.each([
  ['REGISTRATON', 'REGISTRATION'],
  ['RATELIMITS', 'RATE_LIMITS'],
  ['RATE_LIMIT', 'RATE_LIMITS'],
  ['rate_limits', 'RATE_LIMITS'],
  ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
  ['TRUSTED_PORXIES', 'TRUSTED_PROXIES'],
  ['WEBHOOK_RECEIVER', 'WEBHOOK_RECEIVERS'],
  ['CHALLENGE_SITEKEY', 'CHALLENGE_SITE_KEY'],
  ['OIDC_ADMIN_ROLES', 'OIDC_ADMIN_ROLE'],
  ['Port', 'PORT'],
])('%s is rejected with a line that asks whether %s was meant', (given, meant) => {
  const line = `${given} is not a setting. Did you mean ${meant}? Rename it, or run env -u ${given} npm start if it belongs to something else.`;
  expect(() => readSettings({ [given]: 'a value' })).toThrow(new Error(line));
  if (meant !== 'PORT')
    expect(() => readSettings({ [given]: 'on', [meant]: 'on' })).not.toThrow('Did you mean');
});

test('variables of something else are no settings of ours, however alike some are', () => {
  const foreign = [
    'AWS_ENDPOINT_URL_SNS AWS_PROFILE BLOG_PATH BOXOFFICE_PORT BOXOFFICE_SERVICE_HOST CI EDITOR HOME HOST LANG LOGNAME',
    'MAIL MAILCHECK MAIL_HOST NODE_ENV NODE_OPTIONS PATH POST PWD SHELL SMTP_HOST SORT SSH_AUTH_SOCK TERM TZ USER',
    'USERNAME XDG_DATA_DIRS npm_config_registry npm_lifecycle_event npm_package_name',
  ];
  const names = foreign.join(' ').split(' ');
  expect(() => readSettings(Object.fromEntries(names.map((name) => [name, 'x'])))).not.toThrow();
});

test('the names are those in the table of the guide', () => {
  const guide = readFileSync(path.join(ROOT, 'docs/api-guide.md'), 'utf8').split(
    '## Settings of `npm start`',
  )[1];
  const firstCells = (guide ?? '').match(/^\| `[^|]+/gm) ?? [];
  const documented = firstCells.join().match(/[A-Z][A-Z0-9_]+/g) ?? [];
  expect(documented.filter((name) => !name.startsWith('AWS_')).sort()).toEqual([...SETTING_NAMES]);
});

test('all faults are reported at once', () => {
  const env = { PORT: 'abc', RATE_LIMITS: 'no', ADMIN_EMAIL: 'ada', ADMIN_PASSWORD: 'short' };
  const lines = /^PORT=abc .*\nChange ADMIN_EMAIL, .*\nChange ADMIN_PASSWORD, .*\nRATE_LIMITS has "no", .*$/;
  expect(() => readSettings(env)).toThrow(lines);
});

test('the password of a rejected SMTP server is not in the message', () => {
  const fault = expect.not.objectContaining({ message: /secret/ });
  expect(() => readSettings({ SMTP_URL: 'https://user:secret@a.example' })).toThrow(fault);
});

test('a rejected password is not in the message', () => {
  const env = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'a secret' };
  expect(() => readAdminAccount(env)).toThrow(expect.not.objectContaining({ message: /a secret/ }));
});
