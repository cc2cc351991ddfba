/**
 * The domain's use cases over a real DynamoDB engine, without HTTP: for races, faults and negative controls.
 * Messages to the clerk are collected in `sent`, so that a test decides which of them arrive, when, and how
 * often.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { useDynamo } from '../../bin/local/engines.ts';
import { readEventSnapshot } from '../../bin/local/event-snapshot.ts';
import { createTable, removeTable } from '../../bin/local/resources.ts';
import { useSecrets } from '../../bin/local/service-secrets.ts';
import { proofOfWork } from '../../functions/challenges/proof-of-work.ts';
import { cancelBooking } from '../../functions/domain/bookings/cancel-booking.ts';
import { type CreateEvent, createEvent } from '../../functions/domain/events/create-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { EventChangeStore } from '../../functions/domain/ports/event-change-store.ts';
import type { Message } from '../../functions/domain/ports/queue.ts';
import type { Runtime } from '../../functions/domain/ports/runtime.ts';
import type { SecurityLog } from '../../functions/domain/ports/security-log.ts';
import type { UserStore } from '../../functions/domain/ports/user-store.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { Positions } from '../../functions/domain/process/positions.ts';
import { addTickets } from '../../functions/domain/sale/add-tickets.ts';
import { bookTickets } from '../../functions/domain/sale/book-tickets.ts';
import type { BookTickets, BookTicketsPorts } from '../../functions/domain/sale/booking-attempt.ts';
import { ShardPicker } from '../../functions/domain/sale/shard-picker.ts';
import type { Finding } from '../../functions/domain/verify/finding.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import type { ClerkPorts } from '../../functions/domain/waitlist/clerk.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { sweepPendingWork } from '../../functions/domain/waitlist/sweep-pending-work.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { eventChangeStore } from '../../functions/store/event-change.ts';
import { eventStore } from '../../functions/store/events.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { pendingWorkStore } from '../../functions/store/pending-work.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { waitlistStore } from '../../functions/store/waitlist.ts';
import { waitlistMarksStore } from '../../functions/store/waitlist-marks.ts';
import { webhookWaker } from '../../functions/store/webhook-waker.ts';
import { brokenIn } from './audits.ts';
import { aSecurityLog } from './security-log.ts';
import { strictTable } from './strict-table.ts';

/** Unique per test file, because test files share an engine that is not embedded. */
export const TABLE_NAME = `boxoffice-test-${randomBytes(6).toString('hex')}`;

export type TestTable = { stop: () => Promise<void> };

/**
 * Creates the table `TABLE_NAME`, which every `aBoxoffice` of the test file uses, in an in-memory engine or
 * in the one that AWS_ENDPOINT_URL_DYNAMODB names.
 */
export async function createTestTable(): Promise<TestTable> {
  const giveBack = useSecrets(undefined);
  // Access tokens are issued for it.
  process.env['PUBLIC_ORIGIN'] ??= 'http://localhost';
  const engine = await useDynamo(undefined);
  await createTable(TABLE_NAME);
  return {
    async stop() {
      await giveBack();
      await engine.stop();
      await removeTable(TABLE_NAME);
    },
  };
}

export const realRuntime: Runtime = {
  now: Date.now,
  random: Math.random,
  sleep: (ms) => sleep(ms),
  newId: () => randomBytes(16).toString('base64url'),
};

/** What all use cases need together. */
export type Ports = BookTicketsPorts &
  ClerkPorts & {
    changes: EventChangeStore;
    users: Pick<UserStore, 'read'>;
    securityLog: SecurityLog;
  };

export type Boxoffice = {
  table: Table;
  ports: Ports;
  positions: Positions;
  /** Messages that were sent and not yet processed. */
  sent: Message[];
  anEvent: (fields?: Partial<CreateEvent>) => Promise<Event>;
  book: (event: Event, request?: Partial<BookTickets>) => Promise<Booking>;
  /** Adds tickets to a booking, as its customer. */
  add: (booking: Booking, quantity: number, idempotencyKey?: string) => Promise<Booking>;
  /** `what`: how many tickets, or the numbers of the tickets; all of them by default. */
  cancel: (booking: Booking, what?: number | number[], idempotencyKey?: string) => Promise<Booking>;
  /** Lets the clerk process the sent messages, and those sent meanwhile, until none is left. */
  serve: () => Promise<void>;
  /** Runs the sweep as if `laterMs` had passed. @returns the number of messages that it sent. */
  sweep: (laterMs?: number) => Promise<number>;
  /** The position of a waiting booking, as a request answers it. */
  positionOf: (event: Event, booking: Booking) => Promise<number>;
  snapshot: (event: Event) => Promise<EventSnapshot>;
  /** The broken guarantees, audited as if all work under way had ended. */
  broken: (event: Event) => Promise<Finding[]>;
};

/**
 * The ports of one process. `change` replaces some of them; `table` may be a table that was tampered with.
 */
export function aBoxoffice(change: (ports: Ports) => Partial<Ports> = () => ({}), table?: Table): Boxoffice {
  const own = table ?? strictTable(TABLE_NAME);
  const events = eventStore(own);
  const sent: Message[] = [];
  const base: Ports = {
    events,
    changes: eventChangeStore(own),
    users: userStore(own),
    securityLog: aSecurityLog(),
    bookings: bookingStore(own),
    waitlist: waitlistStore(own),
    queue: {
      send: async (message) => {
        sent.push(message);
      },
    },
    cache: new EventCache(events, realRuntime),
    shardPicker: new ShardPicker(events, realRuntime),
    challenges: proofOfWork({ difficulty: 2, secret: async () => 'secret', now: realRuntime.now }),
    runtime: realRuntime,
    log: { info: () => undefined, warn: () => undefined },
  };
  const ports = { ...base, ...change(base) };
  const { runtime } = ports;
  const positions = new Positions({ marks: waitlistMarksStore(own), runtime });

  return {
    table: own,
    ports,
    positions,
    sent,
    async anEvent(fields = {}) {
      const { event } = await createEvent(
        {
          name: 'First night',
          organizerId: runtime.newId(),
          startsAt: '2099-01-01T20:00:00.000Z',
          capacity: 10,
          maxPerBooking: 10,
          allowGuests: false,
          waitlist: { enabled: true, policy: 'strict' },
          ...fields,
        },
        undefined,
        { events: eventStore(strictTable(TABLE_NAME)), runtime: realRuntime },
      );
      return event;
    },
    book: (event, request = {}) => {
      const customerId = request.customerId ?? runtime.newId();
      return bookTickets(
        {
          eventId: event.id,
          customerId,
          keyOwner: customerId,
          quantity: 1,
          onSoldOut: 'waitlist',
          idempotencyKey: undefined,
          arrival: runtime.now(),
          ...request,
        },
        ports,
      );
    },
    add: ({ eventId, id, customerId }, quantity, idempotencyKey) => {
      const actor = { userId: customerId, role: 'attendee' as const };
      return addTickets({ eventId, bookingId: id, actor, quantity, idempotencyKey }, ports);
    },
    cancel: (booking, what, idempotencyKey) =>
      cancelBooking(
        {
          eventId: booking.eventId,
          bookingId: booking.id,
          actor: { userId: booking.customerId, role: 'attendee' },
          idempotencyKey,
          ...(typeof what === 'number' && { quantity: what }),
          ...(Array.isArray(what) && { tickets: what }),
        },
        ports,
      ),
    async serve() {
      while (sent.length > 0) {
        const batch = sent.splice(0, 10);
        for (const [eventId, messages = []] of Object.entries(Object.groupBy(batch, (m) => m.eventId))) {
          await promoteWaitlist(
            eventId,
            messages.flatMap((message) => message.bookingIds ?? []),
            ports,
          );
        }
      }
    },
    async sweep(laterMs = 0) {
      const later = { ...runtime, now: () => runtime.now() + laterMs };
      const { sent } = await sweepPendingWork({
        ...ports,
        pendingWork: pendingWorkStore(own),
        notices: noticeStore(own),
        letters: letterStore(own),
        webhooks: webhookWaker(own),
        runtime: later,
      });
      return sent;
    },
    positionOf: async (event, booking) => (await positions.of(event, booking)).position,
    snapshot: (event) => readEventSnapshot(strictTable(TABLE_NAME), event),
    broken: (event) => brokenIn(strictTable(TABLE_NAME), event.id, runtime.now()),
  };
}

/** Sends all requests at once. @returns a booking or an error for each of them, in their order. */
export async function rush(
  boxoffice: Boxoffice,
  event: Event,
  requests: Partial<BookTickets>[],
): Promise<(Booking | Error)[]> {
  const results = await Promise.allSettled(requests.map((request) => boxoffice.book(event, request)));
  return results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason));
}
