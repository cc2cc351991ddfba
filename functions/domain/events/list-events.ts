/**
 * Lists events with summaries of their availability: all events, or those on whose staff the actor is. Their order is
 * defined in event-order. Filters can be combined. One answer reads a bounded number of events and summaries, so a page may
 * be short and still have a next page.
 */

import type { Availability, AvailabilityState } from '../model/availability.ts';
import { decodeCursor, encodeCursor } from '../model/cursor.ts';
import type { Event } from '../model/event.ts';
import { GROUPS, type Group } from '../model/event-order.ts';
import { foldText } from '../model/fold-text.ts';
import {
  LISTING_COUNTED_EVENTS,
  LISTING_LOOK_EVENTS,
  LISTING_READ_EVENTS,
  LISTING_RETRY_BUDGET_MS,
  PAGE_DEFAULT_ITEMS,
} from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { salesState } from '../model/sale-terms.ts';
import type { EventRole } from '../model/staff.ts';
import { type Actor, eventRoleOf, worksAtDoor } from '../model/user.ts';
import type { EventListingStore } from '../ports/event-listing-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { ListedAvailability, ReadAvailabilities } from '../process/listed-availability.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import {
  beginning,
  type EventCursor,
  type EventLook,
  type EventWalk,
  eventCursorIn,
  walkAll,
  walkOrganized,
} from './walk-events.ts';

/** The start is at or after `from` and before `to`. Each word of `q` occurs in the name, the venue or the address. */
export type ListEvents = {
  from?: string;
  to?: string;
  q?: string;
  state?: AvailabilityState;
  organizer?: 'me';
  actor: Actor;
  limit: number;
  cursor?: string;
};

/** `role`: that of the actor, in a list of the actor's own events. */
export type ListedEvent = { event: Event; availability: Availability; role?: EventRole };

export type EventListPorts = {
  eventListings: EventListingStore;
  availabilities: Pick<ListedAvailability, 'forAnswer'>;
  runtime: Runtime;
};

type Page = { items: ListedEvent[]; nextCursor?: string };

/**
 * Lists one page of at most `limit` events.
 * @throws Refusal `unauthenticated` or `forbidden` (for a guest) for `organizer`, `validation-failed` for an invalid
 *   cursor; Busy.
 */
export async function listEvents(request: ListEvents, ports: EventListPorts): Promise<Page> {
  const { limit, state } = request;
  const now = ports.runtime.now();
  const retryBudget = new RetryBudget(ports.runtime, LISTING_RETRY_BUDGET_MS);
  const isOwnList = request.organizer !== undefined;
  const isCandidate = filterOf(request, now);
  const readAvailabilities = ports.availabilities.forAnswer();
  const items: ListedEvent[] = [];
  const pageUpTo = (cursor: EventCursor): Page => ({ items, nextCursor: encodeCursor(cursor) });
  let [looked, counted] = [0, 0];
  let cursor: EventCursor | undefined;
  for await (const look of looksOf(request, now, retryBudget, ports)) {
    looked += look.looked;
    const candidates = look.events.filter(isCandidate);
    while (candidates.length > 0) {
      const isEnough = items.length === limit || counted >= LISTING_COUNTED_EVENTS || retryBudget.isOver;
      if (isEnough && cursor !== undefined) return pageUpTo(cursor);
      const batch = candidates.splice(0, batchSize(request, items.length, counted));
      counted += batch.length;
      for (const listed of await withAvailability(batch, readAvailabilities)) {
        const role = isOwnList ? eventRoleOf(request.actor, listed.event) : undefined;
        const isWanted = state === undefined || listed.availability.state === state;
        if (isWanted && items.length === limit && cursor !== undefined) return pageUpTo(cursor);
        if (isWanted) items.push({ ...listed, ...(role !== undefined && { role }) });
        cursor = look.cursorAfter(listed.event);
      }
    }
    if (look.next === undefined) return { items };
    if (looked >= LISTING_LOOK_EVENTS || retryBudget.isOver) return pageUpTo(look.next);
  }
  return { items };
}

/**
 * The number of events whose availability is read in parallel. With a `state` it is more than the page still
 * needs, because few of them may match.
 */
function batchSize({ limit, state }: ListEvents, found: number, counted: number): number {
  if (state === undefined) return limit - found;
  return Math.min(Math.max(limit - found, PAGE_DEFAULT_ITEMS), LISTING_COUNTED_EVENTS - counted);
}

function looksOf(
  request: ListEvents,
  now: number,
  retryBudget: RetryBudget,
  { eventListings }: EventListPorts,
): AsyncGenerator<EventLook> {
  const { limit, cursor, q, state, organizer, actor, from, to } = request;
  const start = cursor === undefined ? beginning(now) : eventCursorIn(decodeCursor(cursor));
  const isFiltered = q !== undefined || state !== undefined;
  const walk: EventWalk = {
    range: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
    groups: groupsOf(state),
    most: isFiltered ? LISTING_READ_EVENTS : limit + 1,
  };
  if (organizer === undefined) return walkAll(start, walk, eventListings);
  return walkOrganized(start, accountOf(actor), walk, retryBudget, eventListings);
}

function groupsOf(state: AvailabilityState | undefined): readonly Group[] {
  if (state === undefined) return GROUPS;
  return GROUPS.filter((group) => (group === 'cancelled') === (state === 'cancelled'));
}

function accountOf(actor: Actor): string {
  if (actor.userId === '')
    throw new Refusal(
      'unauthenticated',
      'Log in to list your own events: send "Authorization: Bearer <access token>".',
    );
  if (actor.role === 'guest') throw new Refusal('forbidden', 'This requires an account.');
  return actor.userId;
}

/**
 * Applies `q`, and `state` as far as it can be decided without the availability. The actor's own events are those at which
 * the actor has a role now: an owner who lost the role of an organizer has none. A draft is for those who run it.
 */
function filterOf({ q = '', state, organizer, actor }: ListEvents, now: number): (event: Event) => boolean {
  const words = foldText(q).split(/\s+/);
  const hasWords = ({ name, venue = '', address = '' }: Event) => {
    const text = foldText(`${name} ${venue} ${address}`);
    return words.every((word) => text.includes(word));
  };
  const isOwn = (event: Event) =>
    organizer === undefined || (eventRoleOf(actor, event) !== undefined && worksAtDoor(actor, event));
  return (event) => isOwn(event) && (q === '' || hasWords(event)) && mayBeIn(state, event, now);
}

const OPEN_STATES = new Set<AvailabilityState>(['drawing', 'on-sale', 'sold-out']);

function mayBeIn(state: AvailabilityState | undefined, event: Event, now: number): boolean {
  if (state === undefined || state === 'cancelled') return true;
  const sales = salesState(event, now);
  return sales === 'open' ? OPEN_STATES.has(state) : state === sales;
}

async function withAvailability(events: Event[], read: ReadAvailabilities): Promise<ListedEvent[]> {
  const availabilities = await read(events);
  return events.flatMap((event, index) => {
    const availability = availabilities[index];
    return availability === undefined ? [] : { event, availability };
  });
}
