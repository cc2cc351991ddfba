/** The first events as the document of the list has them, drawn and as data. */
import type { Event, ListedEvent } from '../parts/event-summary.tsx';

/** `asOf`: when they were read, by the clock of the service. */
export type DrawnEvents = { items: ListedEvent[]; nextCursor: string | null; asOf: string };

/** The element with the data, which no browser runs as a script. */
export const DRAWN_EVENTS_ID = 'drawn-events';

/** @returns undefined if the document has none: on other paths, offline, or if they could not be read. */
export function eventsInDocument(): DrawnEvents | undefined {
  const data = document.getElementById(DRAWN_EVENTS_ID)?.textContent;
  return data ? JSON.parse(data) : undefined;
}

/** @returns what the list shows of an event, and nothing else. */
export function listed(event: Event): ListedEvent {
  const { id, name, startsAt, timeZone, venue, isUnlimited, availability } = event;
  const { state, available } = availability;
  return { id, name, startsAt, timeZone, venue, isUnlimited, availability: { state, available } };
}
