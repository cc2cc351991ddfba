/** Combines the stores of the waitlist: reads, closing of shards, moves of room, writes of the clerk and of the sweep. */
import type { WaitlistStore } from '../domain/ports/waitlist-store.ts';
import { clerkStore } from './clerk.ts';
import { lookPostponer } from './look-postponer.ts';
import { saleCloser } from './sale-closer.ts';
import type { Table } from './table/client.ts';
import { waitlistReader } from './waitlist-reader.ts';
import { roomStore } from './waitlist-room.ts';

export function waitlistStore(table: Table): WaitlistStore {
  return {
    ...waitlistReader(table),
    ...saleCloser(table),
    ...roomStore(table),
    ...clerkStore(table),
    ...lookPostponer(table),
  };
}
