/** The first step of a booking: how many tickets, and what to do if they are gone. */
import type { Order } from '../../api/book.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { Stepper } from '../../parts/stepper.tsx';
import { bookTexts } from '../../texts/book-texts.ts';

type Props = { event: Event; order: Order; change: (changed: Partial<Order>) => void; next: () => void };

export function QuantityStep({ event, order, change, next }: Props) {
  const book = bookTexts.value;
  const most = event.maxPerBooking;
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
        hint={book.limit(most)}
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
