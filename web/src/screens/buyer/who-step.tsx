/** The second step of a booking: as the account that is logged in, or as a guest with a name and an address. */
import { useState } from 'preact/hooks';
import type { Order } from '../../api/book.ts';
import type { Problem } from '../../api/problems.ts';
import { ATTENDEE_DRAFT } from '../../api/sent-orders.ts';
import { session } from '../../api/session.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { Field, SubmitButton } from '../../parts/form.tsx';
import { sayFault } from '../../parts/say-fault.ts';
import { quantityOf, type Wanted } from '../../parts/ticket-types.ts';
import { TypeSummary } from '../../parts/type-summary.tsx';
import { useDraft } from '../../parts/use-draft.ts';
import { addressOf } from '../../paths.ts';
import { bookTexts } from '../../texts/book-texts.ts';
import { texts } from '../../texts/language.ts';

type Attendee = NonNullable<Order['attendee']>;
type Props = {
  event: Event;
  wanted: Wanted;
  isBusy: boolean;
  problem: Problem | undefined;
  back: () => void;
  send: (attendee?: Attendee) => void;
};

const NOBODY: Attendee = { firstName: '', lastName: '', email: '' };

export function WhoStep(props: Props) {
  const { event } = props;
  const { menu } = texts.value;
  const book = bookTexts.value;
  const user = session.value?.user;
  const logIn = `${addressOf('logIn')}?next=${encodeURIComponent(`${addressOf('book', { eventId: event.id })}?step=2`)}`;
  if (user !== undefined)
    return (
      <form
        onSubmit={(submitted) => {
          submitted.preventDefault();
          props.send();
        }}
      >
        <p>{book.asAccount(user.name, user.email)}</p>
        <Buttons {...props} />
      </form>
    );
  if (!event.allowGuests)
    return (
      <div class="card">
        <p>{book.needsAccount}</p>
        <div class="buttons">
          <a class="button primary" href={logIn}>
            {menu.logIn}
          </a>
          <a class="button" href={logIn.replace(addressOf('logIn'), addressOf('register'))}>
            {menu.register}
          </a>
        </div>
      </div>
    );
  return <GuestForm {...props} logIn={logIn} />;
}

function GuestForm(props: Props & { logIn: string }) {
  const { fields } = texts.value;
  const book = bookTexts.value;
  const { problem, isBusy, send, logIn } = props;
  const { draft: attendee, change } = useDraft(ATTENDEE_DRAFT, NOBODY);
  const [wasSent, setSent] = useState(false);
  const set = (name: keyof Attendee) => (value: string) => change({ [name]: value });
  const missing = (name: keyof Attendee) =>
    wasSent && attendee[name].trim() === '' ? fields.required : sayFault(problem, `/attendee/${name}`);
  const submit = (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    setSent(true);
    const isWhole = Object.values(attendee).every((value) => value.trim() !== '');
    if (isWhole && !isBusy) send(attendee);
  };
  return (
    <form onSubmit={submit} noValidate>
      <h2>{book.asGuest}</h2>
      <div class="pair">
        <Field
          label={fields.firstName}
          name="given-name"
          autoComplete="given-name"
          value={attendee.firstName}
          onInput={set('firstName')}
          error={missing('firstName')}
          required
        />
        <Field
          label={fields.lastName}
          name="family-name"
          autoComplete="family-name"
          value={attendee.lastName}
          onInput={set('lastName')}
          error={missing('lastName')}
          required
        />
      </div>
      <Field
        label={fields.email}
        name="email"
        type="email"
        autoComplete="email"
        value={attendee.email}
        onInput={set('email')}
        hint={book.guestHint}
        error={missing('email')}
        required
      />
      <Buttons {...props} />
      <p class="muted">
        <a href={logIn}>{book.orLogIn}</a>
      </p>
    </form>
  );
}

function Buttons({ event, wanted, isBusy, back }: Props) {
  const { back: backText } = texts.value;
  const book = bookTexts.value;
  const quantity = quantityOf(wanted);
  const waits = event.availability.state === 'sold-out' && event.waitlist.enabled;
  const label = waits ? book.sendWait(quantity) : book.send(quantity);
  return (
    <>
      {'types' in wanted && <TypeSummary event={event} types={wanted.types} />}
      <div class="buttons">
        <SubmitButton isBusy={isBusy}>{isBusy ? book.sending : label}</SubmitButton>
        <button type="button" onClick={back} disabled={isBusy}>
          {backText}
        </button>
      </div>
    </>
  );
}
