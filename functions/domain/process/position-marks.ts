/**
 * What a process knows of positions in waitlists, so that the next look of a client is told without a count of the
 * entries before its booking. It keeps some counted positions of each event as marks. Entries are served in order of
 * arrival, so a booking waits behind as many others as the last mark that arrived before it, less the entries served
 * since, and behind no more than the next one, or than can have joined between the two. All of it may be lost at any
 * time, and it decides nothing but when a client looks again.
 */
import { arrivalKey, type Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import {
  EVENT_CACHE_TTL_MS,
  JOINS_PER_EVENT_AND_SECOND,
  POSITION_MARK_TTL_MS,
  POSITION_MARKED_EVENTS,
} from '../model/limits.ts';
import { isKnownWellEnough } from '../model/look-again.ts';
import { Refusal } from '../model/refusal.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WaitlistReader } from '../ports/waitlist-store.ts';
import type { Positions } from './positions.ts';
import { SingleFlight } from './single-flight.ts';

type Ports = {
  positions: Pick<Positions, 'of'>;
  waitlist: Pick<WaitlistReader, 'read'>;
  runtime: Pick<Runtime, 'now'>;
};

/**
 * `ahead` entries were before the arrival `key` at `countedAt`, when the clerk had removed `served` entries from the
 * waitlist. Instants in ms.
 */
type Mark = { key: string; arrival: number; ahead: number; served: number; countedAt: number };
type Served = { count: number; readAt: number };

export class PositionMarks {
  /** By event, in order of arrival. */
  readonly #marks = new Map<string, Mark[]>();
  readonly #served = new Map<string, Served>();
  readonly #reads = new SingleFlight<number>();
  readonly #counts = new SingleFlight<void>();
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * @returns how many bookings wait before this waitlisted one, or fewer; undefined while the table is busy. It is too
   * high by the bookings before it that left the waitlist within POSITION_MARK_TTL_MS.
   */
  async aheadOf(event: Event, booking: Booking): Promise<number | undefined> {
    try {
      for (;;) {
        const served = await this.#servedSoFar(event);
        const known = this.#find(event, booking, served);
        if (known !== undefined) return known;
        await this.#counts.run(event.id, () => this.#count(event, booking, served));
      }
    } catch (error) {
      if (error instanceof Refusal && error.code === 'busy') return undefined;
      throw error;
    }
  }

  /** @returns undefined if the marks on both sides, and the time since the earlier one, do not say enough. */
  #find(event: Event, booking: Booking, served: number): number | undefined {
    const key = arrivalKey(booking);
    const marks = this.#freshMarks(event.id, this.#ports.runtime.now());
    const next = marks.findIndex((mark) => mark.key >= key);
    const above = marks[next];
    if (above?.key === key) return left(above, served);
    const below = next === -1 ? marks.at(-1) : marks[next - 1];
    const least = below === undefined ? 0 : left(below, served);
    const most = Math.min(
      above === undefined ? Infinity : left(above, served),
      below === undefined
        ? Infinity
        : least + ((booking.arrival - below.arrival) * JOINS_PER_EVENT_AND_SECOND) / 1000,
    );
    return isKnownWellEnough(event, least, most) ? least : undefined;
  }

  /** Entries that were served before the count are not counted, and those during it may be subtracted twice. */
  async #count(event: Event, booking: Booking, served: number): Promise<void> {
    const key = arrivalKey(booking);
    const countedAt = this.#ports.runtime.now();
    const { ahead } = await this.#ports.positions.of(event, booking);
    const others = this.#freshMarks(event.id, countedAt).filter((mark) => mark.key !== key);
    const marks = [...others, { key, arrival: booking.arrival, ahead, served, countedAt }];
    this.#marks.delete(event.id);
    this.#marks.set(
      event.id,
      marks.sort((a, b) => (a.key < b.key ? -1 : 1)),
    );
    const [oldest] = this.#marks.keys();
    if (this.#marks.size <= POSITION_MARKED_EVENTS || oldest === undefined) return;
    this.#marks.delete(oldest);
    this.#served.delete(oldest);
  }

  #freshMarks(eventId: string, now: number): Mark[] {
    const marks = this.#marks.get(eventId) ?? [];
    return marks.filter(({ countedAt }) => now - countedAt < POSITION_MARK_TTL_MS);
  }

  /** @returns the number of entries that the clerk removed so far, as of a second ago at most. */
  async #servedSoFar(event: Event): Promise<number> {
    const readAt = this.#ports.runtime.now();
    const known = this.#served.get(event.id);
    if (known !== undefined && readAt - known.readAt < EVENT_CACHE_TTL_MS) return known.count;
    return this.#reads.run(event.id, async () => {
      const { served } = await this.#ports.waitlist.read(event);
      this.#served.set(event.id, { count: served, readAt });
      return served;
    });
  }
}

/** The entries before a mark that are still there if only those before it were served since. */
const left = ({ ahead, served }: Mark, servedNow: number) => Math.max(0, ahead - (servedNow - served));
