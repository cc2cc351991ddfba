/** What most events leave as it is: the description, the times of the sale, the limits, the waitlist and the draw. */
import { texts } from '../../texts/language.ts';
import { Check, type FormPart, TextField } from './form-part.tsx';

const POLICIES = ['strict', 'accept-fewer', 'skip'] as const;

export function MoreFields({ isNew, ...part }: FormPart & { isNew: boolean }) {
  const { form } = texts.value.organizer;
  const { values, set } = part;
  return (
    <>
      <div class="field">
        <label for="description">{form.description}</label>
        <textarea
          id="description"
          rows={5}
          value={values.description}
          onInput={(changed) => set('description')(changed.currentTarget.value)}
        />
        {part.errorOf('description') && <p class="error">{part.errorOf('description')}</p>}
      </div>
      <TextField part={part} name="address" />
      <TextField part={part} name="url" type="url" />
      <fieldset>
        <legend>{form.sale}</legend>
        <Check part={part} name="isUnlimited" />
        <div class="pair">
          <TextField part={part} name="salesOpenAt" type="datetime-local" hint={form.salesOpenHint} />
          <TextField part={part} name="salesCloseAt" type="datetime-local" hint={form.salesCloseHint} />
        </div>
        <div class="pair">
          <TextField part={part} name="maxPerBooking" inputMode="numeric" hint={form.whatIsUsual} />
          <TextField part={part} name="maxPerCustomer" inputMode="numeric" hint={form.whatIsUsual} />
        </div>
        <Check part={part} name="requiresConfirmedAddress" />
        <Check part={part} name="requiresChallenge" />
        {isNew && <TextField part={part} name="drawMinutes" inputMode="numeric" hint={form.drawHint} />}
      </fieldset>
      <fieldset>
        <legend>{form.waitlist}</legend>
        <Check part={part} name="hasWaitlist" />
        {values.hasWaitlist && <Policy {...part} />}
      </fieldset>
    </>
  );
}

function Policy(part: FormPart) {
  const { form } = texts.value.organizer;
  return (
    <>
      <fieldset class="choices">
        <legend>{form.policy}</legend>
        {POLICIES.map((policy) => (
          <label key={policy}>
            <input
              type="radio"
              name="policy"
              checked={part.values.policy === policy}
              onChange={() => part.set('policy')(policy)}
            />
            {form.policies[policy]}
          </label>
        ))}
        {part.errorOf('policy') && <p class="error">{part.errorOf('policy')}</p>}
      </fieldset>
      <TextField part={part} name="offerMinutes" inputMode="numeric" hint={form.offerHint} />
    </>
  );
}
