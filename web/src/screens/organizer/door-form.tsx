/** Who is at the door, and how many tickets. Says when they are too few, and offers the waitlist instead. */
import { useState } from 'preact/hooks';
import type { OnSoldOut } from '../../api/book.ts';
import { type Problem, sayProblem } from '../../api/problems.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { Field, Notice, SubmitButton } from '../../parts/form.tsx';
import { HowMany } from '../../parts/how-many.tsx';
import { number } from '../../parts/numbers.ts';
import { sayFault } from '../../parts/say-fault.ts';
import {
  NOTHING_CHOSEN,
  quantityOf,
  sayTypeFault,
  sayTypes,
  type Wanted,
  wantedOf,
} from '../../parts/ticket-types.ts';
import { bookTexts } from '../../texts/book-texts.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';

/** A booking for somebody else has a reason, and may do without an address. */
export type DoorOrder = Wanted & {
  onSoldOut: OnSoldOut;
  reason: string;
  attendee: { firstName: string; lastName: string; email?: string };
};

type Props = {
  event: Event;
  isBusy: boolean;
  problem: Problem | undefined;
  send: (order: DoorOrder) => void;
};

/** The most tickets of a booking that is made for somebody else. */
const TICKETS_MAX = 97;

export function DoorForm({ event, isBusy, problem, send }: Props) {
  const { atDoor: text } = organizerTexts.value;
  const { fields } = texts.value;
  const book = bookTexts.value;
  const [chosen, setChosen] = useState(NOTHING_CHOSEN);
  const [who, setWho] = useState({ firstName: '', lastName: '', email: '' });
  const [reason, setReason] = useState(text.usualReason);
  const [wasSent, setSent] = useState(false);
  const most = event.isUnlimited ? TICKETS_MAX : Math.min(TICKETS_MAX, event.capacity);
  const wanted = wantedOf(event, chosen, most);
  const quantity = quantityOf(wanted);
  const label = quantity === 0 ? texts.value.event.book : book.send(quantity);
  const missing = (value: string, pointer: string) =>
    wasSent && value.trim() === '' ? fields.required : sayFault(problem, pointer);
  const order = (onSoldOut: DoorOrder['onSoldOut']) => {
    setSent(true);
    const { firstName, lastName, email } = who;
    const isWhole = [firstName, lastName, reason].every((value) => value.trim() !== '');
    if (!isWhole || quantity === 0 || isBusy) return;
    const attendee = { firstName, lastName, ...(email.trim() !== '' && { email }) };
    send({ ...wanted, onSoldOut, reason, attendee });
  };
  const name = (key: 'firstName' | 'lastName') => (
    <Field
      label={fields[key]}
      name={key}
      autoComplete="off"
      value={who[key]}
      onInput={(value) => setWho((past) => ({ ...past, [key]: value }))}
      error={missing(who[key], `/attendee/${key}`)}
      required
    />
  );
  return (
    <form
      class="card"
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        order('reject');
      }}
    >
      {problem && <Refused event={event} problem={problem} isBusy={isBusy} wait={() => order('waitlist')} />}
      <HowMany
        id="quantity"
        event={event}
        chosen={chosen}
        most={most}
        change={(changed) => setChosen((past) => ({ ...past, ...changed }))}
        hint={book.limit(most)}
        wasSent={wasSent}
      />
      <div class="pair">
        {name('firstName')}
        {name('lastName')}
      </div>
      <Field
        label={text.email}
        name="email"
        type="email"
        autoComplete="off"
        value={who.email}
        onInput={(email) => setWho((past) => ({ ...past, email }))}
        hint={text.emailHint}
        error={sayFault(problem, '/attendee/email')}
      />
      <Field
        label={text.reason}
        name="reason"
        value={reason}
        onInput={setReason}
        hint={text.reasonHint}
        error={missing(reason, '/reason')}
        required
      />
      <div class="buttons">
        <SubmitButton isBusy={isBusy}>{isBusy ? book.sending : label}</SubmitButton>
      </div>
    </form>
  );
}

type RefusedProps = { event: Event; problem: Problem; isBusy: boolean; wait: () => void };

function Refused({ event, problem, isBusy, wait }: RefusedProps) {
  const { atDoor: text } = organizerTexts.value;
  if (problem.code !== 'sold-out')
    return <Notice kind="bad">{sayTypeFault(problem) ?? sayProblem(problem, texts.value)}</Notice>;
  const { state, available, types } = event.availability;
  const ofTypes = types?.flatMap(({ type, available: quantity }) =>
    quantity > 0 ? [{ type, quantity }] : [],
  );
  const left = ofTypes ? sayTypes(ofTypes, event) : number(available);
  // Nobody is served from the waitlist once sales have closed.
  const canWait = event.waitlist.enabled && state !== 'closed';
  return (
    <Notice kind="bad">
      <p>{available > 0 ? text.tooFew(left) : canWait ? text.soldOut : text.soldOutForGood}</p>
      {canWait && (
        <button type="button" aria-disabled={isBusy} onClick={wait}>
          {text.wait}
        </button>
      )}
    </Notice>
  );
}
