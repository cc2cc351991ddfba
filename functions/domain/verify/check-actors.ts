/**
 * Checks `Mine` for writes: every account that a history entry names as its author was the customer, on the staff of the
 * event at that time, or an admin, and customers and door staff did only what they may do. The kept changes of the staff
 * tell who was on it when, and must add up to the present staff. Reads leave no trace. Of admins only the present ones are
 * known, so a former admin counts as not authorized.
 */
import { isDeepStrictEqual } from 'node:util';
import type { HistoryEntry } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { ACKNOWLEDGED_MS, API_TIMEOUT_SECONDS, CLOCK_SKEW_MS } from '../model/limits.ts';
import {
  type EventRole,
  membersOf,
  type StaffChange,
  type StaffMember,
  type StaffTerm,
  staffTermsOf,
} from '../model/staff.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { type Finding, finding, Offenders } from './finding.ts';

/** Bound on the remembered accounts of authors other than the customer and the staff. */
const REMEMBERED_ACCOUNTS = 10_000;

const CUSTOMERS_MAY = new Set<HistoryEntry['what']>([
  'cancelled',
  'left',
  'ticket-named',
  'ticket-transferred',
  'person-erased',
]);

const DOOR_STAFF_MAY = new Set<HistoryEntry['what']>(['checked-in', 'check-in-undone']);

/**
 * An entry may be this much later than the removal of its author: a request that began before goes on for a while, and
 * the removal takes effect after its own instant.
 */
const AFTER_REMOVAL_MS = ACKNOWLEDGED_MS + API_TIMEOUT_SECONDS * 1_000;

type EntryByActor = HistoryEntry & { by: string };

/** For every page of bookings: `learn` the roles of `strangersIn`, then `add` each booking. */
export class Actors {
  readonly #terms: Map<string, StaffTerm[]>;
  readonly #isStaffKnown: boolean;
  readonly #admins = new Map<string, boolean>();
  readonly #strange = new Offenders();
  #entries = 0;

  constructor(event: Event, changes: StaffChange[]) {
    const terms = staffTermsOf(event.organizerId, changes);
    this.#terms = Map.groupBy(terms, ({ userId }) => userId);
    const running = terms.filter(({ until }) => until === undefined);
    this.#isStaffKnown = isDeepStrictEqual(rolesOf(running), rolesOf(membersOf(event)));
  }

  /** @returns the authors in a page of bookings whose role decides and is not known yet. */
  strangersIn(bookings: AuditedBooking[]): Set<string> {
    if (this.#admins.size > REMEMBERED_ACCOUNTS) this.#admins.clear();
    const isUnknown = (historyEntry: EntryByActor, booking: AuditedBooking) =>
      !this.#isEntitled(historyEntry, booking) && !this.#admins.has(historyEntry.by);
    return new Set(
      bookings.flatMap((booking) =>
        entriesByActor(booking)
          .filter((historyEntry) => isUnknown(historyEntry, booking))
          .map(({ by }) => by),
      ),
    );
  }

  learn(userId: string, isAdmin: boolean): void {
    this.#admins.set(userId, isAdmin);
  }

  add(booking: AuditedBooking): void {
    const entries = entriesByActor(booking);
    this.#entries += entries.length;
    const isStrange = (historyEntry: EntryByActor) =>
      !this.#isEntitled(historyEntry, booking) && this.#admins.get(historyEntry.by) !== true;
    if (entries.some(isStrange)) this.#strange.add(booking.id);
  }

  finding(): Finding {
    const { count } = this.#strange;
    const evidence = [
      `${this.#entries} history entries name an author`,
      count === 0 ? 'all of them authorized' : `${count} bookings with an author who was not authorized`,
      ...(this.#isStaffKnown ? [] : ['the staff is not what its changes add up to']),
      'reads leave no trace',
    ];
    return finding('Mine', count === 0 && this.#isStaffKnown, evidence.join(', '), this.#strange);
  }

  /** True for what a customer, or somebody on the staff at that time, may do. Admins are checked separately. */
  #isEntitled({ what, by, at }: EntryByActor, { customerId }: AuditedBooking): boolean {
    if (what === 'added') return by === customerId;
    if (by === customerId && CUSTOMERS_MAY.has(what)) return true;
    const terms = this.#terms.get(by) ?? [];
    return terms.some((term) => mayAsStaff(term, what) && isDuring(term, at));
  }
}

function mayAsStaff({ role }: StaffTerm, what: HistoryEntry['what']): boolean {
  return role !== 'door' || DOOR_STAFF_MAY.has(what);
}

function isDuring({ from, until = Number.POSITIVE_INFINITY }: StaffTerm, at: number): boolean {
  return at >= from - CLOCK_SKEW_MS && at <= until + AFTER_REMOVAL_MS;
}

function rolesOf(members: StaffMember[]): Record<string, EventRole> {
  return Object.fromEntries(members.map(({ userId, role }) => [userId, role]));
}

function entriesByActor({ history }: AuditedBooking): EntryByActor[] {
  return history.filter(
    (historyEntry): historyEntry is EntryByActor => 'by' in historyEntry && historyEntry.by !== undefined,
  );
}
