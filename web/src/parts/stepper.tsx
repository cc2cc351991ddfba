/** A small number with buttons for one fewer and one more. */
import { bookTexts } from '../texts/book-texts.ts';

/** `least`: 1, if it is not stated. `of`: what is counted, for the names of the buttons, if there are several steppers. */
type Props = {
  id: string;
  value: number;
  least?: number;
  most: number;
  set: (value: number) => void;
  label: string;
  hint: string;
  of?: string;
};

export function Stepper({ id, value, least = 1, most, set, label, hint, of }: Props) {
  const { fewer, more } = bookTexts.value;
  const choose = (wanted: number) => set(Math.min(most, Math.max(least, Math.trunc(wanted) || least)));
  const nameOf = (what: string) => (of === undefined ? what : `${what}: ${of}`);
  return (
    <div class="field">
      <label for={id} dir="auto">
        {label}
      </label>
      <div class="stepper">
        <button
          type="button"
          aria-label={nameOf(fewer)}
          disabled={value <= least}
          onClick={() => choose(value - 1)}
        >
          −
        </button>
        <input
          id={id}
          type="number"
          inputMode="numeric"
          min={least}
          max={most}
          value={value}
          onChange={(changed) => {
            choose(changed.currentTarget.valueAsNumber);
            changed.currentTarget.value = String(value);
          }}
          aria-describedby={hint === '' ? undefined : `${id}-hint`}
        />
        <button
          type="button"
          aria-label={nameOf(more)}
          disabled={value >= most}
          onClick={() => choose(value + 1)}
        >
          +
        </button>
      </div>
      {hint !== '' && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
