/** The first step of a booking: how many tickets, and what to do if they are gone. */
import type { Order } from '../../api/book.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { texts } from '../../texts/language.ts';

type Props = { event: Event; order: Order; change: (changed: Partial<Order>) => void; next: () => void };

export function QuantityStep({ event, order, change, next }: Props) {
  const { book } = texts.value;
  const most = event.maxPerBooking;
  const set = (quantity: number) =>
    change({ quantity: Math.min(most, Math.max(1, Math.trunc(quantity) || 1)) });
  const canChoose = event.waitlist.enabled && event.availability.state === 'on-sale';
  return (
    <form
      onSubmit={(submitted) => {
        submitted.preventDefault();
        next();
      }}
    >
      <div class="field">
        <label for="quantity">{book.quantity}</label>
        <div class="stepper">
          <button
            type="button"
            aria-label={book.fewer}
            disabled={order.quantity <= 1}
            onClick={() => set(order.quantity - 1)}
          >
            −
          </button>
          <input
            id="quantity"
            type="number"
            inputMode="numeric"
            min={1}
            max={most}
            value={order.quantity}
            onChange={(changed) => {
              set(changed.currentTarget.valueAsNumber);
              changed.currentTarget.value = String(order.quantity);
            }}
            aria-describedby="quantity-hint"
          />
          <button
            type="button"
            aria-label={book.more}
            disabled={order.quantity >= most}
            onClick={() => set(order.quantity + 1)}
          >
            +
          </button>
        </div>
        <p class="hint" id="quantity-hint">
          {book.limit(most)}
        </p>
      </div>
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
