/** Waits until the event of an on-sale is settled, and audits it then. */
import { auditPorts, runtime, table } from '../../functions/compose.ts';
import { auditEvent } from '../../functions/domain/audit/audit-event.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { unserved } from '../../functions/domain/verify/check-settled.ts';
import { hasTicketsToCollect } from '../../functions/domain/verify/clerk-work.ts';
import type { Finding } from '../../functions/domain/verify/finding.ts';
import type { RequestRecord } from '../../functions/domain/verify/request-record.ts';
import { toldAtIn } from '../../functions/domain/verify/verify-requests.ts';
import { waitlistStore } from '../../functions/store/waitlist.ts';

const SETTLE_TIMEOUT_MS = 30_000;

/**
 * Waits, at most 30 s, until the event is settled: no release is pending, no pass runs, and nobody waits who
 * could be served.
 */
export async function waitUntilSettled(eventId: string): Promise<void> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const state = await auditPorts().audit.state({ id: eventId });
    const pending = await waitlistStore(table()).releasedBookingIds(state.event, 1);
    const { entries } = await waitlistStore(table()).readHead(state.event, { upTo: '~' });
    const isUnderWay = state.waitlist.servingUpTo !== undefined || hasTicketsToCollect(state.waitlist);
    const isServed = unserved(state, entries, runtime.now()) === undefined;
    if (pending.length === 0 && !isUnderWay && isServed) return;
    await runtime.sleep(10);
  }
}

/** Repeats an audit that is `Busy`: duplicate messages keep the clerk at work after the last promotion. */
export async function auditOnceSettled(eventId: string, requests: RequestRecord[]): Promise<Finding[]> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    try {
      return (await auditEvent(eventId, auditPorts(), { toldAt: toldAtIn(requests) })).findings;
    } catch (error) {
      if (!(error instanceof Busy) || Date.now() > deadline) throw error;
    }
  }
}
