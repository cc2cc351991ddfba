/** The ticket types of an event: a row for each, with its name and price; added and removed, or taken off sale once people can book. */
import { useState } from 'preact/hooks';
import { fractionDigits, typedAmount } from '../../parts/amounts.ts';
import { Field } from '../../parts/form.tsx';
import { decimalSign } from '../../parts/money.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import type { FormPart } from './form-part.tsx';
import { useRowFocus } from './row-focus.ts';
import { EMPTY_TYPE, pointerOf, pointersOf, type TypeValues } from './type-values.ts';

/** As the API allows. */
const TYPES_MAX = 10;
const POOLS_PER_TYPE_MAX = 3;
const EXAMPLE_UNITS = 25;

const shown = (price: string) => price.replace('.', decimalSign());
const kept = (typed: string) => typed.replace(',', '.');

/** @returns a price of the currency as people type one. */
export const shownExample = (currency: string): string =>
  shown(typedAmount({ amount: EXAMPLE_UNITS * 10 ** fractionDigits(currency), currency }));

/** `isOpen`: nobody can have booked yet. `initial`: the types that are stored. */
type Props = FormPart & { isOpen: boolean; initial: TypeValues[] };

export function TypeFields({ isOpen, initial, ...part }: Props) {
  const { types: text } = organizerTexts.value;
  const { ticketTypes, currency } = part.values;
  const [isUnfolded, setUnfolded] = useState(ticketTypes.length > 0);
  const { rows, addButton, focus } = useRowFocus();
  const fault = part.errorOf('ticketTypes');
  const isMarked = [fault, ...ticketTypes.map((_type, place) => faultsAt(part, place))].some(Boolean);
  const change = (place: number, changed: Partial<TypeValues>) =>
    part.set('ticketTypes')(
      ticketTypes.map((type, index) => (index === place ? { ...type, ...changed } : type)),
    );
  return (
    <details open={isUnfolded || isMarked} onToggle={(toggled) => setUnfolded(toggled.currentTarget.open)}>
      <summary>
        {text.title} <span class="hint">{text.what}</span>
      </summary>
      {fault && <p class="error">{fault}</p>}
      <div ref={rows}>
        {ticketTypes.map((type, place) => (
          <Row
            key={place}
            part={part}
            type={type}
            place={place}
            isFixed={!isOpen && type.id !== ''}
            change={(changed) => change(place, changed)}
            remove={() => {
              part.set('ticketTypes')(ticketTypes.filter((_type, index) => index !== place));
              focus('button');
            }}
          />
        ))}
      </div>
      {ticketTypes.length < TYPES_MAX && (
        <div class="buttons">
          <button
            type="button"
            ref={addButton}
            onClick={() => {
              part.set('ticketTypes')([...ticketTypes, EMPTY_TYPE]);
              focus(ticketTypes.length);
            }}
          >
            {text.add}
          </button>
        </div>
      )}
      {ticketTypes.length > 0 && (
        <Currency
          part={part}
          currency={currency}
          isFixed={!isOpen && initial.some(({ price }) => price !== '')}
        />
      )}
      <p class="hint">{isOpen ? text.openHint : text.fixedHint}</p>
    </details>
  );
}

const faultsAt = ({ faultAt }: FormPart, place: number): string | undefined =>
  pointersOf(place)
    .map(faultAt)
    .find((fault) => fault !== undefined);

/** `isFixed`: tickets may have been booked by it, so that it stays, with its price. */
type RowProps = {
  part: FormPart;
  type: TypeValues;
  place: number;
  isFixed: boolean;
  change: (changed: Partial<TypeValues>) => void;
  remove: () => void;
};

function Row({ part, type, place, isFixed, change, remove }: RowProps) {
  const { types: text } = organizerTexts.value;
  const { name, price, isOffSale } = type;
  return (
    <fieldset class="type-row">
      <legend class="for-screen-readers">{text.number(place + 1)}</legend>
      <Field
        label={text.name}
        name={`type-${place}-name`}
        value={name}
        onInput={(value) => change({ name: value })}
        error={part.faultAt(pointerOf.name(place)) ?? part.faultAt(pointerOf.id(place))}
        autoComplete="off"
        required
        readOnly={isFixed}
      />
      <Field
        label={text.price(part.values.currency)}
        name={`type-${place}-price`}
        inputMode="decimal"
        value={shown(price)}
        onInput={(value) => change({ price: kept(value) })}
        error={part.faultAt(pointerOf.price(place))}
        autoComplete="off"
        readOnly={isFixed}
      />
      {!isFixed && (
        <button type="button" aria-label={text.removeOf(name || text.number(place + 1))} onClick={remove}>
          {text.remove}
        </button>
      )}
      {part.values.pools.length > 0 && <DrawsOn {...{ part, type, place, isFixed, change }} />}
      {(isFixed || isOffSale) && (
        <label class="off-sale">
          <input
            type="checkbox"
            name={`type-${place}-off-sale`}
            checked={isOffSale}
            onChange={(changed) => change({ isOffSale: changed.currentTarget.checked })}
          />
          {text.offSale}
        </label>
      )}
    </fieldset>
  );
}

/** Of which pools a ticket of the type takes a place. */
function DrawsOn({ part, type: { pools = [] }, place, isFixed, change }: Omit<RowProps, 'remove'>) {
  const { pools: text } = organizerTexts.value;
  const fault = part.faultAt(pointerOf.pools(place));
  const others = (key: string) => pools.filter((other) => other !== key);
  return (
    <fieldset class="choices draws-on">
      <legend>{text.drawsOn}</legend>
      {part.values.pools.map(({ key, name }, number) => (
        <label key={key}>
          <input
            type="checkbox"
            name={`type-${place}-pool-${number}`}
            checked={pools.includes(key)}
            disabled={isFixed || (!pools.includes(key) && pools.length >= POOLS_PER_TYPE_MAX)}
            onChange={({ currentTarget: { checked } }) =>
              change({ pools: checked ? [...pools, key] : others(key) })
            }
          />
          {name || text.number(number + 1)}
        </label>
      ))}
      {fault && <p class="error">{fault}</p>}
    </fieldset>
  );
}

const CURRENCIES = Intl.supportedValuesOf('currency');

function Currency({ part, currency, isFixed }: { part: FormPart; currency: string; isFixed: boolean }) {
  const { types: text } = organizerTexts.value;
  const faults = part.values.ticketTypes.map((_type, place) => part.faultAt(pointerOf.currency(place)));
  const fault = faults.find((one) => one !== undefined);
  return (
    <div class="field">
      <label for="currency">{text.currency}</label>
      <select
        id="currency"
        value={currency}
        disabled={isFixed}
        onChange={(changed) => part.set('currency')(changed.currentTarget.value)}
      >
        {CURRENCIES.map((code) => (
          <option key={code}>{code}</option>
        ))}
      </select>
      {fault && <p class="error">{fault}</p>}
    </div>
  );
}
