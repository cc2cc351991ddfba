/** The fields of the form of an event, each with its label and its error. */
import { Field } from '../../parts/form.tsx';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import type { EventValues } from './event-values.ts';

/** What the form gives to a part of it. */
export type FormPart = {
  values: EventValues;
  set: <Name extends keyof EventValues>(name: Name) => (value: EventValues[Name]) => void;
  errorOf: (name: keyof EventValues) => string | undefined;
  /** What is wrong at a place that is no field of its own: the pointer of the API. */
  faultAt: (pointer: string) => string | undefined;
};

type TextName = {
  [Name in keyof EventValues]: EventValues[Name] extends string ? Name : never;
}[keyof EventValues] &
  Exclude<keyof EventValues, 'policy' | 'currency'>;
type TextProps = {
  part: FormPart;
  name: TextName;
  type?: 'text' | 'url' | 'datetime-local' | 'time';
  inputMode?: 'numeric';
  hint?: string;
  required?: boolean;
};

export const TextField = ({ part, name, ...field }: TextProps) => (
  <Field
    label={organizerTexts.value.form[name]}
    name={name}
    value={part.values[name]}
    onInput={part.set(name)}
    error={part.errorOf(name)}
    {...field}
  />
);

type CheckName = {
  [Name in keyof EventValues]: EventValues[Name] extends boolean ? Name : never;
}[keyof EventValues];

type CheckProps = { part: FormPart; name: CheckName; isFixed?: boolean };

export const Check = ({ part, name, isFixed = false }: CheckProps) => (
  <div class="check">
    <label>
      <input
        type="checkbox"
        name={name}
        checked={part.values[name]}
        disabled={isFixed}
        onChange={(changed) => part.set(name)(changed.currentTarget.checked)}
      />
      {organizerTexts.value.form[name]}
    </label>
    {part.errorOf(name) && <p class="error">{part.errorOf(name)}</p>}
  </div>
);
