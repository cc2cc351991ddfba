/** The pools of an event: a row for each, with its name and its number of places. Those of a stored event are shown and stay. */
import { useState } from 'preact/hooks';
import { Field } from '../../parts/form.tsx';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import type { FormPart } from './form-part.tsx';
import { emptyPool, type PoolValues, poolPointerOf, poolPointersOf } from './pool-values.ts';
import { useRowFocus } from './row-focus.ts';

/** As the API allows. */
const POOLS_MAX = 7;

export function PoolFields({ isNew, ...part }: FormPart & { isNew: boolean }) {
  const { pools: text } = organizerTexts.value;
  const { pools, ticketTypes } = part.values;
  const [isUnfolded, setUnfolded] = useState(pools.length > 0);
  const { rows, addButton, focus } = useRowFocus();
  const fault = part.errorOf('pools');
  const pointers = pools.flatMap((_pool, place) => poolPointersOf(place));
  const isMarked = [fault, ...pointers.map(part.faultAt)].some(Boolean);
  const change = (place: number, changed: Partial<PoolValues>) =>
    part.set('pools')(pools.map((pool, index) => (index === place ? { ...pool, ...changed } : pool)));
  const remove = ({ key: removed }: PoolValues) => {
    part.set('pools')(pools.filter(({ key }) => key !== removed));
    part.set('ticketTypes')(
      ticketTypes.map((type) => ({ ...type, pools: type.pools?.filter((key) => key !== removed) })),
    );
    focus('button');
  };
  return (
    <details open={isUnfolded || isMarked} onToggle={(toggled) => setUnfolded(toggled.currentTarget.open)}>
      <summary>
        {text.title} <span class="hint">{text.what}</span>
      </summary>
      {fault && <p class="error">{fault}</p>}
      <div ref={rows}>
        {pools.map((pool, place) => (
          <Row
            key={pool.key}
            part={part}
            pool={pool}
            place={place}
            isFixed={!isNew}
            change={(changed) => change(place, changed)}
            remove={() => remove(pool)}
          />
        ))}
      </div>
      {isNew && pools.length < POOLS_MAX && (
        <div class="buttons">
          <button
            type="button"
            ref={addButton}
            onClick={() => {
              part.set('pools')([...pools, emptyPool(pools)]);
              focus(pools.length);
            }}
          >
            {text.add}
          </button>
        </div>
      )}
      <p class="hint">{isNew ? text.openHint : text.fixedHint}</p>
    </details>
  );
}

type RowProps = {
  part: FormPart;
  pool: PoolValues;
  place: number;
  isFixed: boolean;
  change: (changed: Partial<PoolValues>) => void;
  remove: () => void;
};

function Row({ part, pool: { name, capacity }, place, isFixed, change, remove }: RowProps) {
  const { pools: text, types } = organizerTexts.value;
  return (
    <fieldset class="type-row">
      <legend class="for-screen-readers">{text.number(place + 1)}</legend>
      <Field
        label={text.name}
        name={`pool-${place}-name`}
        value={name}
        onInput={(value) => change({ name: value })}
        error={part.faultAt(poolPointerOf.name(place))}
        autoComplete="off"
        required
        readOnly={isFixed}
      />
      <Field
        label={text.capacity}
        name={`pool-${place}-capacity`}
        inputMode="numeric"
        value={capacity}
        onInput={(value) => change({ capacity: value })}
        error={part.faultAt(poolPointerOf.capacity(place))}
        autoComplete="off"
        required
        readOnly={isFixed}
      />
      {!isFixed && (
        <button type="button" aria-label={types.removeOf(name || text.number(place + 1))} onClick={remove}>
          {types.remove}
        </button>
      )}
    </fieldset>
  );
}
