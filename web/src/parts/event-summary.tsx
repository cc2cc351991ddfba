/** What is known of an event, in the forms in which screens show it. */
import type { components } from '../../.generated/api';
import { texts } from '../texts/language.ts';
import { day, month } from './times.ts';

export type Event = components['schemas']['Event'];

/** What lists show of an event. */
export type ListedEvent = Pick<Event, 'id' | 'name' | 'startsAt' | 'timeZone' | 'venue' | 'isUnlimited'> & {
  availability: Pick<Event['availability'], 'state' | 'available'>;
};

/** A mark with words and a colour; the colour alone says nothing. */
export const StateBadge = ({ event }: { event: ListedEvent }) => (
  <span class={`badge ${event.availability.state}`}>
    {texts.value.events.states[event.availability.state]}
  </span>
);

export const DateBlock = ({ event }: { event: ListedEvent }) => (
  <div class="date-block" aria-hidden="true">
    <span>{month(event.startsAt, event)}</span>
    <strong>{day(event.startsAt, event)}</strong>
  </div>
);

/** @returns how many tickets are left in words; nothing while nobody can have one. */
export function saysLeft({ availability, isUnlimited }: ListedEvent): string | undefined {
  if (availability.state !== 'on-sale') return undefined;
  return isUnlimited ? texts.value.event.manyLeft : texts.value.event.left(availability.available);
}
