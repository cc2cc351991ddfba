/** Which tickets a booking or a request is about, by type, and what they cost together. */
import { typeTexts } from '../texts/type-texts.ts';
import type { Event } from './event-summary.tsx';
import { sayPrice, sayTypes, type TypeCount, totalOf } from './ticket-types.ts';

type Props = { event: Pick<Event, 'ticketTypes'>; types: TypeCount[] | undefined };

/** Nothing, if the event has no types. */
export function TypeSummary({ event, types = [] }: Props) {
  if (types.length === 0) return null;
  const total = totalOf(types, event);
  return (
    <p class="type-summary">
      <bdi>{sayTypes(types, event)}</bdi>
      {total && (
        <>
          <br />
          <strong>{typeTexts.value.total(sayPrice(total))}</strong>
        </>
      )}
    </p>
  );
}
