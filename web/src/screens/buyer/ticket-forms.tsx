/** For whom a ticket is: its name, or somebody else to whom it is transferred. */
import { useState } from 'preact/hooks';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/form.tsx';
import { useDraft } from '../../parts/use-draft.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import { texts } from '../../texts/language.ts';
import type { Ticket } from './ticket-list.tsx';
import type { OpenBooking } from './use-booking.ts';

type Props = OpenBooking & { ticket: Ticket; close: () => void };

type Values = { firstName: string; lastName: string; email: string };
type Name = keyof Values;

/**
 * What is typed is kept until the dialog is closed, so that it is there when somebody opens the dialog again after a reload.
 * @returns what was typed, its fields with what is wrong once it was sent, and what closes the dialog.
 */
function useValues(
  { booking, ticket, close }: Props,
  verb: 'name' | 'transfer',
  asked: readonly Name[],
  start: Partial<Values> = {},
) {
  const { fields } = texts.value;
  const {
    draft: values,
    change,
    forget,
  } = useDraft<Values>(`boxoffice.${verb}.${booking.id}.${ticket.number}`, {
    firstName: '',
    lastName: '',
    email: '',
    ...start,
  });
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
      onInput={(value) => change({ [name]: value })}
      error={wasSent ? wrong(name) : undefined}
      required
    />
  );
  const shut = () => {
    forget();
    close();
  };
  return { values, field, submit, shut };
}

export function NameTicket(props: Props) {
  const { number, name } = props.ticket;
  const { ticket: text, change: words } = bookingTexts.value;
  const { values, field, submit, shut } = useValues(props, 'name', ['firstName', 'lastName'], name);
  const { firstName, lastName } = values;
  const send = (body: { firstName: string; lastName: string } | { firstName: null; lastName: null }) => {
    shut();
    props.change({ verb: 'name', number, body });
  };
  return (
    <Dialog title={text.nameTitle(number)} close={shut}>
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
          <button type="button" onClick={shut}>
            {words.back}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function TransferTicket(props: Props) {
  const { number } = props.ticket;
  const { ticket: text, change: words } = bookingTexts.value;
  const { values, field, submit, shut } = useValues(props, 'transfer', ['firstName', 'lastName', 'email']);
  return (
    <Dialog title={text.transferTitle(number)} close={shut}>
      <p class="muted">{text.transferText}</p>
      <form
        noValidate
        onSubmit={submit(() => {
          shut();
          props.change({ verb: 'transfer', number, body: values });
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
          <button type="button" onClick={shut}>
            {words.back}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
