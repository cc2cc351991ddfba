/** Waits until an event of a soak is settled, and finds what is broken then. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '../../functions/compose.ts';
import { auditEvent } from '../../functions/domain/audit/audit-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import { EVENT_CACHE_TTL_MS } from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { type ShownTickets, settledViolations } from '../../functions/domain/verify/check-settled.ts';
import { type Violation, violationsOf } from '../../functions/domain/verify/finding.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import { requestViolations, toldAtIn } from '../../functions/domain/verify/verify-requests.ts';
import { auditStore } from '../../functions/store/audits.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { readEventSnapshot } from '../local/event-snapshot.ts';
import type { EventRecord } from './records.ts';
import type { Stage } from './tested-service.ts';

/**
 * Long enough for several sweeps: the sweep runs every 5 s on work older than 5 s, and offers that expire one
 * after another take one sweep each. An event that is not settled by then is judged as it is.
 */
const REST_TIMEOUT_MS = 90_000;
const LOOK_INTERVAL_MS = 500;

/** `left`: why the event is not settled. */
type Look = { snapshot: EventSnapshot; left: Violation[] };

/** `stored`: the booking that the violation is about, if there is one. */
export type StoredViolation = Violation & { stored?: Booking };

function withBookings(violations: Violation[], { bookings }: EventSnapshot): StoredViolation[] {
  return violations.map((violation) => {
    const stored = bookings.find(({ id }) => id === violation.bookingId);
    return { ...violation, ...(stored && { stored }) };
  });
}

/**
 * Waits until two looks in a row find the event settled, and then compares it with the record of its clients.
 * `available` may come from the service's event cache, so the second look follows when that has expired.
 */
export async function judgeOnceSettled(stage: Stage, record: EventRecord): Promise<StoredViolation[]> {
  const table = stage.openTable();
  const deadline = performance.now() + REST_TIMEOUT_MS;
  try {
    for (let wasSettled = false; ; ) {
      const { snapshot, left } = await lookUntil(deadline, () => look(stage, table, record));
      const isSettled = left.length === 0;
      if ((isSettled && wasSettled) || performance.now() > deadline)
        return withBookings([...requestViolations(record.requests, snapshot), ...left], snapshot);
      wasSettled = isSettled;
      await sleep(isSettled ? EVENT_CACHE_TTL_MS : LOOK_INTERVAL_MS);
    }
  } finally {
    table.client.destroy();
  }
}

/** Repeats a look that failed, for instance on a connection that was just closed. @throws after the deadline. */
async function lookUntil(deadline: number, once: () => Promise<Look>): Promise<Look> {
  for (;;) {
    try {
      return await once();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(LOOK_INTERVAL_MS);
    }
  }
}

async function look(stage: Stage, table: Table, { eventId, requests }: EventRecord): Promise<Look> {
  const ports = { audit: auditStore(table), runtime };
  const audited = await auditEvent(eventId, ports, { toldAt: toldAtIn(requests) }).then(
    ({ findings }) => violationsOf(findings),
    unfinished,
  );
  const snapshot = await readEventSnapshot(table, { id: eventId });
  const shown = await readShown(stage, eventId);
  const left = settledViolations(snapshot, runtime.now(), await stage.queueDepth(), shown);
  return { snapshot, left: [...audited, ...left] };
}

function unfinished(error: unknown): Violation[] {
  if (!(error instanceof Busy)) throw error;
  return [{ guarantee: 'Proved', says: 'the audit did not finish' }];
}

async function readShown(stage: Stage, eventId: string): Promise<ShownTickets> {
  const event = await (await stage.client()).call('read-event', { path: { eventId } });
  if (event.status !== 200) throw new Error(`The event was answered ${event.status}.`);
  return event.body.availability;
}
