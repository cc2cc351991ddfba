/** Asks how many tickets: with one stepper, or with one for each ticket type that is on sale, and says what they cost. */
import { bookTexts } from '../texts/book-texts.ts';
import { texts } from '../texts/language.ts';
import { typeTexts } from '../texts/type-texts.ts';
import type { Event } from './event-summary.tsx';
import { Stepper } from './stepper.tsx';
import {
  type Chosen,
  countOf,
  leftOfType,
  quantityOf,
  sayPrice,
  type TicketType,
  totalOf,
  typesOnSale,
  typesToChoose,
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
  const sold = typesToChoose(event);
  const wanted = wantedOf(event, chosen, most);
  const all = quantityOf(wanted);
  const shown = Object.fromEntries(sold.map(({ id: type }) => [type, countOf(wanted, type)]));
  const total = 'types' in wanted ? totalOf(wanted.types, event) : undefined;
  const isMissing = wasSent && all === 0;
  return (
    <fieldset class="type-steppers" aria-describedby={`${id}-hint`}>
      <legend class="for-screen-readers">{bookTexts.value.quantity}</legend>
      {typesOnSale(event).map((type) => {
        const value = countOf(wanted, type.id);
        const left = leftOfType(event, type.id);
        return left === 0 ? (
          <SoldOut key={type.id} type={type} />
        ) : (
          <Stepper
            key={type.id}
            id={`${id}-${type.id}`}
            value={value}
            least={sold.length === 1 ? 1 : 0}
            most={Math.min(left ?? most, most - all + value)}
            set={(count) => change({ counts: { ...shown, [type.id]: count } })}
            label={type.name}
            hint={hintOf(type, left ?? most, most)}
            of={type.name}
          />
        );
      })}
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
      {isMissing && (
        <p class="error" role="alert">
          {sold.length === 0 ? texts.value.events.states['sold-out'] : text.chooseSome}
        </p>
      )}
      {sold.some(({ price }) => price) && (
        // Its place is kept: a button that moves while it is pressed is not pressed.
        <p class="total" aria-live="polite">
          {total ? text.total(sayPrice(total)) : '\u00a0'}
        </p>
      )}
    </fieldset>
  );
}

const SoldOut = ({ type }: { type: TicketType }) => (
  <div class="field">
    <span dir="auto">{type.name}</span>
    <span class="stepper muted">{typeTexts.value.soldOut}</span>
    <p class="hint">{hintOf(type)}</p>
  </div>
);

/** @returns what one ticket costs, if that is stated, and how many are left, if these are fewer than the most tickets. */
function hintOf({ price }: TicketType, left = 0, most = left): string {
  const text = typeTexts.value;
  const costs = price && (price.amount === 0 ? sayPrice(price) : text.each(sayPrice(price)));
  return [costs, left < most && text.left(left)].filter(Boolean).join(' · ');
}
