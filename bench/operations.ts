/**
 * Measures the cost of one operation for a single client: the time of the use case in this process against an
 * idle engine, and the write and read units that the engine reports. Without HTTP, queue or other clients.
 */

import { proofOfWork } from '../functions/challenges/proof-of-work.ts';
import { log, runtime } from '../functions/compose.ts';
import { cancelBooking } from '../functions/domain/bookings/cancel-booking.ts';
import { listEventBookings } from '../functions/domain/bookings/list-event-bookings.ts';
import type { Booking } from '../functions/domain/model/booking.ts';
import type { Event } from '../functions/domain/model/event.ts';
import type { WaitlistStore } from '../functions/domain/ports/waitlist-store.ts';
import { EventCache } from '../functions/domain/process/event-cache.ts';
import { Positions } from '../functions/domain/process/positions.ts';
import { availabilityNow } from '../functions/domain/process/read-availability.ts';
import { bookTickets } from '../functions/domain/sale/book-tickets.ts';
import type { BookTicketsPorts } from '../functions/domain/sale/booking-attempt.ts';
import { ShardPicker } from '../functions/domain/sale/shard-picker.ts';
import { promoteWaitlist } from '../functions/domain/waitlist/promote-waitlist.ts';
import { bookingStore } from '../functions/store/bookings.ts';
import { eventStore } from '../functions/store/events.ts';
import { listingStore } from '../functions/store/listings.ts';
import { openTable, type Table } from '../functions/store/table/client.ts';
import { userStore } from '../functions/store/users.ts';
import { waitlistStore } from '../functions/store/waitlist.ts';
import { waitlistMarksStore } from '../functions/store/waitlist-marks.ts';
import { meter, type Use } from '../test/kit/metering.ts';
import { median, rounded } from './statistics.ts';

export type Operation =
  | 'book'
  | 'join'
  | 'cancel'
  | 'promote alone'
  | 'promote, of 33'
  | 'availability'
  | 'position'
  | 'list page';

type Sample = { ms: number; writeUnits: number; readUnits: number };
/** The medians for one operation: `msP50` in ms, the units in DynamoDB's capacity units. */
export type Cost = { msP50: number; writeUnits: number; readUnits: number };

type Units = Pick<Sample, 'writeUnits' | 'readUnits'>;

/** The promotions that fill one transaction: three actions each, and one for the waitlist's item. */
export const PROMOTED_TOGETHER = 33;
const PAGE_ITEMS = 20;

function unitsOf(uses: Use[]): Units {
  const sum = (those: Use[]) => those.reduce((total, { units }) => total + units, 0);
  const [reads = [], writes = []] = [true, false].map((isRead) =>
    uses.filter(({ command }) => /^(Get|BatchGet|Query)/.test(command) === isRead),
  );
  return { readUnits: sum(reads), writeUnits: sum(writes) };
}

/** A single client of one event. Keeps its samples until `costs` is called. */
export class SingleClient {
  readonly table: Table;
  readonly #uses: Use[];
  readonly #ports: BookTicketsPorts & { waitlist: WaitlistStore };
  readonly #samples = new Map<Operation, Sample[]>();

  constructor(tableName: string) {
    const table = openTable(tableName);
    this.table = table;
    this.#uses = meter(table);
    const events = eventStore(table);
    this.#ports = {
      events,
      bookings: bookingStore(table),
      waitlist: waitlistStore(table),
      // No messages: the measurements call the clerk themselves.
      queue: { send: async () => {} },
      cache: new EventCache(events, runtime),
      shardPicker: new ShardPicker(events, runtime),
      runtime,
      log,
      challenges: proofOfWork({ difficulty: 2, secret: async () => 'secret', now: runtime.now }),
    };
  }

  /** Books one ticket. @throws when the booking does not have the status that the operation expects. */
  async book(event: Event, operation: 'book' | 'join'): Promise<Booking> {
    const customerId = runtime.newId();
    const request = { eventId: event.id, customerId, keyOwner: customerId, quantity: 1 };
    const chosen = { onSoldOut: 'waitlist' as const, idempotencyKey: undefined, arrival: runtime.now() };
    const booking = await this.#sample(operation, 1, () =>
      bookTickets({ ...request, ...chosen }, this.#ports),
    );
    const expected = operation === 'book' ? 'confirmed' : 'waitlisted';
    if (booking.status !== expected) throw new Error(`A booking is ${booking.status}, not ${expected}.`);
    return booking;
  }

  async cancel(event: Event, { id, customerId }: Held): Promise<void> {
    const actor = { userId: customerId, role: 'attendee' as const };
    const request = { eventId: event.id, bookingId: id, actor, idempotencyKey: undefined };
    await this.#sample('cancel', 1, () => cancelBooking(request, this.#ports));
  }

  /** Cancels and promotes `alone` bookings one by one, then a full transaction. Removes them from `held`. */
  async cancelAndPromote(event: Event, held: Held[], alone: number): Promise<void> {
    for (const booking of held.splice(0, alone)) {
      await this.cancel(event, booking);
      await this.#promote(event, [booking], 'promote alone');
    }
    const batch = held.splice(0, PROMOTED_TOGETHER);
    for (const booking of batch) await this.cancel(event, booking);
    await this.#promote(event, batch, 'promote, of 33');
  }

  async #promote(event: Event, released: Held[], operation: Operation): Promise<void> {
    const { waitlist } = this.#ports;
    const before = await waitlist.read(event);
    const ids = released.map(({ id }) => id);
    await this.#sample(operation, released.length, () => promoteWaitlist(event.id, ids, this.#ports));
    const { served } = await waitlist.read(event);
    if (served !== before.served + released.length)
      throw new Error(`${served - before.served} of ${released.length} were promoted.`);
  }

  /**
   * Reads the availability, the position of the `last` booking in the waitlist, and a page of the waitlist.
   */
  async look(event: Event, last: Booking, times: number): Promise<void> {
    const { events, waitlist, bookings } = this.#ports;
    const positions = new Positions({ marks: waitlistMarksStore(this.table), runtime });
    const listings = listingStore(this.table);
    const users = userStore(this.table);
    const codes = { read: async () => undefined };
    const page = {
      status: 'waitlisted' as const,
      limit: PAGE_ITEMS,
      now: runtime.now(),
      searched: 'names and addresses' as const,
    };
    for (let n = 0; n < times; n += 1) {
      await this.#sample('availability', 1, () => availabilityNow(event, { events, waitlist, runtime }));
      await this.#sample('position', 1, () => positions.of(event, last));
      await this.#sample('list page', 1, () =>
        Promise.all([
          listEventBookings(event, page, { listings, bookings, positions, users, codes, runtime }),
          listings.countWaitlist(event),
        ]),
      );
    }
  }

  /** Measures `work`. Its cost is divided by `share`. */
  async #sample<Result>(operation: Operation, share: number, work: () => Promise<Result>): Promise<Result> {
    this.#uses.length = 0;
    const began = performance.now();
    const result = await work();
    const ms = performance.now() - began;
    const { writeUnits, readUnits } = unitsOf(this.#uses);
    const sample = {
      ms: ms / share,
      writeUnits: writeUnits / share,
      readUnits: readUnits / share,
    };
    this.#samples.set(operation, [...(this.#samples.get(operation) ?? []), sample]);
    return result;
  }

  /** @returns the medians of the samples since the last call. */
  costs(): Map<Operation, Cost> {
    const costs = [...this.#samples].map(([operation, samples]): [Operation, Cost] => [
      operation,
      {
        msP50: rounded(median(samples.map(({ ms }) => ms)), 2),
        writeUnits: rounded(median(samples.map(({ writeUnits }) => writeUnits)), 2),
        readUnits: rounded(median(samples.map(({ readUnits }) => readUnits)), 2),
      },
    ]);
    this.#samples.clear();
    return new Map(costs);
  }
}

/** A booking that can be cancelled. */
export type Held = Pick<Booking, 'id' | 'customerId'>;

/** @returns a text for each operation that costs over 5 % more units in `second` than in `first`. */
export function dearer(
  first: Map<Operation, Cost>,
  second: Map<Operation, Cost>,
  exempt: Operation[],
): string[] {
  const units = (cost: Cost | undefined) => (cost === undefined ? 0 : cost.writeUnits + cost.readUnits);
  return [...second]
    .filter(
      ([operation, cost]) => !exempt.includes(operation) && units(cost) > units(first.get(operation)) * 1.05,
    )
    .map(([operation, cost]) => `${operation} ${units(first.get(operation))} to ${units(cost)} units`);
}
