/** The buttons by which a customer changes a booking, each with a question before what cannot be undone. */
import { useState } from 'preact/hooks';
import type { Booking } from '../../api/book.ts';
import { Dialog } from '../../parts/dialog.tsx';
import type { Event } from '../../parts/event-summary.tsx';
import { HowMany } from '../../parts/how-many.tsx';
import { Question } from '../../parts/question.tsx';
import { isAllOffSale, NOTHING_CHOSEN, quantityOf, wantedOf } from '../../parts/ticket-types.ts';
import { addressOf } from '../../paths.ts';
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
function mostToAdd({ quantity }: Booking, event: Event): number {
  const { availability, maxPerBooking } = event;
  if (availability.state !== 'on-sale' || isAllOffSale(event)) return 0;
  return Math.min(maxPerBooking - quantity, availability.available);
}

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
  const [chosen, setChosen] = useState(NOTHING_CHOSEN);
  const [wasSent, setSent] = useState(false);
  const most = mostToAdd(booking, event);
  const wanted = wantedOf(event, chosen, most);
  const send = (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    setSent(true);
    if (quantityOf(wanted) === 0) return;
    close();
    change({ verb: 'add', body: wanted });
  };
  return (
    <Dialog title={text.addTitle} close={close}>
      <form onSubmit={send}>
        <HowMany
          id="more-tickets"
          event={event}
          chosen={chosen}
          most={most}
          change={(changed) => setChosen((past) => ({ ...past, ...changed }))}
          hint={text.addLimit(most)}
          wasSent={wasSent}
        />
        <div class="buttons">
          <button type="submit" class="primary">
            {quantityOf(wanted) === 0 ? text.add : text.addNow(quantityOf(wanted))}
          </button>
          <button type="button" onClick={close}>
            {text.back}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
