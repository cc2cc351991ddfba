/**
 * Yields events in the order of the event list, one read at a time: all events along the index by start, or
 * the events of one organizer after sorting them. The list decides which of them it shows and where a page
 * ends.
 *
 * A walk keeps the time at which it began, so no event changes its group between two pages. A cursor holds
 * the sort key of an event, so events may be added and removed during the walk.
 */
import type { CursorFields } from '../model/cursor.ts';
import type { Event } from '../model/event.ts';
import { GROUPS, type Group, groupOf, isBefore, startKey, startKeyBound } from '../model/event-order.ts';
import { EVENTS_LOOK_BACK_DAYS, LISTING_EVENT_TEXT_BYTES, LISTING_LOOK_EVENTS } from '../model/limits.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import type { EventListingStore } from '../ports/event-listing-store.ts';
import type { Part } from '../ports/listing-store.ts';
import { partIn, readPart } from '../process/read-part.ts';
import type { RetryBudget } from '../process/retry-budget.ts';

/**
 * Where a walk continues. `now`: when the walk began. `since`: events that began before it count as past.
 * `after`: the sort key of the event before the cursor, in `group`. `from` and `upTo` are for
 * `walkOrganized`.
 */
export type EventCursor = Part & { now: string; since: string; group: Group; after?: string | undefined };

/**
 * The events of one read, in order. `looked`: as how many events they count towards the reads of one
 * answer. `next`: the cursor of the next read, if there is one.
 */
export type EventLook = {
  events: Event[];
  looked: number;
  cursorAfter: (event: Event) => EventCursor;
  next: EventCursor | undefined;
};

/** Bounds on the start, as instants: `from` is included, `to` is excluded. */
export type StartRange = { from?: string; to?: string };

/** Which events to walk through. Each read of the index takes up to `most` events. */
export type EventWalk = { range: StartRange; groups: readonly Group[]; most: number };

const EARLIEST = '0';
const LATEST = '~';
const DAY_MS = 24 * 60 * 60 * 1000;

/** The first cursor of a walk that begins at `now` (ms). */
export function beginning(now: number): EventCursor {
  const since = new Date(now - EVENTS_LOOK_BACK_DAYS * DAY_MS).toISOString();
  return { now: new Date(now).toISOString(), since, group: 'coming' };
}

/** Reads a cursor from its decoded fields. @throws Refusal `validation-failed` if they are not valid. */
export function eventCursorIn(fields: CursorFields): EventCursor {
  const { now, since, group, after } = fields;
  const known = GROUPS.find((name) => name === group);
  const isCursor = typeof now === 'string' && typeof since === 'string' && typeof after !== 'number';
  if (!isCursor || known === undefined) throw notACursor();
  return { ...partIn(fields), now, since, group: known, after };
}

/** Walks through all events. */
export async function* walkAll(
  start: EventCursor,
  { range, groups, most }: EventWalk,
  store: Pick<EventListingStore, 'byStart'>,
): AsyncGenerator<EventLook> {
  let cursor = groups.includes(start.group) ? start : nextGroup(start, groups);
  while (cursor !== undefined) {
    const look: EventLook =
      cursor.group === 'coming' && cursor.after === undefined
        ? await lookBack(cursor, range, store)
        : await lookAlong(cursor, { range, groups, most }, store);
    yield look;
    cursor = look.next;
  }
}

/**
 * Reads the events that have begun and not ended, from now backwards. One read finds them, so that the first
 * page does not stop among ended events before it reaches the coming ones. If it reads fewer days than it
 * should, `since` of the walk moves up, and running events that began earlier count as past.
 */
async function lookBack(
  start: EventCursor,
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
  const cursor = { ...start, since: last ?? start.since };
  return {
    events: events.filter((event) => groupOf(event, cursor) === 'coming').reverse(),
    looked: 0,
    cursorAfter: (event) => ({ ...cursor, after: startKey(event) }),
    next: { ...cursor, after: begun },
  };
}

async function lookAlong(
  cursor: EventCursor,
  { range, groups, most }: EventWalk,
  store: Pick<EventListingStore, 'byStart'>,
): Promise<EventLook> {
  const { group, after } = cursor;
  const list = group === 'cancelled' ? 'cancelled' : 'events';
  const { events, last } = await store.byStart({ list, ...boundsOf(cursor, range), most });
  return {
    events: events.filter((event) => startKey(event) !== after && groupOf(event, cursor) === group),
    looked: events.reduce((sum, event) => sum + weightOf(event), 0),
    cursorAfter: (event) => ({ ...cursor, after: startKey(event) }),
    next: last === undefined ? nextGroup(cursor, groups) : { ...cursor, after: last },
  };
}

/** @returns as how many events it counts. */
function weightOf({ name, venue, address, url, description, ticketTypes }: Event): number {
  const texts = [name, venue, address, url, description, ticketTypes];
  return Math.ceil(Buffer.byteLength(JSON.stringify(texts)) / LISTING_EVENT_TEXT_BYTES);
}

function boundsOf({ now, since, group, after }: EventCursor, { from, to }: StartRange) {
  if (group === 'coming') return { from: later(after ?? since, from), to: to ?? LATEST, descending: false };
  const end = group === 'past' ? startKeyBound(now) : LATEST;
  return { from: from ?? EARLIEST, to: earlier(earlier(end, to), after), descending: true };
}

function nextGroup(
  { after: _after, ...cursor }: EventCursor,
  groups: readonly Group[],
): EventCursor | undefined {
  const group = groups[groups.indexOf(cursor.group) + 1];
  return group && { ...cursor, group };
}

/**
 * Walks through the events on whose staff an account is. All of them are read and sorted; if they are too many for one
 * answer, this is done part by part (`readPart`).
 */
export async function* walkOrganized(
  start: EventCursor,
  userId: string,
  { range, groups }: EventWalk,
  retryBudget: RetryBudget,
  store: Pick<EventListingStore, 'ofOrganizer'>,
): AsyncGenerator<EventLook> {
  const cursor: EventCursor = { ...start, since: EARLIEST };
  const cursorOf = (event: Event) => ({ group: groupOf(event, cursor), after: startKey(event) });
  let part: Part = { from: start.from, upTo: start.upTo };
  let behind = start.after === undefined ? undefined : { group: start.group, after: start.after };
  for (;;) {
    // Later pages of a part read further, because the part may have grown since its first page.
    const most = behind === undefined ? LISTING_LOOK_EVENTS : 2 * LISTING_LOOK_EVENTS;
    const { items, upTo } = await readPart(store.ofOrganizer(userId, part), part, { most, retryBudget });
    const here = { ...cursor, from: part.from, upTo };
    const next: EventCursor = { ...cursor, group: 'coming', after: undefined, from: upTo, upTo: undefined };
    yield {
      events: items
        .filter((event) => groups.includes(cursorOf(event).group) && isIn(range, event))
        .filter((event) => behind === undefined || isBefore(behind, cursorOf(event)))
        .sort((a, b) => (isBefore(cursorOf(a), cursorOf(b)) ? -1 : 1)),
      looked: items.length,
      cursorAfter: (event) => ({ ...here, ...cursorOf(event) }),
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
