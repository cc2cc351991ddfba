/**
 * Defines the state of an event with its counters, and a signature by which an audit compares two readings.
 */
import type { Event } from '../model/event.ts';
import type { Shard } from '../model/shard.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';

export type EventState = { event: Event; shards: Shard[]; waitlist: WaitlistState };

/**
 * @returns a text that changes with every counter and with every revision of the event. The fields that a
 * pass without work changes are left out.
 */
export function stateSignature({ event, shards, waitlist }: EventState): string {
  const {
    pass: _pass,
    servingUpTo: _upTo,
    lookAt: _lookAt,
    heldBack: _heldBack,
    cancellationCursor: _cursor,
    ...counted
  } = waitlist;
  const inOrder = [...shards].sort((a, b) => a.index - b.index);
  return JSON.stringify([
    event.revision,
    inOrder.map(({ freeTickets, freeInPools, joined, room }) => [freeTickets, freeInPools, joined, room]),
    counted,
  ]);
}
