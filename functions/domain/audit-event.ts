/**
 * Holds the guarantees against what is stored of an event, and says of each whether it holds, is broken, or cannot be
 * told from history. Nothing is kept of a booking but sums and what stands in typed arrays: up to 48 bytes a customer
 * and 41 a promotion, a million of each at a time. An event of up to a million bookings is read twice, and twice more
 * for every further million; memory stays as it is.
 *
 * A reading takes a while and is not one instant, so it counts only if the others saw the same: the counters, and the
 * length of every booking's history, by a sum of hashes.
 */
import { Actors } from './audit/check-actors.ts';
import { Limits } from './audit/check-limits.ts';
import { Order } from './audit/check-order.ts';
import { Rest, strayOf } from './audit/check-rest.ts';
import { Conservation, Effects } from './audit/check-tickets.ts';
import { Times } from './audit/check-times.ts';
import { type Counters, countersSignature } from './audit/counters.ts';
import { type Finding, finding, Offenders } from './audit/finding.ts';
import { SetFingerprint } from './audit/set-fingerprint.ts';
import { TurnTable } from './audit/turn-table.ts';
import type { Event } from './event.ts';
import { AUDIT_ATTEMPTS, AUDIT_PAUSE_MS, AUDIT_TURNS_AT_ONCE } from './limits.ts';
import type { AuditedBooking, AuditStore, Environment } from './ports.ts';
import { Busy, Refusal } from './refusal.ts';

/** `holds`: nothing is broken. */
export type Audit = { eventId: string; holds: boolean; bookings: number; findings: Finding[] };

/** `reading` of `readings`, in which so many bookings were looked at; how many readings there are shows in the first. */
export type AuditProgress = { attempt: number; reading: number; readings: number; bookings: number };

export type AuditPorts = { audit: AuditStore; environment: Pick<Environment, 'now' | 'sleep'> };

/** `most`: bookings beyond which it is refused. */
export type AuditOptions = { most?: number; onProgress?: (progress: AuditProgress) => void };

/** @throws Refusal `not-found`, `too-large-to-audit`; Busy when the event does not stand still. */
export async function auditEvent(
  eventId: string,
  ports: AuditPorts,
  options: AuditOptions = {},
): Promise<Audit> {
  for (let attempt = 1; attempt <= AUDIT_ATTEMPTS; attempt += 1) {
    try {
      const counters = await ports.audit.counters({ id: eventId });
      return await new Attempt(counters, ports, { ...options, attempt }).run();
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      await ports.environment.sleep(AUDIT_PAUSE_MS);
    }
  }
  throw new Busy('The event is being booked right now. Ask again when it is quieter.');
}

/** Something changed between two readings, so what was seen does not belong together. */
class Moved extends Error {}

type Visit = {
  bookings?: (page: AuditedBooking[]) => Promise<void> | void;
  booking?: (booking: AuditedBooking) => void;
};

class Attempt {
  readonly #counters: Counters;
  readonly #ports: AuditPorts;
  readonly #options: AuditOptions & { attempt: number };
  /** What the first reading saw; every change of a booking makes its history longer. */
  #first: SetFingerprint | undefined;
  #reading = 0;
  #readings = 2;

  constructor(counters: Counters, ports: AuditPorts, options: AuditOptions & { attempt: number }) {
    this.#counters = counters;
    this.#ports = ports;
    this.#options = options;
  }

  async run(): Promise<Audit> {
    const counters = this.#counters;
    const { event } = counters;
    const { audit, environment } = this.#ports;
    const now = environment.now();
    const { turns } = counters.line;
    const order = new Order(event, turns);
    const limits = new Limits(event, now);
    const rest = new Rest(counters, now);
    const conservation = new Conservation();
    const [effects, times, actors] = [new Effects(), new Times(event), new Actors(event, audit.isAdmin)];
    const once = [order, rest, conservation, effects, times, actors];

    let bookings = 0;
    for (let round = 0, rounds = 1; round < rounds; round += 1) {
      const firstTurn = 1 + round * AUDIT_TURNS_AT_ONCE;
      const table = new TurnTable(firstTurn, clamp(turns + 1 - firstTurn, AUDIT_TURNS_AT_ONCE));
      const isFirst = round === 0;
      bookings = await this.#read({
        booking: (booking) => {
          table.add(booking);
          if (isFirst) order.lookForBeginning(booking);
        },
      });
      order.takeTurns(table);
      rounds = Math.max(Math.ceil(turns / AUDIT_TURNS_AT_ONCE), Limits.partsFor(bookings));
      this.#readings = rounds * 2;
      const totals = limits.part(round, rounds, bookings);
      await this.#read({
        ...(isFirst && { bookings: (page) => actors.meet(page) }),
        booking: (booking) => {
          order.addTo(table, booking);
          totals.add(booking);
          if (!isFirst) return;
          for (const check of once) 'addOnce' in check ? check.addOnce(booking) : check.add(booking);
        },
      });
    }
    for await (const page of audit.entries(event)) rest.addLine(page);
    const astray = await this.#name(limits, rest);
    const findings = [
      conservation.finding(counters),
      rest.finding(astray),
      order.finding(),
      effects.finding(),
      durable(turns, order.missing),
      UNSEEN_ANSWERS,
      limits.finding(),
      times.finding(),
      actors.finding(),
    ];
    const holds = findings.every((found) => found.holds !== false);
    return { eventId: event.id, holds, bookings, findings };
  }

  /** One more reading where bookings have to be named that sums alone have found out. */
  async #name(limits: Limits, rest: Rest): Promise<Offenders> {
    const astray = new Offenders();
    if (!limits.hasSuspects && !rest.isAstray) return astray;
    this.#readings += 1;
    await this.#read({
      bookings: async (page) => {
        if (!rest.isAstray) return;
        const waiting = page.filter(({ status }) => status === 'waitlisted');
        const entries = await this.#ports.audit.entriesOf(this.#counters.event, waiting);
        for (const { id } of strayOf(waiting, entries)) astray.add(id);
      },
      booking: (booking) => limits.name(booking),
    });
    return astray;
  }

  /** @throws Moved when this reading does not see what the first one saw. */
  async #read(visit: Visit): Promise<number> {
    const { audit } = this.#ports;
    const { event } = this.#counters;
    const { attempt, most = Number.POSITIVE_INFINITY, onProgress } = this.#options;
    this.#reading += 1;
    const seen = countersSignature(await audit.counters(event));
    if (seen !== countersSignature(this.#counters)) throw new Moved();
    const counts = new SetFingerprint();
    const expected = this.#first?.count ?? Number.POSITIVE_INFINITY;
    for await (const page of audit.bookings(event)) {
      if (counts.count + page.length > expected) throw new Moved();
      if (counts.count + page.length > most) throw tooLarge(event, most);
      await visit.bookings?.(page);
      for (const booking of page) {
        counts.add(`${booking.id} ${booking.history.length}`);
        visit.booking?.(booking);
      }
      onProgress?.({ attempt, reading: this.#reading, readings: this.#readings, bookings: counts.count });
    }
    this.#first ??= counts;
    if (String(counts) !== String(this.#first)) throw new Moved();
    return counts.count;
  }
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}

function tooLarge(event: Event, most: number): Refusal {
  return new Refusal(
    'too-large-to-audit',
    `The event has more than ${most} bookings. Run: npm run audit -- --event ${event.id}`,
    { limit: most },
  );
}

/** What was answered is not stored, but promotions are numbered. */
function durable(turns: number, missing: number): Finding {
  const evidence =
    missing === 0
      ? `promotions 1 to ${turns} are all there; whether every answer is, history cannot tell`
      : `of ${turns} promotions ${missing} are in no booking`;
  return finding('Durable', missing === 0 ? null : false, evidence);
}

/** Refusals change nothing, so nothing is written of them. */
const UNSEEN_ANSWERS = finding('HonestAnswer', null, 'not visible in history: refusals leave no trace');
