/** Audits an event for a test, right after an operation and yet as if everything had settled. */
import { setTimeout as sleep } from 'node:timers/promises';
import { auditEvent } from '../../functions/domain/audit/audit-event.ts';
import { SETTLING_MS } from '../../functions/domain/verify/check-lost-tickets.ts';
import type { Finding } from '../../functions/domain/verify/finding.ts';
import { auditStore } from '../../functions/store/audits.ts';
import type { Table } from '../../functions/store/table/client.ts';

/** @returns the findings of broken guarantees, judged as if all work under way at `now` (ms) had ended. */
export async function brokenIn(table: Table, eventId: string, now = Date.now()): Promise<Finding[]> {
  const ports = {
    audit: auditStore(table),
    runtime: { now: () => now + SETTLING_MS, sleep: (ms: number) => sleep(ms) },
  };
  const { findings } = await auditEvent(eventId, ports);
  return findings.filter(({ holds }) => holds === false);
}
