/**
 * Audits an event: decides from its stored state whether each guarantee holds, is broken, or cannot be
 * decided. Memory is bounded. Bookings are reduced to sums and typed arrays of up to 48 bytes per customer
 * and 41 per promotion, for a million of each at a time. An event of up to a million bookings is read twice,
 * and twice more for every further million.
 *
 * The event may change during a reading. The results count only if all readings saw the same counters and the
 * same length of every booking's history, which a sum of hashes compares.
 */

import type { Event } from '../model/event.ts';
import { AUDIT_ATTEMPTS, AUDIT_PAUSE_MS, AUDIT_PROMOTIONS_AT_ONCE } from '../model/limits.ts';
import type { NoticeLog } from '../model/notice-log.ts';
import { Busy, Refusal } from '../model/refusal.ts';
import type { AuditedBooking, AuditStore } from '../ports/audit-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { Actors } from '../verify/check-actors.ts';
import { FairDraw } from '../verify/check-draw.ts';
import { Limits } from '../verify/check-limits.ts';
import { LostTicketCheck, strayOf } from '../verify/check-lost-tickets.ts';
import { NoticeCheck, type NoticeCount } from '../verify/check-notices.ts';
import { Order } from '../verify/check-order.ts';
import { roomFaults, WaitedAtOnce } from '../verify/check-room.ts';
import { Conservation, Effects, type TicketBalance } from '../verify/check-tickets.ts';
import { Times } from '../verify/check-times.ts';
import { type EventState, stateSignature } from '../verify/event-state.ts';
import { type Finding, finding, Offenders } from '../verify/finding.ts';
import { PromotionTable } from '../verify/promotion-table.ts';
import { SetFingerprint } from '../verify/set-fingerprint.ts';

/**
 * The result of an audit. `auditedAt`: when it began to read, ms. `holds`: no guarantee is broken, although some may be
 * undecided. `notices`: what customers were told.
 */
export type Audit = {
  eventId: string;
  auditedAt: number;
  holds: boolean;
  bookings: number;
  tickets: TicketBalance;
  findings: Finding[];
  notices: NoticeCount[];
};

/** Reading `reading` of `readings` has read `bookings` bookings. The first reading determines `readings`. */
export type AuditProgress = { attempt: number; reading: number; readings: number; bookings: number };

export type AuditPorts = { audit: AuditStore; runtime: Pick<Runtime, 'now' | 'sleep'> };

/**
 * `most`: the number of bookings, and the read units of one reading of them and their notice logs, above which the audit is
 * rejected. `toldAt`: when (ms) a customer was told that the booking waits, for a caller that has the records of the clients.
 */
export type AuditOptions = {
  most?: { bookings: number; units: number };
  toldAt?: (bookingId: string) => number | undefined;
  onProgress?: (progress: AuditProgress) => void;
};

/** Audits an event. @throws Refusal `not-found`, `too-large-to-audit`; Busy when the event keeps changing. */
export async function auditEvent(
  eventId: string,
  ports: AuditPorts,
  options: AuditOptions = {},
): Promise<Audit> {
  for (let attempt = 1; attempt <= AUDIT_ATTEMPTS; attempt += 1) {
    try {
      const state = await ports.audit.state({ id: eventId });
      return await new Attempt(state, ports, { ...options, attempt }).run();
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      await ports.runtime.sleep(AUDIT_PAUSE_MS);
    }
  }
  throw new Busy('The event changed during the audit. Try again when there are fewer bookings.');
}

/** The limit of a waitlist is judged over all its time, unless it was changed: earlier limits are not stored. */
function tooMany({ event, waitlist }: EventState, waited: WaitedAtOnce): string[] {
  const { limit } = event.waitlist;
  if (limit === undefined || waitlist.limit !== undefined || waited.most <= limit) return [];
  return [`${waited.most} waited at once in a waitlist limited to ${limit}`];
}

/** The event changed between two readings, so their results do not belong together. */
class Moved extends Error {}

type Visit = {
  bookings?: (page: AuditedBooking[]) => Promise<void> | void;
  booking?: (booking: AuditedBooking) => void;
};

/** One attempt at an audit, which fails if the event changes meanwhile. */
class Attempt {
  readonly #state: EventState;
  readonly #ports: AuditPorts;
  readonly #options: AuditOptions & { attempt: number };
  /**
   * The fingerprint of the first reading; it detects changes, because each one lengthens a booking's history.
   */
  #first: SetFingerprint | undefined;
  #reading = 0;
  /** What the reading took until now, in read units. */
  #units = 0;
  #readings = 2;

  constructor(state: EventState, ports: AuditPorts, options: AuditOptions & { attempt: number }) {
    this.#state = state;
    this.#ports = ports;
    this.#options = options;
  }

  async run(): Promise<Audit> {
    const state = this.#state;
    const { event } = state;
    const { audit, runtime } = this.#ports;
    const now = runtime.now();
    const { promotions } = state.waitlist;
    const order = new Order(event, promotions, this.#options.toldAt);
    const limits = new Limits(event, now);
    const lostTickets = new LostTicketCheck(state, now);
    const conservation = new Conservation();
    const [effects, times, draw] = [new Effects(), new Times(event), new FairDraw(event)];
    const actors = new Actors(event, await audit.staffChanges(event));
    const notices = new NoticeCheck(event, now);
    const waited = new WaitedAtOnce(now);
    const once = [order, lostTickets, conservation, effects, times, actors, draw];

    let bookings = 0;
    for (let round = 0, rounds = 1; round < rounds; round += 1) {
      const firstPromotion = 1 + round * AUDIT_PROMOTIONS_AT_ONCE;
      const table = new PromotionTable(
        firstPromotion,
        clamp(promotions + 1 - firstPromotion, AUDIT_PROMOTIONS_AT_ONCE),
      );
      const isFirst = round === 0;
      bookings = await this.#read({
        // Before the last reading, which shows whether a log is ahead of a booking because that has changed meanwhile.
        ...(isFirst && { bookings: (page) => this.#addLogs(page, notices) }),
        booking: (booking) => {
          table.add(booking);
          if (isFirst) order.lookForBeginning(booking);
        },
      });
      order.takePromotions(table);
      rounds = Math.max(Math.ceil(promotions / AUDIT_PROMOTIONS_AT_ONCE), Limits.partsFor(bookings));
      this.#readings = rounds * 2;
      const totals = limits.part(round, rounds, bookings);
      await this.#read({
        ...(isFirst && { bookings: (page) => this.#learnRoles(page, actors) }),
        booking: (booking) => {
          order.addTo(table, booking);
          totals.add(booking);
          if (!isFirst) return;
          if (event.waitlist.limit !== undefined) waited.add(booking);
          for (const check of once) 'addOnce' in check ? check.addOnce(booking) : check.add(booking);
        },
      });
    }
    for await (const page of audit.entries(event)) lostTickets.addEntries(page);
    const astray = await this.#name(limits, lostTickets);
    const findings = [
      conservation.finding(state),
      lostTickets.finding(astray),
      order.finding(),
      effects.finding(),
      durable(promotions, order.missing),
      UNSEEN_ANSWERS,
      limits.finding([...roomFaults(state, lostTickets.entries), ...tooMany(state, waited)]),
      times.finding(),
      actors.finding(),
      draw.finding(),
      notices.finding(),
    ];
    const holds = findings.every((found) => found.holds !== false);
    const made = { eventId: event.id, auditedAt: now, holds, bookings };
    return { ...made, tickets: conservation.balance(state), findings, notices: notices.counts };
  }

  async #addLogs(page: AuditedBooking[], notices: NoticeCheck): Promise<void> {
    const logs = new Map<string, NoticeLog>();
    for await (const { read, units } of this.#ports.audit.noticeLogs(this.#state.event, page)) {
      this.#spend(units);
      for (const [bookingId, log] of read) logs.set(bookingId, log);
    }
    for (const booking of page) notices.add(booking, logs.get(booking.id));
  }

  async #learnRoles(bookings: AuditedBooking[], actors: Actors): Promise<void> {
    for (const userId of actors.strangersIn(bookings))
      actors.learn(userId, await this.#ports.audit.isAdmin(userId));
  }

  /** Reads once more to find the ids of bookings whose fault the sums have shown. */
  async #name(limits: Limits, lostTickets: LostTicketCheck): Promise<Offenders> {
    const astray = new Offenders();
    if (!limits.hasSuspects && !lostTickets.isAstray) return astray;
    this.#readings += 1;
    await this.#read({
      bookings: async (page) => {
        if (!lostTickets.isAstray) return;
        const waiting = page.filter(({ status }) => status === 'waitlisted');
        const entries = await this.#ports.audit.entriesOf(this.#state.event, waiting);
        for (const { id } of strayOf(waiting, entries)) astray.add(id);
      },
      booking: (booking) => limits.name(booking),
    });
    return astray;
  }

  /**
   * Reads all bookings once.
   * @returns their number.
   * @throws Moved when they differ from the first reading.
   */
  async #read(visit: Visit): Promise<number> {
    const { audit } = this.#ports;
    const { event } = this.#state;
    const { attempt, most, onProgress } = this.#options;
    this.#reading += 1;
    this.#units = 0;
    const seen = stateSignature(await audit.state(event));
    if (seen !== stateSignature(this.#state)) throw new Moved();
    const counts = new SetFingerprint();
    const expected = this.#first?.count ?? Number.POSITIVE_INFINITY;
    for await (const { read: page, units } of audit.bookings(event)) {
      if (counts.count + page.length > expected) throw new Moved();
      if (most !== undefined && counts.count + page.length > most.bookings)
        throw tooLarge(event, most.bookings, `The event has more than ${most.bookings} bookings.`);
      this.#spend(units);
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

  /** Counts what the reading takes. @throws Refusal `too-large-to-audit` if that is more than the audit may take */
  #spend(units: number): void {
    const { most } = this.#options;
    this.#units += units;
    if (most === undefined || this.#units <= most.units) return;
    throw tooLarge(
      this.#state.event,
      most.bookings,
      `The event has large bookings, so that fewer than ${most.bookings} are too many.`,
    );
  }
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}

function tooLarge({ id }: Event, limit: number, because: string): Refusal {
  return new Refusal('too-large-to-audit', `${because} Run: npm run audit -- --event ${id}`, { limit });
}

/**
 * Answers are not stored, so `Durable` can only be checked for promotions, which are numbered without a gap.
 */
function durable(promotions: number, missing: number): Finding {
  const stored = promotions === 0 ? 'no promotions yet' : `promotions 1 to ${promotions} are all stored`;
  const evidence =
    missing === 0
      ? `${stored}; history does not show whether every answer is stored`
      : `${missing} of ${promotions} promotions are in no booking`;
  return finding('Durable', missing === 0 ? null : false, evidence);
}

/** Rejected requests write nothing, so their answers cannot be checked. */
const UNSEEN_ANSWERS = finding('HonestAnswer', null, 'not visible in history: rejections leave no trace');
