/**
 * Creates the stores and ports of the handlers from environment variables; only this file and
 * `compose-frame.ts` read them. Each part is created on first use and once per process, so that a function
 * creates only the parts that it uses.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasOtherIssuer, required } from './compose-frame.ts';
import { AccessTokens } from './credentials/access-tokens.ts';
import { DerivedSecrets } from './credentials/derived-secrets.ts';
import { readIssuerSettings } from './credentials/issuer-settings.ts';
import { IssuerTokens } from './credentials/issuer-tokens.ts';
import { letterTokens } from './credentials/letter-tokens.ts';
import { checkPassword } from './credentials/passwords.ts';
import type { SessionPorts } from './credentials/sessions.ts';
import { TicketIssuer } from './credentials/ticket-issuer.ts';
import { TokenKeyRing } from './credentials/token-keys.ts';
import { admitSubject } from './domain/accounts/admit-subject.ts';
import type { ChangeRolePorts } from './domain/accounts/change-role.ts';
import type { ListSecurityEventsPorts } from './domain/accounts/list-security-events.ts';
import type { ListUsersPorts } from './domain/accounts/list-users.ts';
import type { LogInPorts } from './domain/accounts/log-in.ts';
import type { ManageSessionsPorts } from './domain/accounts/manage-sessions.ts';
import type { NoteReadPorts } from './domain/accounts/note-read.ts';
import type { AuditPorts } from './domain/audit/audit-event.ts';
import type { ScanPorts } from './domain/door/scan-ticket.ts';
import type { EventListPorts } from './domain/events/list-events.ts';
import { readQuota } from './domain/model/event-quota.ts';
import type { Mailing } from './domain/model/letter.ts';
import { readRates } from './domain/model/rates.ts';
import type { Actor } from './domain/model/user.ts';
import type { Log } from './domain/ports/log.ts';
import type { RegistrationStore } from './domain/ports/registration-store.ts';
import type { ResetRequestStore } from './domain/ports/reset-request-store.ts';
import type { Runtime } from './domain/ports/runtime.ts';
import type { SecretKind, SecretStore } from './domain/ports/secret-store.ts';
import type { UserStore } from './domain/ports/user-store.ts';
import { EventCache } from './domain/process/event-cache.ts';
import { ListedAvailability } from './domain/process/listed-availability.ts';
import { RateLimiter } from './domain/process/rate-limiter.ts';
import type { BookingPorts, SalePorts } from './domain/sale/sale-attempt.ts';
import { ShardPicker } from './domain/sale/shard-picker.ts';
import type { ClerkPorts } from './domain/waitlist/clerk.ts';
import type { SweepPorts } from './domain/waitlist/sweep-pending-work.ts';
import { languageOf } from './http/accept.ts';
import type { CallerPorts } from './http/authentication.ts';
import { writeLog } from './http/log.ts';
import { type RouteLimiter, routeLimiter } from './http/rate-limiting.ts';
import { acceptedSubject } from './http/requests/subject.ts';
import { securityLog } from './http/security-log.ts';
import type { LimitsInForce } from './http/views/limits.ts';
import { accountStore } from './store/accounts.ts';
import { auditStore } from './store/audits.ts';
import { bookingStore } from './store/bookings.ts';
import { bucketStore } from './store/buckets.ts';
import { eventListingStore } from './store/event-listings.ts';
import { eventStore } from './store/events.ts';
import { letterStore } from './store/letters.ts';
import { listingStore } from './store/listings.ts';
import { logInSourceStore } from './store/log-in-sources.ts';
import { noticeStore } from './store/notices.ts';
import { pendingWorkStore } from './store/pending-work.ts';
import { openQueue } from './store/queue.ts';
import { registrationStore } from './store/registrations.ts';
import { resetRequestStore } from './store/reset-requests.ts';
import { saleCloser } from './store/sale-closer.ts';
import { secretFiles } from './store/secret-files.ts';
import { secretOf, secretTable } from './store/secrets.ts';
import { securityTrail } from './store/security-events.ts';
import { sessionEnds } from './store/session-ends.ts';
import { sessionLists } from './store/session-lists.ts';
import { sessionStore } from './store/sessions.ts';
import { staffStore } from './store/staff.ts';
import { summaryStore } from './store/summaries.ts';
import { openTable, type Table } from './store/table/client.ts';
import { tokenKeyStore } from './store/token-keys.ts';
import { userStore } from './store/users.ts';
import { waitlistStore } from './store/waitlist.ts';
import { waitlistReader } from './store/waitlist-reader.ts';
import { roomStore } from './store/waitlist-room.ts';
import { webhookWaker } from './store/webhook-waker.ts';
import type { PassSettings } from './tickets/passes.ts';

const ID_BYTES = 16;

export const runtime: Runtime = {
  now: Date.now,
  random: Math.random,
  sleep: (ms) => sleep(ms),
  newId: () => randomBytes(ID_BYTES).toString('base64url'),
};

export const log: Log = {
  info: (message, fields) => writeLog('info', message, fields),
  warn: (message, fields) => writeLog('warn', message, fields),
};

let openedTable: Table | undefined;
export function table(): Table {
  openedTable ??= openTable(required('TABLE_NAME'));
  return openedTable;
}

let openedCache: EventCache | undefined;
export function cache(): EventCache {
  openedCache ??= new EventCache(eventStore(table()), runtime);
  return openedCache;
}

/** Where the secrets are: in the table SECRETS_TABLE_NAME, or on one machine in the directory SECRETS_DIR. */
export function secrets(): SecretStore {
  // No bundle has this variable, so that none has what reads the files (`lib/bundling.ts`).
  const directory = process.env['SECRETS_DIR'];
  const { SECRETS_TABLE_NAME: name } = process.env;
  if (directory && !name) return secretFiles(directory);
  return secretTable({ client: table().client, name: required('SECRETS_TABLE_NAME') });
}

/** @returns what reads the secret of a kind. */
export const readSecret = (kind: SecretKind) => () => secretOf(kind, secrets(), table());

export function tokenKeys() {
  return tokenKeyStore(table());
}

let madeRing: TokenKeyRing | undefined;
export function tokenKeyRing(): TokenKeyRing {
  madeRing ??= new TokenKeyRing({ tokenKeys: tokenKeys(), secrets, now: runtime.now });
  return madeRing;
}

let madeTokens: AccessTokens | undefined;
export function tokens(): AccessTokens {
  madeTokens ??= new AccessTokens(tokenKeyRing(), () => required('PUBLIC_ORIGIN'));
  return madeTokens;
}

let madeSecrets: DerivedSecrets | undefined;
export function derivedSecrets(): DerivedSecrets {
  madeSecrets ??= new DerivedSecrets(readSecret('derived'));
  return madeSecrets;
}

let madeChallengeSecrets: DerivedSecrets | undefined;
/** What signs challenges: a secret of its own, so that the function that books can make no tokens of sessions. */
export function challengeSecrets(): DerivedSecrets {
  madeChallengeSecrets ??= new DerivedSecrets(readSecret('challenges'));
  return madeChallengeSecrets;
}

let madeTickets: TicketIssuer | undefined;
export function tickets(): TicketIssuer {
  madeTickets ??= new TicketIssuer(readSecret('tickets'));
  return madeTickets;
}

export function users(): UserStore {
  return userStore(table());
}

export function callers(): CallerPorts {
  return { tokens: tokens(), sessions: sessionStore(table()), issuer: otherIssuer(), runtime };
}

let madeIssuer: IssuerTokens | undefined;
/** @returns what identifies the callers where another issuer keeps the accounts. */
function otherIssuer(): CallerPorts['issuer'] {
  const settings = readIssuerSettings(process.env);
  if (settings === undefined) return undefined;
  madeIssuer ??= new IssuerTokens(settings, runtime.now);
  const ports = { users: users(), accounts: accountStore(table()), runtime };
  const issuer = madeIssuer;
  return { identify: async (token) => admitSubject(acceptedSubject(await issuer.verify(token)), ports) };
}

export function sessionPorts(): SessionPorts {
  const sessions = { ...sessionStore(table()), ...sessionEnds(table()) };
  return { sessions, users: users(), tokens: tokens(), secrets: derivedSecrets(), securityLog, runtime };
}

export function manageSessionsPorts(): ManageSessionsPorts {
  const ends = sessionEnds(table());
  const sessions = { ...sessionStore(table()), ...sessionLists(table()), ...ends };
  return { accounts: accountStore(table()), sessions, securityLog, runtime };
}

export function exportPorts() {
  return {
    ...manageSessionsPorts(),
    ...listingPorts(),
    letters: letterStore(table()),
    notices: noticeStore(table()),
    trail: securityTrail(table()),
  };
}

export function resetRequests(): ResetRequestStore {
  return resetRequestStore(table());
}

export function registrations(): RegistrationStore {
  return registrationStore(table());
}

/** `REGISTRATION=by-mail`: an account is made once a link that was mailed is used. */
export function registersByMail(): boolean {
  return process.env['REGISTRATION'] === 'by-mail';
}

/** For the routes by which people change their own accounts. */
export function accountPorts() {
  return {
    accounts: accountStore(table()),
    letterTokens: letterTokens(derivedSecrets()),
    securityLog,
    runtime,
  };
}

export function rolePorts(): ChangeRolePorts {
  return { users: users(), securityLog, runtime };
}

export function noteReadPorts(): NoteReadPorts {
  return { trail: securityTrail(table()), securityLog, runtime };
}

export function listUsersPorts(): ListUsersPorts {
  return { users: users(), ...noteReadPorts() };
}

export function listSecurityEventsPorts(): ListSecurityEventsPorts {
  return { trail: securityTrail(table()), runtime };
}

/** @returns undefined while `RATE_LIMITS=off`. @throws Error that says what is wrong with `RATE_LIMITS`. */
const ratesInForce = () => readRates('RATE_LIMITS', process.env['RATE_LIMITS']);

/** @returns undefined while `EVENT_QUOTA=off`. @throws Error that says what is wrong with `EVENT_QUOTA`. */
const quotaInForce = () => readQuota('EVENT_QUOTA', process.env['EVENT_QUOTA']);

export const limitsInForce = (): LimitsInForce => ({ rates: ratesInForce(), quota: quotaInForce() });

/** @returns what limits the requests of a route; undefined while `RATE_LIMITS=off`. */
export function limiter(): RouteLimiter | undefined {
  const limits = rateLimiter();
  return limits && routeLimiter(limits);
}

let madeLimiter: RateLimiter | undefined;
function rateLimiter(): RateLimiter | undefined {
  const rates = ratesInForce();
  if (rates === undefined) return undefined;
  madeLimiter ??= new RateLimiter(rates, { buckets: bucketStore(table()), runtime, log, securityLog });
  return madeLimiter;
}

export function logInPorts(): LogInPorts {
  const limits = rateLimiter();
  const guard = limits && { limiter: limits, sources: logInSourceStore(table()), runtime };
  return { users: users(), guard, securityLog, checkPassword };
}

let madePicker: ShardPicker | undefined;
function shardPicker(): ShardPicker {
  madePicker ??= new ShardPicker(eventStore(table()), runtime);
  return madePicker;
}

/** @returns the ports that create an event. Admins have no quota. @throws Error that says what is wrong with `EVENT_QUOTA`. */
export function creationPorts() {
  const ports = storePorts();
  const quota = quotaInForce();
  return ({ role }: Pick<Actor, 'role'>) => ({ ...ports, quota: role === 'admin' ? undefined : quota });
}

/** The ports that read and change the table, without the queue. */
export function storePorts(): SalePorts {
  return {
    events: eventStore(table()),
    bookings: bookingStore(table()),
    waitlist: { ...waitlistReader(table()), ...saleCloser(table()), ...roomStore(table()) },
    cache: cache(),
    shardPicker: shardPicker(),
    runtime,
    log,
  };
}

/** The ports that read one booking and its event. */
export function bookingReadPorts() {
  return { bookings: bookingStore(table()), cache: cache() };
}

/** `CUSTOMER_MAIL=on`: customers are sent mail. */
export function sendsMail(): boolean {
  return process.env['CUSTOMER_MAIL'] === 'on';
}

/** What becomes of letters that a request writes, by its `Accept-Language`. */
export function mailingTo(acceptLanguage: string | undefined): Mailing {
  return { language: languageOf(acceptLanguage), sendsMail: sendsMail() };
}

/** Whether an address can be confirmed: by a mail, or by another issuer that keeps the accounts. */
export const canConfirm = (): boolean => sendsMail() || hasOtherIssuer();

export function scanPorts(): ScanPorts {
  return {
    bookings: bookingStore(table()),
    users: users(),
    cache: cache(),
    runtime,
    log,
    codes: tickets(),
  };
}

/**
 * @returns what is configured for passes. A wallet counts as configured if its first variable is set, and then
 * all its variables have to be.
 * @throws Error that names a variable without a value or a file.
 */
export function passSettings(): PassSettings {
  const isSet = (variable: string) => process.env[variable] !== undefined;
  return {
    ...(isSet('APPLE_PASS_TYPE_ID') && {
      apple: {
        passTypeId: required('APPLE_PASS_TYPE_ID'),
        teamId: required('APPLE_TEAM_ID'),
        certificate: pem('APPLE_PASS_CERTIFICATE'),
        key: pem('APPLE_PASS_KEY'),
        ...(isSet('APPLE_PASS_KEY_PASSPHRASE') && { keyPassphrase: required('APPLE_PASS_KEY_PASSPHRASE') }),
        wwdrCertificate: pem('APPLE_WWDR_CERTIFICATE'),
      },
    }),
    ...(isSet('GOOGLE_WALLET_ISSUER_ID') && {
      google: {
        issuerId: required('GOOGLE_WALLET_ISSUER_ID'),
        serviceAccountEmail: required('GOOGLE_WALLET_EMAIL'),
        key: pem('GOOGLE_WALLET_KEY'),
      },
    }),
  };
}

/** @returns a certificate or a key: the variable has its text, or the path of its file. */
function pem(variable: string): string {
  const value = required(variable);
  if (value.startsWith('-----BEGIN')) return value;
  if (!existsSync(value)) throw new Error(`${variable} names no file. Give it the PEM text or its path.`);
  return readFileSync(value, 'utf8');
}

export function listingPorts() {
  const [listings, bookings] = [listingStore(table()), bookingStore(table())];
  return { listings, bookings, cache: cache(), runtime };
}

export function staffPorts() {
  return { staff: staffStore(table()), users: users(), cache: cache(), securityLog, runtime };
}

export function eventListPorts(): EventListPorts {
  return {
    eventListings: eventListingStore(table()),
    availabilities: new ListedAvailability({ summaries: summaryStore(table()), runtime }),
    runtime,
  };
}

/** Where the built page is: beside the bundle on AWS. */
export const pageFolder = (): string => process.env['PAGE_FOLDER'] ?? import.meta.dirname;

export function auditPorts(): AuditPorts {
  return { audit: auditStore(table()), runtime };
}

export function bookingPorts(): BookingPorts {
  return { ...storePorts(), queue: openQueue(required('QUEUE_URL')) };
}

export function clerkPorts(): ClerkPorts {
  return { ...bookingPorts(), waitlist: waitlistStore(table()) };
}

export function sweepPorts(): SweepPorts {
  return {
    pendingWork: pendingWorkStore(table()),
    waitlist: waitlistStore(table()),
    notices: noticeStore(table()),
    letters: letterStore(table()),
    webhooks: webhookWaker(table()),
    queue: openQueue(required('QUEUE_URL')),
    cache: cache(),
    runtime,
  };
}
