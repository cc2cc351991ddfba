/**
 * Erases persons from the bookings of events that were over a stated time ago: the attendees and the holders of tickets, of
 * guests and of accounts alike. It finds events by their ends, whenever they were made and whatever was stated then, and reads
 * nothing else. It may run at any time, twice, or beside any other change.
 *
 * Steps for each event, and what a crash after each leaves behind:
 * 1. The bookings of a page are erased, each by one conditional write with an entry in its history. Crash: the next run reads
 *    this page again and erases what is left. So it is if somebody on the page is still to be told something by mail: mails are
 *    tried for `NOTICE_AGE_LIMIT_MS`.
 * 2. The progress is stored. Crash: the next run goes on behind this page. A change of the event begins anew.
 * 3. One transaction, if the event is as it was read and no other run was faster: it is not found any more, its progress is
 *    removed, and the trail of security events gets an entry.
 */
import type { Booking } from '../model/booking.ts';
import { isErased, overAt } from '../model/closing.ts';
import type { Event } from '../model/event.ts';
import { eventVersion } from '../model/expected-version.ts';
import { BOOKING_RETRY_BUDGET_MS, ERASURE_TIME_MS, ERASURES_AT_ONCE } from '../model/limits.ts';
import { isUntold } from '../model/plan-notice.ts';
import { Refusal } from '../model/refusal.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import type { BookingNameStore } from '../ports/booking-name-store.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { ErasureStore } from '../ports/erasure-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { NoticeStore } from '../ports/notice-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import { RetryBudget } from '../process/retry-budget.ts';

/**
 * `eraseAfterMs`: for how long after its end an event keeps its persons; undefined for good. `sendsMail`: whether customers are told
 * by mail.
 */
export type EraseAfterEventsPorts = {
  eraseAfterMs: number | undefined;
  sendsMail: boolean;
  notices: Pick<NoticeStore, 'readLog'>;
  erasures: ErasureStore;
  events: Pick<EventStore, 'read' | 'bookings'>;
  bookings: Pick<BookingStore, 'read'>;
  names: BookingNameStore;
  securityLog: SecurityLog;
  runtime: Runtime;
};

type Ports = EraseAfterEventsPorts & { until: number; stopAt: number };

const FROM_THE_BEGINNING = { partition: 0, after: '', found: false };

/**
 * Erases for about `ERASURE_TIME_MS`; the next call goes on. An event whose store does not answer now is left to it, too.
 * @throws Busy if the index does not answer now
 */
export async function eraseAfterEvents(all: EraseAfterEventsPorts): Promise<void> {
  const { eraseAfterMs, erasures, runtime } = all;
  if (eraseAfterMs === undefined) return;
  const now = runtime.now();
  const ports = { ...all, until: now - eraseAfterMs, stopAt: now + ERASURE_TIME_MS };
  for await (const eventIds of erasures.eventsOverBy(ports.until)) {
    for (const eventId of eventIds) {
      if (runtime.now() >= ports.stopAt) return;
      await eraseEvent(eventId, ports).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
    }
  }
}

async function eraseEvent(eventId: string, ports: Ports): Promise<void> {
  const { events, erasures, runtime, securityLog, stopAt } = ports;
  const event = await events.read(eventId);
  if (event === undefined || !isDue(event, ports)) return;
  const version = eventVersion(event);
  const known = await erasures.readProgress(eventId);
  let from = known?.version === version ? known.cursor : FROM_THE_BEGINNING;
  for await (const { bookings, cursor } of events.bookings(event, from)) {
    const named = bookings.filter((booking) => !isErased(booking));
    if (named.length > 0) {
      // The event may have been put off meanwhile.
      const current = await events.read(eventId);
      if (current === undefined || eventVersion(current) !== version) return;
      if (!(await eraseAll(event, named, ports))) return;
    }
    from = cursor;
    const isTimeOver = runtime.now() >= stopAt;
    if (named.length > 0 || isTimeOver) await erasures.saveProgress(eventId, { version, cursor });
    if (isTimeOver) return;
  }
  const securityEvent: SecurityEvent | undefined = from.found
    ? { id: runtime.newId(), kind: 'event-erased', at: runtime.now(), eventId }
    : undefined;
  if ((await erasures.finish(event, securityEvent)) && securityEvent) securityLog.write(securityEvent);
}

/** A change that is on its way to the shards comes first: the event has its pending-work key. */
function isDue(event: Event, { until }: Pick<Ports, 'until'>): boolean {
  return !event.isSpreading && overAt(event) <= until;
}

/** @returns whether all are erased, and nobody is to be told something first. */
async function eraseAll(event: Event, named: Booking[], ports: Ports): Promise<boolean> {
  let areErased = true;
  for (let start = 0; start < named.length; start += ERASURES_AT_ONCE) {
    const some = named.slice(start, start + ERASURES_AT_ONCE);
    const erased = await Promise.all(some.map((booking) => eraseOne(event, booking, ports)));
    areErased &&= erased.every(Boolean);
  }
  return areErased;
}

/** @returns whether it is erased, and nobody is to be told something first. */
async function eraseOne(event: Event, read: Booking, ports: Ports): Promise<boolean> {
  const { bookings, names, notices, runtime, sendsMail } = ports;
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  let booking: Booking | undefined = read;
  let isToldFirst = false;
  await retryBudget.retryUntilDone(async () => {
    if (booking === undefined || isErased(booking)) return true;
    const log = sendsMail ? await notices.readLog(event, booking.id) : undefined;
    isToldFirst = log !== undefined && isUntold(booking, event, log, runtime.now());
    if (isToldFirst) return true;
    const entry = { what: 'person-erased' as const, at: runtime.now() };
    if (await names.erase(event, booking, { entry, left: {} })) return true;
    booking = await retryBudget.retryWhileBusy(() => bookings.read(event, read.id));
    return false;
  });
  return !isToldFirst;
}
