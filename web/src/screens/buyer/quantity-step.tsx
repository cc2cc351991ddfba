/** The first step of a booking: how many tickets, and what to do if they are gone. */
import { useState } from 'preact/hooks';
import type { OnSoldOut } from '../../api/book.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { HowMany } from '../../parts/how-many.tsx';
import { type Chosen, isAllOffSale, quantityOf, wantedOf } from '../../parts/ticket-types.ts';
import { bookTexts } from '../../texts/book-texts.ts';
import { texts } from '../../texts/language.ts';
import { typeTexts } from '../../texts/type-texts.ts';

/** What the first step asks for, as this browser keeps it. */
export type OrderDraft = Chosen & { onSoldOut: OnSoldOut };

type Props = {
  event: Event;
  draft: OrderDraft;
  change: (changed: Partial<OrderDraft>) => void;
  next: () => void;
};

/** @returns how many tickets are left; undefined if that bounds nobody. */
const leftOf = ({ availability, isUnlimited }: Event): number | undefined =>
  availability.state === 'on-sale' && !isUnlimited ? availability.available : undefined;

/** @returns the most tickets of an order. Where people wait for tickets, they may want more than are left. */
export function mostOf(event: Event): number {
  const most = Math.min(event.maxPerBooking, event.capacity);
  return event.waitlist.enabled ? most : Math.min(most, Math.max(1, leftOf(event) ?? most));
}

export function QuantityStep({ event, draft, change, next }: Props) {
  const book = bookTexts.value;
  const [wasSent, setSent] = useState(false);
  const most = mostOf(event);
  const left = leftOf(event);
  const canChoose = event.waitlist.enabled && event.availability.state === 'on-sale';
  if (isAllOffSale(event)) return <Notice kind="note">{typeTexts.value.noneOnSale}</Notice>;
  if (event.availability.state === 'sold-out' && !event.waitlist.enabled)
    return <Notice kind="note">{texts.value.event.noWaitlist}</Notice>;
  return (
    <form
      onSubmit={(submitted) => {
        submitted.preventDefault();
        setSent(true);
        if (quantityOf(wantedOf(event, draft, most)) > 0) next();
      }}
    >
      <HowMany
        id="quantity"
        event={event}
        chosen={draft}
        most={most}
        change={change}
        hint={`${book.limit(most)}${left !== undefined && left < most ? ` ${book.fewerLeft(left)}` : ''}`}
        wasSent={wasSent}
      />
      {canChoose && (
        <fieldset class="choices">
          <legend>{book.soldOutNow}</legend>
          {(['waitlist', 'reject'] as const).map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name="onSoldOut"
                checked={draft.onSoldOut === choice}
                onChange={() => change({ onSoldOut: choice })}
              />
              {book.onSoldOut[choice]}
            </label>
          ))}
        </fieldset>
      )}
      <div class="buttons">
        <button type="submit" class="primary">
          {book.next}
        </button>
      </div>
    </form>
  );
}
