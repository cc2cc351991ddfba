/**
 * Checks `Notified` by the notice logs: every history entry that concerns a customer has one outcome, in the order of
 * the history, and there is no outcome of anything else. A mail that was sent twice has one outcome, and the log does
 * not show it. A notice that the sender may still be sending puts the guarantee in doubt and does not break it.
 */
import type { HistoryEntry } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { AUDIT_OFFENDERS_LIMIT_BOOKINGS, NOTICE_OVERDUE_MS } from '../model/limits.ts';
import { isSameNotice, type Notice, type NoticeKind, noticesOf } from '../model/notice.ts';
import type { NoticeLog, NoticeOutcome, NoticeRecord } from '../model/notice-log.ts';
import { isKept, ticketsOf, voidedByEntry } from '../model/ticket.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { type Finding, finding, Offenders, verdict } from './finding.ts';

/**
 * `count`: how many notices of the kind had the outcome. `isToHolders`: of those that holders of transferred tickets are
 * told beside the customers.
 */
export type NoticeCount = { kind: NoticeKind; outcome: NoticeOutcome; count: number; isToHolders?: true };

/** What `entry` of a record is. */
const ENTRY_OF: Record<NoticeKind, 'history entry' | 'offer' | 'revision of the event' | 'announcement'> = {
  booked: 'history entry',
  waitlisted: 'history entry',
  'tickets-added': 'history entry',
  'part-granted': 'history entry',
  promoted: 'history entry',
  offered: 'history entry',
  passed: 'history entry',
  'offer-reminder': 'offer',
  'offer-accepted': 'history entry',
  'offer-declined': 'history entry',
  'offer-ended': 'history entry',
  'offer-lapsed': 'history entry',
  'wait-ended': 'history entry',
  cancelled: 'history entry',
  link: 'history entry',
  'event-cancelled': 'history entry',
  'ticket-received': 'history entry',
  'ticket-transferred': 'history entry',
  'event-changed': 'revision of the event',
  announcement: 'announcement',
};

const isOfHistory = ({ kind }: NoticeRecord): boolean => ENTRY_OF[kind] === 'history entry';

/** Add every booking with its notice log, then ask for the finding. */
export class NoticeCheck {
  readonly #event: Event;
  readonly #now: number;
  readonly #missing = new Offenders();
  readonly #doubled = new Offenders();
  readonly #disordered = new Offenders();
  readonly #foreign = new Offenders();
  readonly #underWay = new Offenders();
  readonly #unlogged = new Unlogged();
  readonly #counts = new Map<string, NoticeCount>();
  #bookings = 0;
  #firstRecordAt = Number.POSITIVE_INFINITY;

  /** `now` in ms. */
  constructor(event: Event, now: number) {
    this.#event = event;
    this.#now = now;
  }

  /** `log`: undefined if the booking has none. */
  add(booking: AuditedBooking, log: NoticeLog | undefined): void {
    const { id } = booking;
    this.#bookings += 1;
    const due = noticesOf({ ...booking, eventId: this.#event.id, fingerprint: '', cancellations: {} });
    if (log === undefined) {
      const last = due.at(-1);
      if (last === undefined) return;
      if (this.#isOverdue(last.at)) this.#unlogged.add(id, last.at);
      else this.#underWay.add(id);
      return;
    }
    for (const record of log.records) this.#count(record);
    const told = log.records.filter(isOfHistory);
    const untold = due.filter((notice) => !told.some((record) => isOf(record, notice)));
    if (untold.some((notice) => this.#isMissing(notice, log))) this.#missing.add(id);
    else if (untold.length > 0) this.#underWay.add(id);
    if (log.records.some((record, index) => isRepeated(record, log.records.slice(0, index))))
      this.#doubled.add(id);
    if (told.some(({ entry }, index) => entry < (told[index - 1]?.entry ?? 0))) this.#disordered.add(id);
    const isAhead = log.handledEntries > booking.history.length;
    if (isAhead || log.records.some((record) => !this.#isKnown(record, booking, due))) this.#foreign.add(id);
  }

  /** How many notices were dealt with, by kind and outcome. */
  get counts(): NoticeCount[] {
    const order = Object.keys(ENTRY_OF);
    return [...this.#counts.values()].sort(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        Number(a.isToHolders ?? false) - Number(b.isToHolders ?? false) ||
        a.outcome.localeCompare(b.outcome),
    );
  }

  finding(): Finding {
    const { missing, unknown } = this.#unlogged.since(this.#firstRecordAt);
    missing.addAll(this.#missing);
    const total = this.counts.reduce((sum, { count }) => sum + count, 0);
    const isSilent = total === 0 && this.#bookings > 0 && this.#missing.count === 0;
    const kinds: [Offenders, string][] = [
      [missing, 'with a notice that is missing'],
      [this.#doubled, 'told the same twice'],
      [this.#disordered, 'told out of order'],
      [this.#foreign, 'told of what is not in their history'],
    ];
    const broken = new Offenders();
    const doubtful = new Offenders();
    for (const [offenders] of kinds) broken.addAll(offenders);
    for (const offenders of [this.#underWay, unknown]) doubtful.addAll(offenders);
    const evidence = [
      isSilent ? 'nobody was told anything: the service may send no mail' : this.#summary(total),
      ...kinds.filter(([{ count }]) => count > 0).map(([{ count }, how]) => `${count} bookings ${how}`),
      ...(this.#underWay.count > 0 ? [`${this.#underWay.count} bookings with notices under way`] : []),
      ...(unknown.count > 0 && !isSilent ? [`${unknown.count} bookings older than the first notice`] : []),
    ];
    const holds = verdict(broken.count > 0, doubtful.count > 0 || isSilent);
    return finding('Notified', holds, evidence.join(', '), holds === null ? doubtful : broken);
  }

  #summary(total: number): string {
    const byOutcome = Map.groupBy(this.counts, ({ outcome }) => outcome);
    const parts = [...byOutcome].map(
      ([outcome, counts]) => `${counts.reduce((sum, { count }) => sum + count, 0)} ${outcome}`,
    );
    return [`${total} notices of ${this.#bookings} bookings`, ...parts].join(', ');
  }

  #count({ kind, outcome, at, toHolderOf }: NoticeRecord): void {
    this.#firstRecordAt = Math.min(this.#firstRecordAt, at);
    const counted = { kind, outcome, ...(toHolderOf !== undefined && { isToHolders: true as const }) };
    const name = Object.values(counted).join();
    const known = this.#counts.get(name);
    if (known === undefined) this.#counts.set(name, { ...counted, count: 1 });
    else known.count += 1;
  }

  /** Whether an untold notice was passed over, or is neither young nor to be tried again. */
  #isMissing({ entry, at }: Notice, { handledEntries, nextAttemptAt = 0 }: NoticeLog): boolean {
    return entry < handledEntries || (this.#isOverdue(at) && this.#isOverdue(nextAttemptAt));
  }

  #isOverdue(at: number): boolean {
    return at + NOTICE_OVERDUE_MS <= this.#now;
  }

  #isKnown(record: NoticeRecord, { history }: AuditedBooking, due: Notice[]): boolean {
    const { kind, entry, toHolderOf } = record;
    const isToCustomer = toHolderOf === undefined;
    switch (ENTRY_OF[kind]) {
      case 'history entry':
        return due.some((notice) => isOf(record, notice)) || isOfVoidedTicket(record, history);
      case 'offer':
        return history[entry]?.what === 'offered' && isToCustomer;
      case 'revision of the event':
        return entry <= this.#event.revision && (isToCustomer || wasTransferred(toHolderOf, history));
      case 'announcement':
        // The audit does not read announcements.
        return isToCustomer;
    }
  }
}

/** A promotion is told as one until the answer to the request is stored, and as a booking afterwards. */
const PROMOTIONS: ReadonlySet<NoticeKind> = new Set(['booked', 'promoted']);

function isOf(record: NoticeRecord, notice: Notice): boolean {
  const isSameKind = PROMOTIONS.has(record.kind) && PROMOTIONS.has(notice.kind);
  return isSameNotice(isSameKind ? { ...record, kind: notice.kind } : record, notice);
}

function isRepeated(record: NoticeRecord, earlier: NoticeRecord[]): boolean {
  return earlier.some((other) => isSameNotice(other, record));
}

function wasTransferred(number: number, history: HistoryEntry[]): boolean {
  return history.some((happened) => happened.what === 'ticket-transferred' && happened.newTicket === number);
}

/**
 * Whether the record is of a transferred ticket that its entry voided, although the entry does not say so: an earlier version
 * that writes the booking leaves out which transferred tickets it voids.
 */
function isOfVoidedTicket({ kind, entry, toHolderOf }: NoticeRecord, history: HistoryEntry[]): boolean {
  const happened = history[entry];
  if (toHolderOf === undefined || happened?.what !== kind) return false;
  const before = ticketsOf({ status: 'confirmed', history: history.slice(0, entry) });
  const isThere = before.some((ticket) => ticket.number === toHolderOf && !isKept(ticket));
  const isVoided = kind === 'event-cancelled' || voidedByEntry(history)[entry]?.includes(toHolderOf) === true;
  return isThere && isVoided;
}

/**
 * The bookings without a notice log of which something should have been told, 8 bytes each, and the ids of those whose
 * last notice is the latest.
 */
class Unlogged {
  readonly #instants: number[] = [];
  #latest: { id: string; at: number }[] = [];

  /** `at`: when the last thing happened that should have been told, ms. */
  add(id: string, at: number): void {
    this.#instants.push(at);
    this.#latest.push({ id, at });
    if (this.#latest.length >= 2 * AUDIT_OFFENDERS_LIMIT_BOOKINGS) this.#forget();
  }

  /**
   * `firstRecordAt`: when the first notice of the event was dealt with, ms. What happened since then should have been
   * told; of what happened before it is unknown whether the service sent mail then.
   */
  since(firstRecordAt: number): { missing: Offenders; unknown: Offenders } {
    this.#forget();
    const [missing, unknown] = [new Offenders(), new Offenders()];
    for (const { id, at } of this.#latest) (at >= firstRecordAt ? missing : unknown).add(id);
    missing.count = this.#instants.filter((at) => at >= firstRecordAt).length;
    unknown.count = this.#instants.length - missing.count;
    return { missing, unknown };
  }

  #forget(): void {
    this.#latest.sort((a, b) => b.at - a.at).splice(AUDIT_OFFENDERS_LIMIT_BOOKINGS);
  }
}
