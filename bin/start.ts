/** The verb `start`: runs the service on this machine, and prints an admin and three requests to try. */
import type { Command } from 'commander';
import { type AdminCredentials, ensureAdmin } from './local/first-admin.ts';
import { isLoopback, isNoAddress } from './local/listening-host.ts';
import { logToFile } from './local/log-file.ts';
import { type LocalService, startService } from './local/service.ts';
import { DEFAULT_DIRECTORY, DEFAULT_URL, readSettings, type Settings } from './local/settings.ts';

/** Quotes a text as one word of a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The body of a log-in as a word of a shell. A given password is read from ADMIN_PASSWORD, not printed. */
function logInBody({ email, password }: AdminCredentials): string {
  if (password !== undefined) return quoted(JSON.stringify({ email, password }));
  const program = `JSON.stringify({ email: ${JSON.stringify(email)}, password: process.env.ADMIN_PASSWORD })`;
  return `"$(node -p ${quoted(program)})"`;
}

/** Where people reach the page: at the proxy that PUBLIC_ORIGIN names, or at the service itself. */
const publicOriginOf = ({ url }: LocalService): string => process.env['PUBLIC_ORIGIN'] || url;

/** Where another issuer keeps the accounts, there is no admin to log in as. */
function shortGreeting(service: LocalService, issuer: string): string {
  const origin = publicOriginOf(service);
  return `
Page:      ${origin}/
Docs:      ${origin}/docs
Accounts:  kept by ${issuer}; send its access tokens
`;
}

/** The demonstration logs in as the admin, whose password it finds in the data folder. */
function demoCommand(url: string, { email, password }: AdminCredentials, folder: string | undefined): string {
  const inMemory =
    password === undefined ? '' : `ADMIN_EMAIL=${quoted(email)} ADMIN_PASSWORD=${quoted(password)} `;
  const elsewhere = folder === undefined ? inMemory : `DATA_DIR=${quoted(folder)} `;
  const admin = folder === DEFAULT_DIRECTORY ? '' : elsewhere;
  return `${admin}npm run demo${url === DEFAULT_URL ? '' : ` -- --url ${url}`}`;
}

/** Another engine keeps the table; the secrets and the password of the first admin stay in the folder. */
function dataPlace(folder: string | undefined, engine: string | undefined): string {
  const own = folder ?? 'in memory, lost when the service ends';
  return engine === undefined ? own : `in the DynamoDB at ${engine}; secrets: ${own}`;
}

function greeting(
  service: LocalService,
  admin: AdminCredentials,
  { dataDirectory, sendsNotices, logFile }: Settings,
  engine: string | undefined,
): string {
  const { url, mailboxUrl } = service;
  const origin = publicOriginOf(service);
  const isKnown = admin.password !== undefined;
  return `
Page:   ${origin}/
Demo:   ${demoCommand(url, admin, dataDirectory)}, in another terminal, fills a sale with a crowd
Docs:   ${origin}/docs
Mails:  ${mailboxUrl ?? (sendsNotices ? 'sent by the mail service that the environment names' : 'none are sent')}
Data:   ${dataPlace(dataDirectory, engine)}
Log:    ${logFile ?? 'below'}
Admin:  ${admin.email}  ${admin.password ?? '(the password it was created with)'}

Three requests to try${isKnown ? '' : ', in a shell that exports ADMIN_PASSWORD'}:

  TOKEN=$(curl -s ${url}/v1/auth/login -H 'content-type: application/json' \\
    -d ${logInBody(admin)} | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')

  EVENT=$(curl -s ${url}/v1/events -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -d '{"name":"First night","startsAt":"2030-01-01T20:00:00Z","capacity":2}' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')

  curl -s ${url}/v1/events/$EVENT/bookings -H "authorization: Bearer $TOKEN" \\
    -H 'content-type: application/json' -d '{"quantity":1}'
`;
}

async function listen({
  admin: _admin,
  logFile: _logFile,
  issuer: _issuer,
  ...settings
}: Settings): Promise<LocalService> {
  const { port } = settings;
  try {
    return await startService({ ...settings, servesPage: true });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== 'listen') throw error;
    const other = port === 65_535 ? port - 1 : port + 1;
    if (code === 'EADDRINUSE') throw new Error(`Port ${port} is in use. Try PORT=${other} npm start`);
    if (code === 'EACCES')
      throw new Error(`You are not permitted to listen on port ${port}. Try PORT=3000 npm start`);
    throw error;
  }
}

/** Runs until SIGINT or SIGTERM. */
export async function start(): Promise<void> {
  const settings = readSettings(process.env);
  if (settings.logFile !== undefined) logToFile(settings.logFile);
  // An embedded engine sets the variable, too.
  const engine = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
  // Before the service listens there is nothing to stop but the engine, which ends with this process.
  let stop = async (): Promise<void> => {};
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stop().then(() => process.exit(0)));
  const service = await listen(settings);
  stop = () => service.stop();
  const { issuer } = settings;
  const admin = issuer === undefined && (await ensureAdmin(settings.admin, settings.dataDirectory));
  const seconds = (performance.now() / 1000).toFixed(1);
  const { host } = settings;
  const reach = isLoopback(host) ? 'loopback only' : `for other machines, too, by HOST=${host}`;
  console.log(`Boxoffice is ready on ${service.url} (${reach}) after ${seconds} s. Ctrl-C ends it.`);
  if (!isLoopback(host)) console.log(WARNING);
  if (isNoAddress(process.env['HOST']))
    console.log(`HOST=${process.env['HOST']} is not used, because it is no IP address.`);
  console.log(admin ? greeting(service, admin, settings, engine) : shortGreeting(service, issuer ?? ''));
}

const WARNING = `
Other machines reach this service by HTTP, which anybody on the way can read. Put a proxy with TLS in front of it, and set
PUBLIC_ORIGIN to the proxy's address and TRUSTED_PROXIES to where the proxy connects from.`;

const SETTINGS = `
Environment variables:
  PORT                         where to listen; 0: any free port (default: 3000)
  HOST                         the IP address to listen on; 0.0.0.0: all of this machine (default: 127.0.0.1, which other
                               machines do not reach)
  DATA_DIR                     where to keep the table; empty: in memory (default: .boxoffice)
  SECRETS_DIR                  where to keep the secrets that sign tokens and tickets (default: secrets in DATA_DIR)
  OIDC_ISSUER, OIDC_AUDIENCE   an OpenID Connect issuer that keeps the accounts instead, and what its access tokens are
                               for (default: this service keeps them)
  OIDC_ROLES_CLAIM             the claim with the roles, or a path of names with dots (default: roles)
  OIDC_ADMIN_ROLE, OIDC_ORGANIZER_ROLE
                               which of its roles make an admin and an organizer (default: admin, organizer)
  OIDC_CLIENT_ID               the public client of that issuer as which the page logs people in
  OIDC_PARAMETERS              what that issuer wants with a log-in on the page, as audience=https://…&scope=openid
  OIDC_TOKEN_ORIGIN            where that issuer gives tokens, if not at its own origin
  ADMIN_EMAIL, ADMIN_PASSWORD  the first admin (default: made up, printed, and kept in DATA_DIR)
  AWS_ENDPOINT_URL_DYNAMODB    a DynamoDB to use (default: an embedded engine)
  AWS_ENDPOINT_URL_SQS         an SQS to use (default: an embedded engine)
  AWS_ENDPOINT_URL_SESV2       an SES to send mails with (default: an embedded engine with a mailbox)
  SMTP_URL                     an SMTP server to send mails with instead, as smtp://user:password@host:587
  MAIL_FROM                    the sender's address (default: tickets@boxoffice.example); empty: no mail is sent
  MAIL_REPLY_TO                the address that answers replies (default: nobody reads them)
  MAIL_BRAND_NAME              the name of the sender in mails (default: Boxoffice)
  MAIL_BRAND_COLOR             the color of buttons in mails (default: #1d4ed8)
  MAIL_TIME_ZONE               for times of events that state no time zone (default: UTC)
  WEBHOOK_RECEIVERS            where webhooks may be sent: public, by HTTPS to the internet; any, also by HTTP and to
                               this machine; none, nowhere (default: public)
  TABLE_NAME                   name of the table, and prefix of the queues' names (default: boxoffice)
  UPDATES                      on, or off for no streams of updates (default: on)
  LOG_LEVEL                    DEBUG, INFO, WARN or ERROR: INFO has a line for each request (default: INFO)
  LOG_FILE                     a file to append log lines to (default: the terminal)
  RATE_LIMITS                  on, off, or other rates than the defaults, as in register=20/1h,read=5/1s; see
                               docs/api-guide.md (default: on)
  EVENT_QUOTA                  on, off, or another quota of an organizer's events than the default, as in
                               events=50,shards=1024 (default: on)
  ERASE_AFTER_DAYS             so many days after an event, names and addresses are erased from its bookings, from 1 to
                               3650; off: never (default: off)
  TRUSTED_PROXIES              addresses and ranges of proxies whose X-Forwarded-For is believed, as in 127.0.0.1,10.0.0.0/8
                               (default: none)
  REGISTRATION                 open, or by-mail: registering answers alike for every address, and mails a link
                               (default: open)
  CHALLENGE                    what events with requiresChallenge ask for: proof-of-work, turnstile or hcaptcha
                               (default: proof-of-work)
  CHALLENGE_DIFFICULTY         of proof-of-work, from 100 to 100000 (default: 2000)
  CHALLENGE_SITE_KEY, CHALLENGE_SECRET  the keys of turnstile or hcaptcha
  CORS_ORIGINS                 origins whose pages may call the API, separated by commas (default: *)
  PUBLIC_ORIGIN                the address in answers (default: the one that it listens on)
  APPLE_*, GOOGLE_WALLET_*     what signs passes for wallets; see docs/api-guide.md (default: no passes)

Example:
  PORT=8080 DATA_DIR=/var/lib/boxoffice npm start`;

export function defineVerb(command: Command): void {
  command.addHelpText('after', SETTINGS).action(start);
}
