/**
 * The service of the tests of failing calls: its queue takes no message, so that no answer can depend on one. Arranges
 * events and bookings, and reads what is stored.
 */
import { expect } from '@jest/globals';
import { makePerson, type Person } from '../../bin/local/people.ts';
import type { CreateEvent } from '../../functions/domain/events/create-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { waitingCount } from '../../functions/domain/model/waitlist-state.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import { aBoxoffice, type Boxoffice, createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { collectLogLines, type LogLine } from '../kit/log-lines.ts';

/** Nothing listens on this port. */
const DEAD_QUEUE = 'http://127.0.0.1:9';

/** `boxoffice` arranges and reads: none of its calls fail. `warnings` are those of the processes under test. */
export type FaultyService = TestTable & {
  boxoffice: Boxoffice;
  warnings: LogLine[];
};

export async function aFaultyService(): Promise<FaultyService> {
  const testTable = await createTestTable();
  Object.assign(process.env, {
    TABLE_NAME,
    RATE_LIMITS: 'off',
    AWS_ENDPOINT_URL_SQS: DEAD_QUEUE,
    QUEUE_URL: `${DEAD_QUEUE}/000000000000/clerks.fifo`,
  });
  const { lines: warnings, restore } = collectLogLines();
  return {
    boxoffice: aBoxoffice(),
    warnings,
    async stop() {
      restore();
      delete process.env['AWS_ENDPOINT_URL_SQS'];
      await testTable.stop();
    },
  };
}

export type Held = { event: Event; person: Person; booking: Booking };

/** An event with these fields, and a booking of it by an account. */
export async function aBookingIn(
  boxoffice: Boxoffice,
  fields: Partial<CreateEvent>,
  quantity: number,
): Promise<Held> {
  const [event, person] = [await boxoffice.anEvent(fields), await makePerson()];
  return { event, person, booking: await boxoffice.book(event, { customerId: person.id, quantity }) };
}

/** An event of one ticket, the booking that holds it (`held`), and one waiter with their booking. */
export async function aWaiterIn(boxoffice: Boxoffice, fields: Partial<CreateEvent> = {}) {
  const { event, booking: held } = await aBookingIn(boxoffice, { capacity: 1, ...fields }, 1);
  const person = await makePerson();
  return { event, held, person, booking: await boxoffice.book(event, { customerId: person.id }) };
}

/** The event of `aWaiterIn` after the ticket was offered to the waiter. */
export async function anOfferIn(boxoffice: Boxoffice): Promise<Held> {
  const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 3_600 } as const;
  const { held, ...offered } = await aWaiterIn(boxoffice, { waitlist });
  await boxoffice.cancel(held);
  await boxoffice.serve();
  expect((await storedIn(boxoffice, offered.event, offered.booking.id)).status).toBe('offered');
  return offered;
}

export async function storedIn(boxoffice: Boxoffice, event: Event, bookingId: string): Promise<Booking> {
  const { bookings } = await boxoffice.snapshot(event);
  const found = bookings.find(({ id }) => id === bookingId);
  if (found === undefined) throw new Error('The booking is not stored.');
  return found;
}

export const freeIn = ({ shards, waitlist }: EventSnapshot): number =>
  shards.reduce((sum, shard) => sum + shard.freeTickets, waitlist.unassigned + waitlist.pendingCapacity);

/** Lets the clerk serve the event, then expects every guarantee to hold. @returns the snapshot after that. */
export async function settled(boxoffice: Boxoffice, event: Event): Promise<EventSnapshot> {
  boxoffice.sent.push({ eventId: event.id });
  await boxoffice.serve();
  expect(await boxoffice.broken(event)).toEqual([]);
  return boxoffice.snapshot(event);
}

/** Expects the person to have exactly this booking, and the waitlist to hold exactly the waitlisted bookings. */
export async function expectOnly(
  boxoffice: Boxoffice,
  event: Event,
  customerId: string,
  expected: Pick<Booking, 'id' | 'status'>,
): Promise<EventSnapshot> {
  const snapshot = await settled(boxoffice, event);
  const own = snapshot.bookings.filter((booking) => booking.customerId === customerId);
  expect(own).toMatchObject([expected]);
  const waiting = snapshot.bookings.filter(({ status }) => status === 'waitlisted').map(({ id }) => id);
  expect(snapshot.entries.map(({ bookingId }) => bookingId).sort()).toEqual(waiting.sort());
  expect(waitingCount(event, snapshot.shards, snapshot.waitlist)).toBe(waiting.length);
  return snapshot;
}
