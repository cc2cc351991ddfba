/**
 * Checks `NoOversell` for each pool of an event: free, held and released places add up to its capacity. Looks at one booking at a time
 * and keeps only sums. A cancelled event sells nothing more, so its places are not handed on, and there may only be too few.
 */
import { placesOf } from '../model/pools.ts';
import { releasedTypes, typesOf } from '../model/ticket.ts';
import type { TypeCount } from '../model/ticket-types.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import type { EventState } from './event-state.ts';

/** Where the places of a pool are. */
export type PoolBalance = { id: string; capacity: number; held: number; released: number; free: number };

export class PoolConservation {
  readonly #held = new Map<string, number>();
  readonly #released = new Map<string, number>();

  add(booking: AuditedBooking): void {
    const [first] = booking.history;
    if (first === undefined || !('types' in first)) return;
    addTo(this.#held, typesOf(booking));
    if (booking.released > 0) addTo(this.#released, releasedTypes(booking.history));
  }

  balances({ event, shards }: EventState): PoolBalance[] {
    const held = placesOf(event, inList(this.#held));
    const released = placesOf(event, inList(this.#released));
    return (event.pools ?? []).map(({ id, capacity }, pool) => ({
      id,
      capacity,
      held: held[pool] ?? 0,
      released: released[pool] ?? 0,
      free: shards.reduce((sum, { freeInPools }) => sum + (freeInPools?.[pool] ?? 0), 0),
    }));
  }

  /** @returns a sentence for each pool, and whether the books of all of them balance. */
  finding(state: EventState): { holds: boolean; evidence: string[] } {
    const isEnded = state.event.cancelledAt !== undefined;
    const isNegative = state.shards.some(({ freeInPools = [] }) => freeInPools.some((places) => places < 0));
    const pools = this.balances(state).map(({ id, capacity, held, released, free }) => {
      const total = free + held + released;
      const holds = total === capacity || (isEnded && total < capacity);
      const sum = `pool ${id}: ${free} free + ${held} held + ${released} released = ${total} places`;
      return { holds, says: total === capacity ? sum : `${sum}, but its capacity is ${capacity}` };
    });
    return {
      holds: pools.every(({ holds }) => holds) && !isNegative,
      evidence: [
        ...pools.map(({ says }) => says),
        ...(isNegative ? ['a shard has fewer than no free places of a pool'] : []),
      ],
    };
  }
}

function addTo(sums: Map<string, number>, counts: TypeCount[] = []): void {
  for (const { type, quantity } of counts) sums.set(type, (sums.get(type) ?? 0) + quantity);
}

const inList = (sums: Map<string, number>): TypeCount[] =>
  [...sums].map(([type, quantity]) => ({ type, quantity }));
