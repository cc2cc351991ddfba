/**
 * The clerk: for one event, hands released tickets to those who wait, in order of arrival, and puts the rest where
 * newcomers can get it. The FIFO queue runs one clerk per event at a time; a second one, after a lost lease, is
 * fenced off by the number of the pass.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. Open a pass: from here, who arrived before now is acknowledged only after the pass. Crash: the message comes
 *    again and opens the next pass.
 * 2. Move what closed shards still hold to the pool. Crash: some are moved; the rest is found again.
 * 3. Turns: each is one transaction of releases collected, people promoted and the pool. Crash: each is whole; the
 *    releases that are left keep their mark.
 * 4. The last turn ends the pass.
 */
import { arrivalKeyBound } from './booking.ts';
import type { BookingPorts } from './booking-attempt.ts';
import { closeSale } from './close-sale.ts';
import { type Event, type Line, salesState } from './event.ts';
import {
  ATTENTION_GRACE_MS,
  BOOKING_PATIENCE_MS,
  CLOCK_SKEW_MS,
  RELEASES_PER_TURN,
  TRANSACTION_LIMIT_ACTIONS,
} from './limits.ts';
import { Patience } from './patience.ts';
import { Busy } from './refusal.ts';
import { planTurn, type Release, type Turn } from './serve-line.ts';

export type ClerkPorts = Pick<
  BookingPorts,
  'events' | 'bookings' | 'line' | 'memory' | 'environment' | 'log'
>;

/**
 * Serves the event until nothing more can be handed out. `namedBookingIds` are the bookings that the messages name;
 * others with releases are found by the index. Doing it again changes nothing.
 * @throws Busy when another clerk took over or contention outlasts the patience: the messages must come again.
 */
export async function promoteWaitlist(
  eventId: string,
  namedBookingIds: string[],
  ports: ClerkPorts,
): Promise<void> {
  const event = await ports.memory.facts(eventId);
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  const line = await ports.line.read(eventId);
  const releases = await findReleases(event, namedBookingIds, ports);
  if (!line.queueing && (await returnToShards(event, releases, patience, ports))) return;

  const current = await ports.line.read(eventId);
  const isIdle = current.pool === 0 && current.drained && current.servingUpTo === undefined;
  if (isIdle && releases.length === 0) return;
  await new Clerk(event, current, patience, ports).serve(namedBookingIds);
}

async function findReleases(event: Event, named: string[], ports: ClerkPorts): Promise<Release[]> {
  const indexed = await ports.line.releasedBookingIds(event.id, RELEASES_PER_TURN);
  return readReleases(event, [...new Set([...named, ...indexed])], ports);
}

async function readReleases(event: Event, bookingIds: string[], ports: ClerkPorts): Promise<Release[]> {
  const bookings = await ports.bookings.readMany(event, bookingIds);
  return bookings
    .filter((booking) => booking.released > 0)
    .map((booking) => ({ bookingId: booking.id, quantity: booking.released }));
}

/** While tickets last, nobody waits: a release goes back to a shard. False: the sale closed meanwhile. */
async function returnToShards(
  event: Event,
  releases: Release[],
  patience: Patience,
  ports: ClerkPorts,
): Promise<boolean> {
  const { environment, events, line } = ports;
  let pending = releases;
  while (pending.length > 0) {
    const failed: string[] = [];
    for (const release of pending) {
      const shard = Math.floor(environment.random() * event.shardCount);
      const isReturned = await line.returnToShard(event, release, shard, environment.now());
      if (!isReturned) failed.push(release.bookingId);
    }
    if (failed.length === 0) return true;
    const shards = await events.readShards(event, 'strong');
    if (shards.some((seen) => seen.closed)) {
      await closeSale(event, patience, ports);
      return false;
    }
    await patience.backOff();
    pending = await readReleases(event, failed, ports);
  }
  return true;
}

/** One action of each transaction is the line's own. */
const TURN_ACTIONS = TRANSACTION_LIMIT_ACTIONS - 1;

function isEmpty(turn: Turn): boolean {
  return turn.promote.length === 0 && turn.collect.length === 0;
}

class Clerk {
  readonly #event: Event;
  readonly #ports: ClerkPorts;
  readonly #patience: Patience;
  readonly #pass: number;
  readonly #servingUpTo: string;
  #line: Line;

  constructor(event: Event, line: Line, patience: Patience, ports: ClerkPorts) {
    this.#event = event;
    this.#ports = ports;
    this.#patience = patience;
    this.#pass = line.pass + 1;
    this.#servingUpTo = arrivalKeyBound(ports.environment.now() + CLOCK_SKEW_MS);
    this.#line = line;
  }

  async serve(named: string[]): Promise<void> {
    const { line, events } = this.#ports;
    const eventId = this.#event.id;
    if (!(await line.startPass(eventId, this.#pass, this.#servingUpTo))) throw new Busy();
    await this.#look();
    while (!this.#line.drained) {
      const shards = await events.readShards(this.#event, 'strong');
      await line.drainShards(eventId, this.#line, shards, this.#dueAt());
      await this.#look();
    }
    let releases = await findReleases(this.#event, named, this.#ports);
    for (;;) {
      const head = await this.#head();
      const state = {
        pool: this.#line.pool,
        releases,
        line: head.entries,
        policy: this.#event.waitlist.policy,
      };
      const turn = planTurn(state, TURN_ACTIONS);
      if (isEmpty(turn)) break;
      const rest = releases.slice(turn.collect.length);
      const behind = head.entries.slice(turn.promote.length);
      const next = planTurn({ ...state, pool: turn.pool, releases: rest, line: behind }, TURN_ACTIONS);
      const last = isEmpty(next) && (head.complete || behind.length > 0);
      if (!(await this.#apply(turn, last))) {
        releases = await findReleases(this.#event, named, this.#ports);
        continue;
      }
      if (last) return;
      releases = rest.length > 0 ? rest : await findReleases(this.#event, [], this.#ports);
    }
    await this.#patience.insist(() => line.endPass(eventId, this.#pass));
  }

  /** The head of the line, or nobody once sales are over: then the tickets only come together in the pool. */
  async #head(): Promise<{ entries: Parameters<typeof planTurn>[0]['line']; complete: boolean }> {
    if (salesState(this.#event, this.#ports.environment.now()) !== 'open')
      return { entries: [], complete: true };
    return this.#ports.line.readHead(this.#event, this.#servingUpTo);
  }

  /** False: something in the turn changed in between, or it is unknown whether it was written. */
  async #apply(turn: Turn, last: boolean): Promise<boolean> {
    const now = this.#ports.environment.now();
    const when = { now, dueAt: this.#dueAt(), last };
    if (await this.#ports.line.applyTurn(this.#event, this.#line, turn, when)) {
      this.#line = { ...this.#line, pool: turn.pool, served: this.#line.served + turn.promote.length };
      return true;
    }
    await this.#patience.backOff();
    await this.#look();
    return false;
  }

  /** Reads the line again. @throws Busy when another clerk has opened a later pass. */
  async #look(): Promise<void> {
    this.#line = await this.#ports.line.read(this.#event.id);
    if (this.#line.pass !== this.#pass) throw new Busy();
  }

  #dueAt(): number {
    return this.#ports.environment.now() + ATTENTION_GRACE_MS;
  }
}
