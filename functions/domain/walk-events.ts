/**
 * Yields events in the order of the list, one look (one read) at a time: all events along the index by start, or the
 * events of one organizer after sorting them. The list decides which of them it shows and where a page ends.
 *
 * A walk keeps the time at which it began, so no event changes its group between two pages. A place is the sort key of
 * an event, so events may be added and removed during the walk.
 */
import type { CursorFields } from './cursor.ts';
import type { Event } from './event.ts';
import { GROUPS, type Group, groupOf, isBefore, startKey, startKeyBound } from './event-order.ts';
import { EVENTS_LOOK_BACK_DAYS, LISTING_LOOK_EVENTS } from './limits.ts';
import { notACursor } from './not-a-cursor.ts';
import type { Patience } from './patience.ts';
import type { EventListingStore, Part } from './ports.ts';
import { partIn, readPart } from './read-part.ts';

/** `after`: the sort key of the event before this place, in `group`. `from` and `upTo` are for `walkOrganized`. */
export type EventPlace = Part & { now: string; since: string; group: Group; after?: string | undefined };

/** Events in order. `looked`: how many events were read. `next`: the place of the next look, if there is one. */
export type EventLook = {
  events: Event[];
  looked: number;
  placeAfter: (event: Event) => EventPlace;
  next: EventPlace | undefined;
};

/** Bounds on the start, as instants: `from` is included, `to` is excluded. */
export type StartRange = { from?: string; to?: string };

/** Which events to walk through. Each look at the index reads up to `most` events. */
export type EventWalk = { range: StartRange; groups: readonly Group[]; most: number };

const EARLIEST = '0';
const LATEST = '~';
const DAY_MS = 24 * 60 * 60 * 1000;

/** The first place of a walk that begins at `now` (ms). */
export function beginning(now: number): EventPlace {
  const since = new Date(now - EVENTS_LOOK_BACK_DAYS * DAY_MS).toISOString();
  return { now: new Date(now).toISOString(), since, group: 'coming' };
}

/** Reads a place from the fields of a cursor. @throws Refusal `validation-failed` if they are not one. */
export function eventPlaceIn(fields: CursorFields): EventPlace {
  const { now, since, group, after } = fields;
  const known = GROUPS.find((name) => name === group);
  const isPlace = typeof now === 'string' && typeof since === 'string' && typeof after !== 'number';
  if (!isPlace || known === undefined) throw notACursor();
  return { ...partIn(fields), now, since, group: known, after };
}

/** Walks through all events. */
export async function* walkAll(
  start: EventPlace,
  { range, groups, most }: EventWalk,
  store: Pick<EventListingStore, 'byStart'>,
): AsyncGenerator<EventLook> {
  let place = groups.includes(start.group) ? start : nextGroup(start, groups);
  while (place !== undefined) {
    const look: EventLook =
      place.group === 'coming' && place.after === undefined
        ? await lookBack(place, range, store)
        : await lookAlong(place, { range, groups, most }, store);
    yield look;
    place = look.next;
  }
}

/**
 * The events that have begun and not ended, read from now backwards. One read finds them, so that the first page does
 * not stop among ended events before it reaches the coming ones. Where it reads fewer days than it should, `since` of
 * the walk moves up, and older running events count as past.
 */
async function lookBack(
  start: EventPlace,
  range: StartRange,
  store: Pick<EventListingStore, 'byStart'>,
): Promise<EventLook> {
  const begun = startKeyBound(start.now);
  const { events, last } = await store.byStart({
    list: 'events',
    from: later(start.since, range.from),
    to: earlier(begun, range.to),
    descending: true,
    runningAt: start.now,
    most: LISTING_LOOK_EVENTS,
  });
  const place = { ...start, since: last ?? start.since };
  return {
    events: events.filter((event) => groupOf(event, place) === 'coming').reverse(),
    looked: 0,
    placeAfter: (event) => ({ ...place, after: startKey(event) }),
    next: { ...place, after: begun },
  };
}

async function lookAlong(
  place: EventPlace,
  { range, groups, most }: EventWalk,
  store: Pick<EventListingStore, 'byStart'>,
): Promise<EventLook> {
  const { group, after } = place;
  const list = group === 'cancelled' ? 'cancelled' : 'events';
  const { events, last } = await store.byStart({ list, ...boundsOf(place, range), most });
  return {
    events: events.filter((event) => startKey(event) !== after && groupOf(event, place) === group),
    looked: events.length,
    placeAfter: (event) => ({ ...place, after: startKey(event) }),
    next: last === undefined ? nextGroup(place, groups) : { ...place, after: last },
  };
}

function boundsOf({ now, since, group, after }: EventPlace, { from, to }: StartRange) {
  if (group === 'coming') return { from: later(after ?? since, from), to: to ?? LATEST, descending: false };
  const end = group === 'past' ? startKeyBound(now) : LATEST;
  return { from: from ?? EARLIEST, to: earlier(earlier(end, to), after), descending: true };
}

function nextGroup(
  { after: _after, ...place }: EventPlace,
  groups: readonly Group[],
): EventPlace | undefined {
  const group = groups[groups.indexOf(place.group) + 1];
  return group && { ...place, group };
}

/**
 * Walks through the events of one organizer. All of them are read and sorted; where they are too many for one answer,
 * part by part (`readPart`).
 */
export async function* walkOrganized(
  start: EventPlace,
  organizerId: string,
  { range, groups }: EventWalk,
  patience: Patience,
  store: Pick<EventListingStore, 'ofOrganizer'>,
): AsyncGenerator<EventLook> {
  const place: EventPlace = { ...start, since: EARLIEST };
  const placeOf = (event: Event) => ({ group: groupOf(event, place), after: startKey(event) });
  let part: Part = { from: start.from, upTo: start.upTo };
  let behind = start.after === undefined ? undefined : { group: start.group, after: start.after };
  for (;;) {
    // Later pages of a part read further, because the part may have grown since its first page.
    const most = behind === undefined ? LISTING_LOOK_EVENTS : 2 * LISTING_LOOK_EVENTS;
    const { items, upTo } = await readPart(store.ofOrganizer(organizerId, part), part, { most, patience });
    const here = { ...place, from: part.from, upTo };
    const next: EventPlace = { ...place, group: 'coming', after: undefined, from: upTo, upTo: undefined };
    yield {
      events: items
        .filter((event) => groups.includes(placeOf(event).group) && isIn(range, event))
        .filter((event) => behind === undefined || isBefore(behind, placeOf(event)))
        .sort((a, b) => (isBefore(placeOf(a), placeOf(b)) ? -1 : 1)),
      looked: items.length,
      placeAfter: (event) => ({ ...here, ...placeOf(event) }),
      next: upTo === undefined ? undefined : next,
    };
    if (upTo === undefined) return;
    part = { from: upTo };
    behind = undefined;
  }
}

function isIn({ from, to }: StartRange, { startsAt }: Event): boolean {
  return (from === undefined || startsAt >= from) && (to === undefined || startsAt < to);
}

function later(a: string, b: string | undefined): string {
  return b !== undefined && b > a ? b : a;
}

function earlier(a: string, b: string | undefined): string {
  return b !== undefined && b < a ? b : a;
}
