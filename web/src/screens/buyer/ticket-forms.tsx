/** For whom a ticket is: its name, or somebody else to whom it is transferred. */
import { useState } from 'preact/hooks';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/form.tsx';
import { bookingTexts } from '../../texts/booking-texts.ts';
import { texts } from '../../texts/language.ts';
import type { Ticket } from './ticket-list.tsx';
import type { OpenBooking } from './use-booking.ts';

type Props = OpenBooking & { ticket: Ticket; close: () => void };

type Values = { firstName: string; lastName: string; email: string };
type Name = keyof Values;

/** @returns what was typed, and what is wrong with it once it was sent. */
function useValues(start: Values, asked: readonly Name[]) {
  const { fields } = texts.value;
  const [values, setValues] = useState(start);
  const [wasSent, setSent] = useState(false);
  const wrong = (name: Name) => {
    if (values[name].trim() === '') return fields.required;
    return name === 'email' && !/^\S+@\S+$/.test(values.email.trim()) ? fields.emailForm : undefined;
  };
  const submit = (send: () => void) => (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    setSent(true);
    if (asked.every((name) => wrong(name) === undefined)) send();
  };
  const field = (name: Name) => (
    <Field
      key={name}
      label={fields[name]}
      name={name}
      type={name === 'email' ? 'email' : 'text'}
      autoComplete="off"
      value={values[name]}
      onInput={(value) => setValues((past) => ({ ...past, [name]: value }))}
      error={wasSent ? wrong(name) : undefined}
      required
    />
  );
  return { values, field, submit };
}

export function NameTicket({ ticket: { number, name }, change, close }: Props) {
  const { ticket: text, change: words } = bookingTexts.value;
  const { values, field, submit } = useValues({ firstName: '', lastName: '', email: '', ...name }, [
    'firstName',
    'lastName',
  ]);
  const { firstName, lastName } = values;
  const send = (body: { firstName: string; lastName: string } | { firstName: null; lastName: null }) => {
    close();
    change({ verb: 'name', number, body });
  };
  return (
    <Dialog title={text.nameTitle(number)} close={close}>
      <form noValidate onSubmit={submit(() => send({ firstName, lastName }))}>
        <div class="pair">
          {field('firstName')}
          {field('lastName')}
        </div>
        <p class="muted">{text.nameText}</p>
        <div class="buttons">
          <button type="submit" class="primary">
            {text.nameNow}
          </button>
          {name && (
            <button type="button" onClick={() => send({ firstName: null, lastName: null })}>
              {text.nameClear}
            </button>
          )}
          <button type="button" onClick={close}>
            {words.back}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function TransferTicket({ ticket: { number }, change, close }: Props) {
  const { ticket: text, change: words } = bookingTexts.value;
  const { values, field, submit } = useValues({ firstName: '', lastName: '', email: '' }, [
    'firstName',
    'lastName',
    'email',
  ]);
  return (
    <Dialog title={text.transferTitle(number)} close={close}>
      <p class="muted">{text.transferText}</p>
      <form
        noValidate
        onSubmit={submit(() => {
          close();
          change({ verb: 'transfer', number, body: values });
        })}
      >
        <div class="pair">
          {field('firstName')}
          {field('lastName')}
        </div>
        {field('email')}
        <div class="buttons">
          <button type="submit" class="primary">
            {text.transferNow}
          </button>
          <button type="button" onClick={close}>
            {words.back}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
