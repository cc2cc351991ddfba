/**
 * Checks `Mine` for writes: every account that a history entry names as its author was the customer, the
 * organizer or an admin, and customers did only what they may do. Reads leave no trace. Only present roles
 * are known, so a former admin counts as not authorized.
 */
import type { HistoryEntry } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { type Finding, finding, Offenders } from './finding.ts';

/** Bound on the remembered accounts of authors other than customer and organizer. */
const REMEMBERED_ACCOUNTS = 10_000;

const CUSTOMERS_MAY = new Set<HistoryEntry['what']>([
  'cancelled',
  'left',
  'ticket-named',
  'ticket-transferred',
]);

type EntryByActor = HistoryEntry & { by: string };

/** For every page of bookings: `learn` the roles of `strangersIn`, then `add` each booking. */
export class Actors {
  readonly #event: Event;
  readonly #admins = new Map<string, boolean>();
  readonly #strange = new Offenders();
  #entries = 0;

  constructor(event: Event) {
    this.#event = event;
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
      count === 0 ? 'all of them authorized' : `${count} bookings with an author who is not authorized today`,
      'reads leave no trace',
    ];
    return finding('Mine', count === 0, evidence.join(', '), this.#strange);
  }

  /** True for the organizer, and for what a customer may do. Admins are checked separately. */
  #isEntitled({ what, by }: EntryByActor, { customerId }: AuditedBooking): boolean {
    if (what === 'added') return by === customerId;
    if (by === this.#event.organizerId) return true;
    return by === customerId && CUSTOMERS_MAY.has(what);
  }
}

function entriesByActor({ history }: AuditedBooking): EntryByActor[] {
  return history.filter(
    (historyEntry): historyEntry is EntryByActor => 'by' in historyEntry && historyEntry.by !== undefined,
  );
}
