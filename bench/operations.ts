/**
 * What one operation costs a single client: how long the verb takes in this process, against an engine that does
 * nothing else, and the write and read units that the engine reports. Without HTTP, queue or other clients.
 */
import { environment, log } from '../functions/compose.ts';
import { bookTickets } from '../functions/domain/book-tickets.ts';
import type { Booking } from '../functions/domain/booking.ts';
import type { BookingPorts } from '../functions/domain/booking-attempt.ts';
import { cancelBooking } from '../functions/domain/cancel-booking.ts';
import type { Event } from '../functions/domain/event.ts';
import { availabilityNow, EventMemory } from '../functions/domain/event-memory.ts';
import { listEventBookings } from '../functions/domain/list-event-bookings.ts';
import { promoteWaitlist } from '../functions/domain/promote-waitlist.ts';
import { bookingStore } from '../functions/store/bookings.ts';
import { openTable, type Table } from '../functions/store/client.ts';
import { eventStore } from '../functions/store/events.ts';
import { lineStore } from '../functions/store/line.ts';
import { listingStore } from '../functions/store/listings.ts';
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
export type Cost = { msP50: number; writeUnits: number; readUnits: number };

type Units = Pick<Sample, 'writeUnits' | 'readUnits'>;

/** Promotions that fill one transaction: three actions each, and one of the line's own. */
export const PROMOTED_TOGETHER = 33;
const PAGE_ITEMS = 20;

function unitsOf(uses: Use[]): Units {
  const sum = (those: Use[]) => those.reduce((total, { units }) => total + units, 0);
  const [reads = [], writes = []] = [true, false].map((isRead) =>
    uses.filter(({ command }) => /^(Get|BatchGet|Query)/.test(command) === isRead),
  );
  return { readUnits: sum(reads), writeUnits: sum(writes) };
}

/** A single client of one event. What it sampled is kept until it is asked for the costs. */
export class SingleClient {
  readonly table: Table;
  readonly #uses: Use[];
  readonly #ports: BookingPorts;
  readonly #samples = new Map<Operation, Sample[]>();

  constructor(tableName: string) {
    const table = openTable(tableName);
    this.table = table;
    this.#uses = meter(table);
    const events = eventStore(table);
    this.#ports = {
      events,
      bookings: bookingStore(table),
      line: lineStore(table),
      // Whoever measures tells the clerk itself.
      queue: { send: async () => {} },
      memory: new EventMemory(events, environment),
      environment,
      log,
    };
  }

  /** @throws when the booking does not have the status that the operation is about. */
  async book(event: Event, operation: 'book' | 'join'): Promise<Booking> {
    const customerId = environment.newId();
    const request = { eventId: event.id, customerId, keyOwner: customerId, quantity: 1 };
    const chosen = { onSoldOut: 'waitlist' as const, idempotencyKey: undefined, arrival: environment.now() };
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

  /** Cancels and promotes: each alone, then as many as fit one transaction. Takes bookings from `held`. */
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
    const { line } = this.#ports;
    const before = await line.read(event);
    const ids = released.map(({ id }) => id);
    await this.#sample(operation, released.length, () => promoteWaitlist(event.id, ids, this.#ports));
    const { served } = await line.read(event);
    if (served !== before.served + released.length)
      throw new Error(`${served - before.served} of ${released.length} were promoted.`);
  }

  /** What is looked at: the event's availability, and the line from the end of it and from its beginning. */
  async look(event: Event, last: Booking, times: number): Promise<void> {
    const { events, line, bookings } = this.#ports;
    const listings = listingStore(this.table);
    const page = { status: 'waitlisted' as const, limit: PAGE_ITEMS, now: environment.now() };
    for (let n = 0; n < times; n += 1) {
      await this.#sample('availability', 1, () => availabilityNow(event, { events, line, environment }));
      await this.#sample('position', 1, () => bookings.position(event, last));
      await this.#sample('list page', 1, () =>
        Promise.all([
          listEventBookings(event, page, { listings, bookings, environment }),
          listings.countLine(event),
        ]),
      );
    }
  }

  /** `share`: among how many the cost is divided. */
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

  /** The medians of what was sampled since the last call. */
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

/** Which operations cost more units in the second than in the first, with both figures. */
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
