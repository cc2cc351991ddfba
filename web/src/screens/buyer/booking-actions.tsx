/** The buttons by which a customer changes a booking, each with a question before what cannot be undone. */
import { useState } from 'preact/hooks';
import type { Booking } from '../../api/book.ts';
import { Dialog } from '../../parts/dialog.tsx';
import type { Event } from '../../parts/event-summary.tsx';
import { Question } from '../../parts/question.tsx';
import { Stepper } from '../../parts/stepper.tsx';
import { addressOf } from '../../paths.ts';
import { bookTexts } from '../../texts/book-texts.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import { kindOf } from './booking-state.tsx';
import { GiveBack } from './give-back.tsx';
import type { OpenBooking } from './use-booking.ts';

type Choice = 'giveBack' | 'leave' | 'cancelAll' | 'add';

/** Accepts an offer at once, and declines it after a question. */
export function OfferAnswer({ booking, change, isBusy }: OpenBooking) {
  const { offer, change: text } = bookingTexts.value;
  const [isAsking, setAsking] = useState(false);
  return (
    <div class="buttons">
      <button type="button" class="primary" aria-disabled={isBusy} onClick={() => change({ verb: 'accept' })}>
        {offer.accept}
      </button>
      <button type="button" aria-disabled={isBusy} onClick={() => setAsking(true)}>
        {offer.decline}
      </button>
      {isAsking && (
        <Question
          title={text.declineTitle(booking.quantity)}
          text={text.declineText(booking.quantity)}
          yes={text.declineNow}
          no={text.back}
          close={() => setAsking(false)}
          confirm={() => change({ verb: 'decline' })}
        />
      )}
    </div>
  );
}

/** @returns which changes are possible now, as far as the page knows; the service decides. */
function choicesFor(booking: Booking, event: Event, now: number): Choice[] {
  const { granted = 0, tickets = [] } = booking;
  const hasBegun = Date.parse(event.startsAt) <= now;
  const canReturn = !hasBegun && tickets.some(({ checkedInAt }) => checkedInAt === undefined);
  switch (kindOf(booking, event)) {
    case 'confirmed':
      return [
        ...(canReturn ? ['giveBack' as const] : []),
        ...(mostToAdd(booking, event) > 0 ? ['add' as const] : []),
      ];
    case 'waitlisted':
      return ['leave', ...(canReturn && granted > 0 ? (['giveBack', 'cancelAll'] as const) : [])];
    default:
      return [];
  }
}

/** Tickets are added while the event sells without a waitlist. */
const mostToAdd = ({ quantity }: Booking, { availability, maxPerBooking }: Event): number =>
  availability.state === 'on-sale' ? Math.min(maxPerBooking - quantity, availability.available) : 0;

export function BookingActions(open: OpenBooking) {
  const { booking, event, watch, change, isBusy } = open;
  const text = bookingTexts.value.change;
  const [question, setQuestion] = useState<Choice>();
  const close = () => setQuestion(undefined);
  const choices = choicesFor(booking, event, watch.now());
  const isOver = kindOf(booking, event) === 'cancelled' && event.cancelledAt === undefined;
  const hasBegun = kindOf(booking, event) === 'confirmed' && Date.parse(event.startsAt) <= watch.now();
  if (choices.length === 0 && !isOver && !hasBegun) return null;
  const { granted = 0, quantity } = booking;
  return (
    <section class="card actions">
      {choices.map((choice) => (
        <button
          key={choice}
          type="button"
          class="wide"
          aria-disabled={isBusy}
          onClick={() => !isBusy && setQuestion(choice)}
        >
          {text[choice]}
        </button>
      ))}
      {hasBegun && <p class="muted">{text.started}</p>}
      {isOver && (
        <a class="button wide" href={addressOf('event', { eventId: event.id })}>
          {text.bookAgain}
        </a>
      )}
      {question === 'giveBack' && <GiveBack {...open} close={close} />}
      {question === 'add' && <Add {...open} close={close} />}
      {question === 'leave' && (
        <Question
          title={text.leaveTitle}
          text={text.leaveText(granted)}
          yes={text.leaveNow}
          no={text.back}
          close={close}
          confirm={() => change({ verb: 'cancel', body: { quantity: quantity - granted } })}
        />
      )}
      {question === 'cancelAll' && (
        <Question
          title={text.cancelAllTitle}
          text={text.cancelAllText}
          yes={text.cancelAllNow}
          no={text.back}
          close={close}
          confirm={() => change({ verb: 'cancel', body: {} })}
        />
      )}
    </section>
  );
}

function Add({ booking, event, change, close }: OpenBooking & { close: () => void }) {
  const { change: text } = bookingTexts.value;
  const [quantity, setQuantity] = useState(1);
  const most = mostToAdd(booking, event);
  const send = (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    close();
    change({ verb: 'add', body: { quantity } });
  };
  return (
    <Dialog title={text.addTitle} close={close}>
      <form onSubmit={send}>
        <Stepper
          id="more-tickets"
          value={quantity}
          most={most}
          set={setQuantity}
          label={bookTexts.value.quantity}
          hint={text.addLimit(most)}
        />
        <div class="buttons">
          <button type="submit" class="primary">
            {text.addNow(quantity)}
          </button>
          <button type="button" onClick={close}>
            {text.back}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
