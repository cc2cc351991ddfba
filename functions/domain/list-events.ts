/**
 * Lists events with their availability: all events, or those of one organizer. The order is that of `event-order`.
 * Filters can be combined. One answer reads a bounded number of events and of counters, so a page may be short and
 * still have a next page.
 */
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Availability, AvailabilityState, Event } from './event.ts';
import type { EventMemory } from './event-memory.ts';
import { GROUPS, type Group } from './event-order.ts';
import { foldText } from './fold-text.ts';
import {
  LISTING_COUNTED_EVENTS,
  LISTING_LOOK_EVENTS,
  LISTING_PATIENCE_MS,
  LISTING_READ_EVENTS,
  PAGE_DEFAULT_ITEMS,
} from './limits.ts';
import { Patience } from './patience.ts';
import type { Environment, EventListingStore, LineStore } from './ports.ts';
import { Refusal } from './refusal.ts';
import { salesState } from './sale-terms.ts';
import { type Actor, hasRole } from './user.ts';
import {
  beginning,
  type EventLook,
  type EventPlace,
  type EventWalk,
  eventPlaceIn,
  walkAll,
  walkOrganized,
} from './walk-events.ts';

/** The start is at or after `from` and before `to`. Each word of `q` occurs in the name or the venue. */
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

export type ListedEvent = { event: Event; availability: Availability };

export type EventListPorts = {
  eventListings: EventListingStore;
  line: Pick<LineStore, 'read'>;
  memory: Pick<EventMemory, 'availability'>;
  environment: Environment;
};

type Page = { items: ListedEvent[]; nextCursor?: string };

/** @throws Refusal `unauthenticated` or `forbidden` for `organizer`, `validation-failed` for a wrong cursor. */
export async function listEvents(request: ListEvents, ports: EventListPorts): Promise<Page> {
  const { limit, state } = request;
  const now = ports.environment.now();
  const patience = new Patience(ports.environment, LISTING_PATIENCE_MS);
  const isCandidate = filterOf(request, now);
  const items: ListedEvent[] = [];
  const pageUpTo = (place: EventPlace): Page => ({ items, nextCursor: encodeCursor(place) });
  let [looked, counted] = [0, 0];
  let place: EventPlace | undefined;
  for await (const look of looksOf(request, now, patience, ports)) {
    looked += look.looked;
    const candidates = look.events.filter(isCandidate);
    while (candidates.length > 0) {
      const isEnough = items.length === limit || counted >= LISTING_COUNTED_EVENTS || patience.isOver;
      if (isEnough && place !== undefined) return pageUpTo(place);
      const batch = candidates.splice(0, batchSize(request, items.length, counted));
      counted += batch.length;
      for (const listed of await withAvailability(batch, ports)) {
        const isWanted = state === undefined || listed.availability.state === state;
        if (isWanted && items.length === limit && place !== undefined) return pageUpTo(place);
        if (isWanted) items.push(listed);
        place = look.placeAfter(listed.event);
      }
    }
    if (look.next === undefined) return { items };
    if (looked >= LISTING_LOOK_EVENTS || patience.isOver) return pageUpTo(look.next);
  }
  return { items };
}

/** How many events to read counters for in parallel: more than are missing where a state is wanted, as few may match. */
function batchSize({ limit, state }: ListEvents, found: number, counted: number): number {
  if (state === undefined) return limit - found;
  return Math.min(Math.max(limit - found, PAGE_DEFAULT_ITEMS), LISTING_COUNTED_EVENTS - counted);
}

function looksOf(
  request: ListEvents,
  now: number,
  patience: Patience,
  { eventListings }: EventListPorts,
): AsyncGenerator<EventLook> {
  const { limit, cursor, q, state, organizer, actor, from, to } = request;
  const start = cursor === undefined ? beginning(now) : eventPlaceIn(decodeCursor(cursor));
  const isFiltered = q !== undefined || state !== undefined;
  const walk: EventWalk = {
    range: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
    groups: groupsOf(state),
    most: isFiltered ? LISTING_READ_EVENTS : limit + 1,
  };
  if (organizer === undefined) return walkAll(start, walk, eventListings);
  return walkOrganized(start, organizerId(actor), walk, patience, eventListings);
}

function groupsOf(state: AvailabilityState | undefined): readonly Group[] {
  if (state === undefined) return GROUPS;
  return GROUPS.filter((group) => (group === 'cancelled') === (state === 'cancelled'));
}

function organizerId(actor: Actor): string {
  if (actor.userId === '')
    throw new Refusal(
      'unauthenticated',
      'Log in to list your own events: send "Authorization: Bearer <access token>".',
    );
  if (!hasRole(actor, 'organizer')) throw new Refusal('forbidden', 'This takes the role organizer.');
  return actor.userId;
}

/** Applies `q` and as much of `state` as can be decided without counters. */
function filterOf({ q = '', state }: ListEvents, now: number): (event: Event) => boolean {
  const words = foldText(q).split(/\s+/);
  const hasWords = ({ name, venue = '' }: Event) => {
    const text = foldText(`${name} ${venue}`);
    return words.every((word) => text.includes(word));
  };
  return (event) => (q === '' || hasWords(event)) && mayBeIn(state, event, now);
}

function mayBeIn(state: AvailabilityState | undefined, event: Event, now: number): boolean {
  if (state === undefined || state === 'cancelled') return true;
  const sales = salesState(event, now);
  return sales === 'open' ? state === 'on-sale' || state === 'sold-out' : state === sales;
}

function withAvailability(
  events: Event[],
  { memory, line }: Pick<EventListPorts, 'memory' | 'line'>,
): Promise<ListedEvent[]> {
  return Promise.all(
    events.map(async (event) => ({ event, availability: await memory.availability(event, line) })),
  );
}
