/** Asks how many tickets: with one stepper, or with one for each ticket type that is on sale, and says what they cost. */
import { bookTexts } from '../texts/book-texts.ts';
import { typeTexts } from '../texts/type-texts.ts';
import type { Event } from './event-summary.tsx';
import { Stepper } from './stepper.tsx';
import {
  type Chosen,
  countOf,
  quantityOf,
  sayPrice,
  type TicketType,
  totalOf,
  typesOnSale,
  wantedOf,
} from './ticket-types.ts';

/** `most`: of all types together. `wasSent`: somebody went on, so that a choice that is missing is marked. */
type Props = {
  id: string;
  event: Event;
  chosen: Chosen;
  most: number;
  change: (changed: Partial<Chosen>) => void;
  hint: string;
  wasSent: boolean;
};

export function HowMany(props: Props) {
  const { id, event, chosen, most, change, hint } = props;
  const { quantity } = bookTexts.value;
  if (event.ticketTypes === undefined)
    return (
      <Stepper
        id={id}
        value={Math.min(chosen.quantity, most)}
        most={most}
        set={(wanted) => change({ quantity: wanted })}
        label={quantity}
        hint={hint}
      />
    );
  return <OfTypes {...props} />;
}

function OfTypes({ id, event, chosen, most, change, hint, wasSent }: Props) {
  const text = typeTexts.value;
  const sold = typesOnSale(event);
  const wanted = wantedOf(event, chosen, most);
  const all = quantityOf(wanted);
  const shown = Object.fromEntries(sold.map(({ id: type }) => [type, countOf(wanted, type)]));
  const total = 'types' in wanted ? totalOf(wanted.types, event) : undefined;
  const isMissing = wasSent && all === 0;
  return (
    <fieldset class="type-steppers" aria-describedby={`${id}-hint`}>
      <legend class="for-screen-readers">{bookTexts.value.quantity}</legend>
      {sold.map((type) => {
        const value = countOf(wanted, type.id);
        return (
          <Stepper
            key={type.id}
            id={`${id}-${type.id}`}
            value={value}
            least={sold.length === 1 ? 1 : 0}
            most={most - all + value}
            set={(count) => change({ counts: { ...shown, [type.id]: count } })}
            label={type.name}
            hint={hintOf(type)}
            of={type.name}
          />
        );
      })}
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
      {isMissing && (
        <p class="error" role="alert">
          {text.chooseSome}
        </p>
      )}
      {total && (
        <p class="total" aria-live="polite">
          {text.total(sayPrice(total))}
        </p>
      )}
    </fieldset>
  );
}

/** @returns what one ticket costs, if that is stated. */
const hintOf = ({ price }: TicketType): string =>
  price === undefined ? '' : price.amount === 0 ? sayPrice(price) : typeTexts.value.each(sayPrice(price));
