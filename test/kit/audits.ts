/** Audits for tests, which look right after something happened and mean to see what would be left of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { REST_MS } from '../../functions/domain/audit/check-rest.ts';
import type { Finding } from '../../functions/domain/audit/finding.ts';
import { auditEvent } from '../../functions/domain/audit-event.ts';
import { auditStore } from '../../functions/store/audits.ts';
import type { Table } from '../../functions/store/client.ts';

/** The guarantees that are broken, judged when whatever was under way must be over. `now` in ms. */
export async function brokenIn(table: Table, eventId: string, now = Date.now()): Promise<Finding[]> {
  const ports = {
    audit: auditStore(table),
    environment: { now: () => now + REST_MS, sleep: (ms: number) => sleep(ms) },
  };
  const { findings } = await auditEvent(eventId, ports);
  return findings.filter(({ holds }) => holds === false);
}
