/**
 * Reads the environment and joins the parts, alone but for `compose-frame.ts`. Parts are made when first asked for,
 * once per process, so that a function holds only what it uses.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { required } from './compose-frame.ts';
import type { AuditPorts } from './domain/audit-event.ts';
import type { BookingPorts } from './domain/booking-attempt.ts';
import type { ChangeRolePorts } from './domain/change-role.ts';
import { EventMemory } from './domain/event-memory.ts';
import type { EventListPorts } from './domain/list-events.ts';
import type { LogInPorts } from './domain/log-in.ts';
import type { Environment, Log, UserStore } from './domain/ports.ts';
import type { ScanPorts } from './domain/scan-ticket.ts';
import type { SweepPorts } from './domain/sweep-attention.ts';
import type { CallerPorts } from './http/callers.ts';
import { writeLog } from './http/log.ts';
import { checkPassword } from './http/passwords.ts';
import type { SessionPorts } from './http/sessions.ts';
import { TicketIssuer } from './http/ticket-issuer.ts';
import { AccessTokens } from './http/tokens.ts';
import { attemptStore } from './store/attempts.ts';
import { attentionStore } from './store/attention.ts';
import { auditStore } from './store/audits.ts';
import { bookingStore } from './store/bookings.ts';
import { openTable, type Table } from './store/client.ts';
import { eventListingStore } from './store/event-listings.ts';
import { eventStore } from './store/events.ts';
import { lineStore } from './store/line.ts';
import { listingStore } from './store/listings.ts';
import { openQueue } from './store/queue.ts';
import { sessionStore } from './store/sessions.ts';
import { readSigningKey, readTicketSecret } from './store/signing-key.ts';
import { userStore } from './store/users.ts';

const ID_BYTES = 16;

export const environment: Environment = {
  now: Date.now,
  random: Math.random,
  sleep: (ms) => sleep(ms),
  newId: () => randomBytes(ID_BYTES).toString('base64url'),
};

export const log: Log = { warn: (message, fields) => writeLog('warn', message, fields) };

let openedTable: Table | undefined;
export function table(): Table {
  openedTable ??= openTable(required('TABLE_NAME'));
  return openedTable;
}

let openedMemory: EventMemory | undefined;
export function memory(): EventMemory {
  openedMemory ??= new EventMemory(eventStore(table()), environment);
  return openedMemory;
}

let madeTokens: AccessTokens | undefined;
export function tokens(): AccessTokens {
  madeTokens ??= new AccessTokens(() => readSigningKey(table()));
  return madeTokens;
}

let madeTickets: TicketIssuer | undefined;
export function tickets(): TicketIssuer {
  madeTickets ??= new TicketIssuer(() => readTicketSecret(table()));
  return madeTickets;
}

export function users(): UserStore {
  return userStore(table());
}

export function callers(): CallerPorts {
  return { tokens: tokens(), sessions: sessionStore(table()), environment };
}

export function sessionPorts(): SessionPorts {
  return { sessions: sessionStore(table()), users: users(), tokens: tokens(), environment };
}

export function rolePorts(): ChangeRolePorts {
  return { users: users(), environment };
}

/** RATE_LIMITS=off takes the limits away, for load tests. */
export function logInPorts(): LogInPorts {
  const attempts = process.env['RATE_LIMITS'] === 'off' ? undefined : attemptStore(table());
  return { users: users(), attempts, environment, checkPassword };
}

/** What reads and changes the table without telling anybody. */
export function storePorts(): Omit<BookingPorts, 'queue'> {
  return {
    events: eventStore(table()),
    bookings: bookingStore(table()),
    line: lineStore(table()),
    memory: memory(),
    environment,
    log,
  };
}

export function scanPorts(): ScanPorts {
  return {
    bookings: bookingStore(table()),
    users: users(),
    memory: memory(),
    environment,
    log,
    codes: tickets(),
  };
}

export function listingPorts() {
  const [listings, bookings] = [listingStore(table()), bookingStore(table())];
  return { listings, bookings, memory: memory(), environment };
}

export function eventListPorts(): EventListPorts {
  return {
    eventListings: eventListingStore(table()),
    line: lineStore(table()),
    memory: memory(),
    environment,
  };
}

export function auditPorts(): AuditPorts {
  return { audit: auditStore(table()), environment };
}

export function bookingPorts(): BookingPorts {
  return { ...storePorts(), queue: openQueue(required('QUEUE_URL')) };
}

export function sweepPorts(): SweepPorts {
  return {
    attention: attentionStore(table()),
    line: lineStore(table()),
    queue: openQueue(required('QUEUE_URL')),
    memory: memory(),
    environment,
  };
}
