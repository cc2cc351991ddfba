/** The first step of a booking: how many tickets, and what to do if they are gone. */
import type { Order } from '../../api/book.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { Stepper } from '../../parts/stepper.tsx';
import { bookTexts } from '../../texts/book-texts.ts';

type Props = { event: Event; order: Order; change: (changed: Partial<Order>) => void; next: () => void };

/** @returns how many tickets are left; undefined if that bounds nobody. */
const leftOf = ({ availability, isUnlimited }: Event): number | undefined =>
  availability.state === 'on-sale' && !isUnlimited ? availability.available : undefined;

/** @returns the most tickets of an order. Where people wait for tickets, they may want more than are left. */
export const mostOf = (event: Event): number =>
  event.waitlist.enabled
    ? event.maxPerBooking
    : Math.min(event.maxPerBooking, Math.max(1, leftOf(event) ?? event.maxPerBooking));

export function QuantityStep({ event, order, change, next }: Props) {
  const book = bookTexts.value;
  const most = mostOf(event);
  const left = leftOf(event);
  const canChoose = event.waitlist.enabled && event.availability.state === 'on-sale';
  return (
    <form
      onSubmit={(submitted) => {
        submitted.preventDefault();
        next();
      }}
    >
      <Stepper
        id="quantity"
        value={order.quantity}
        most={most}
        set={(quantity) => change({ quantity })}
        label={book.quantity}
        hint={`${book.limit(most)}${left !== undefined && left < most ? ` ${book.fewerLeft(left)}` : ''}`}
      />
      {canChoose && (
        <fieldset class="choices">
          <legend>{book.soldOutNow}</legend>
          {(['waitlist', 'reject'] as const).map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name="onSoldOut"
                checked={order.onSoldOut === choice}
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
