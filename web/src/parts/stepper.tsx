/** A small number with buttons for one fewer and one more. */
import { bookTexts } from '../texts/book-texts.ts';

type Props = {
  id: string;
  value: number;
  most: number;
  set: (value: number) => void;
  label: string;
  hint: string;
};

export function Stepper({ id, value, most, set, label, hint }: Props) {
  const { fewer, more } = bookTexts.value;
  const choose = (wanted: number) => set(Math.min(most, Math.max(1, Math.trunc(wanted) || 1)));
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="stepper">
        <button type="button" aria-label={fewer} disabled={value <= 1} onClick={() => choose(value - 1)}>
          −
        </button>
        <input
          id={id}
          type="number"
          inputMode="numeric"
          min={1}
          max={most}
          value={value}
          onChange={(changed) => {
            choose(changed.currentTarget.valueAsNumber);
            changed.currentTarget.value = String(value);
          }}
          aria-describedby={`${id}-hint`}
        />
        <button type="button" aria-label={more} disabled={value >= most} onClick={() => choose(value + 1)}>
          +
        </button>
      </div>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
