/** An audit store of one event in memory. It counts its readings, and `before` may change the event before each. */
import { arrivalKey } from '../../functions/domain/model/booking.ts';
import type { AuditStore } from '../../functions/domain/ports/audit-store.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import { AUDITED_AT } from './sound-event.ts';
import { soundLog } from './sound-notices.ts';

export function aStore(snapshot: EventSnapshot, before: (reading: number) => void = () => {}) {
  const { event } = snapshot;
  const reads = { bookings: 0 };
  const audit: AuditStore = {
    state: async () => structuredClone({ event, shards: snapshot.shards, waitlist: snapshot.waitlist }),
    async *bookings() {
      reads.bookings += 1;
      before(reads.bookings);
      for (let start = 0; start < snapshot.bookings.length; start += 2) {
        yield { read: structuredClone(snapshot.bookings.slice(start, start + 2)), units: 1 };
      }
    },
    async *noticeLogs(_, page) {
      yield { read: new Map(page.map((booking) => [booking.id, soundLog(booking)])), units: 0.5 };
    },
    async *entries() {
      yield snapshot.entries;
    },
    entriesOf: async (_, waiting) => {
      const keys = new Set(waiting.map(arrivalKey));
      return snapshot.entries.filter(({ key }) => keys.has(key));
    },
    staffChanges: async () => snapshot.staffChanges ?? [],
    isAdmin: async () => false,
  };
  return { reads, ports: { audit, runtime: { now: () => AUDITED_AT, sleep: async () => undefined } } };
}
