/**
 * The verbs over the real engine, without HTTP: for races, faults and negative controls. What is sent to the clerk is
 * kept, so that a test decides which messages arrive, when, and how often.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { useDynamo } from '../../bin/local/engines.ts';
import { createTable, removeTable } from '../../bin/local/resources.ts';
import { type EventPicture, readEventPicture } from '../../bin/onsale/picture.ts';
import type { Finding } from '../../functions/domain/audit/finding.ts';
import { bookTickets } from '../../functions/domain/book-tickets.ts';
import type { Booking } from '../../functions/domain/booking.ts';
import type { BookingPorts, BookTickets } from '../../functions/domain/booking-attempt.ts';
import { cancelBooking } from '../../functions/domain/cancel-booking.ts';
import { type CreateEvent, createEvent } from '../../functions/domain/create-event.ts';
import type { Event } from '../../functions/domain/event.ts';
import { EventMemory } from '../../functions/domain/event-memory.ts';
import type { Environment, Message } from '../../functions/domain/ports.ts';
import { promoteWaitlist } from '../../functions/domain/promote-waitlist.ts';
import { sweepAttention } from '../../functions/domain/sweep-attention.ts';
import { attentionStore } from '../../functions/store/attention.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import type { Table } from '../../functions/store/client.ts';
import { eventStore } from '../../functions/store/events.ts';
import { lineStore } from '../../functions/store/line.ts';
import { brokenIn } from './audits.ts';
import { strictTable } from './strict-table.ts';

/** Each test file has a table of its own: an engine that is not embedded serves several. */
export const TABLE_NAME = `boxoffice-test-${randomBytes(6).toString('hex')}`;

export type Stage = { stop: () => Promise<void> };

/**
 * Makes the table, on an engine in memory or on the one that AWS_ENDPOINT_URL_DYNAMODB names; every `aCast` of this
 * file plays on it.
 */
export async function aStage(): Promise<Stage> {
  const engine = await useDynamo(undefined);
  await createTable(TABLE_NAME);
  return {
    async stop() {
      await engine.stop();
      await removeTable(TABLE_NAME);
    },
  };
}

export const realEnvironment: Environment = {
  now: Date.now,
  random: Math.random,
  sleep: (ms) => sleep(ms),
  newId: () => randomBytes(16).toString('base64url'),
};

export type Cast = {
  table: Table;
  ports: BookingPorts;
  /** Messages sent and not yet served. */
  sent: Message[];
  anEvent: (fields?: Partial<CreateEvent>) => Promise<Event>;
  book: (event: Event, request?: Partial<BookTickets>) => Promise<Booking>;
  cancel: (booking: Booking, quantity?: number, idempotencyKey?: string) => Promise<Booking>;
  /** The clerk serves everything that was sent, until nothing is left. */
  serve: () => Promise<void>;
  /** The sweep, as if `laterMs` had passed. */
  sweep: (laterMs?: number) => Promise<number>;
  picture: (event: Event) => Promise<EventPicture>;
  /** The guarantees that are broken once nobody is on it any more. */
  broken: (event: Event) => Promise<Finding[]>;
};

/** One process's worth of parts. `change` replaces some; `table` may be one that was tampered with. */
export function aCast(
  change: (ports: BookingPorts) => Partial<BookingPorts> = () => ({}),
  table?: Table,
): Cast {
  const own = table ?? strictTable(TABLE_NAME);
  const events = eventStore(own);
  const sent: Message[] = [];
  const base: BookingPorts = {
    events,
    bookings: bookingStore(own),
    line: lineStore(own),
    queue: {
      send: async (message) => {
        sent.push(message);
      },
    },
    memory: new EventMemory(events, realEnvironment),
    environment: realEnvironment,
    log: { warn: () => undefined },
  };
  const ports = { ...base, ...change(base) };
  const { environment } = ports;

  return {
    table: own,
    ports,
    sent,
    async anEvent(fields = {}) {
      const { event } = await createEvent(
        {
          name: 'First night',
          organizerId: environment.newId(),
          startsAt: '2099-01-01T20:00:00.000Z',
          capacity: 10,
          maxPerBooking: 10,
          allowGuests: false,
          waitlist: { enabled: true, policy: 'strict' },
          ...fields,
        },
        undefined,
        { events: eventStore(strictTable(TABLE_NAME)), environment: realEnvironment },
      );
      return event;
    },
    book: (event, request = {}) => {
      const customerId = request.customerId ?? environment.newId();
      return bookTickets(
        {
          eventId: event.id,
          customerId,
          keyOwner: customerId,
          quantity: 1,
          onSoldOut: 'waitlist',
          idempotencyKey: undefined,
          arrival: environment.now(),
          ...request,
        },
        ports,
      );
    },
    cancel: (booking, quantity, idempotencyKey) =>
      cancelBooking(
        {
          eventId: booking.eventId,
          bookingId: booking.id,
          actor: { userId: booking.customerId, role: 'attendee' },
          idempotencyKey,
          ...(quantity !== undefined && { quantity }),
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
      const later = { ...environment, now: () => environment.now() + laterMs };
      const { sent } = await sweepAttention({ ...ports, attention: attentionStore(own), environment: later });
      return sent;
    },
    picture: (event) => readEventPicture(strictTable(TABLE_NAME), event),
    broken: (event) => brokenIn(strictTable(TABLE_NAME), event.id, environment.now()),
  };
}

/** `count` bookings side by side; what was refused comes back as its error. */
export async function rush(
  cast: Cast,
  event: Event,
  requests: Partial<BookTickets>[],
): Promise<(Booking | Error)[]> {
  const results = await Promise.allSettled(requests.map((request) => cast.book(event, request)));
  return results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason));
}
