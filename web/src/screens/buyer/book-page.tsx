/** Books tickets of an event in two steps: how many, and for whom. Or asks for a place in the waitlist. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import {
  type Booking,
  draftPlaceOf,
  type Order,
  type OrderProgress,
  orderToRepeat,
  sendOrder,
  unansweredOrder,
} from '../../api/book.ts';
import { rememberBooking } from '../../api/own-bookings.ts';
import { type Problem, sayProblem } from '../../api/problems.ts';
import { announce } from '../../parts/announcer.tsx';
import type { Event } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { NOTHING_CHOSEN, quantityOf, sayTypeFault, wantedOf } from '../../parts/ticket-types.ts';
import { useDraft } from '../../parts/use-draft.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { bookTexts } from '../../texts/book-texts.ts';
import { texts } from '../../texts/language.ts';
import { BookingDone } from './booking-done.tsx';
import { ChallengeWidget } from './challenge-widget.tsx';
import { useEvent } from './event-page.tsx';
import { mostOf, type OrderDraft, QuantityStep } from './quantity-step.tsx';
import { WhoStep } from './who-step.tsx';

export function BookPage(_props: ScreenProps) {
  const { eventId = '' } = useRoute().params;
  const { data: event, problem, again } = useEvent(eventId);
  useEffect(() => {
    if (event) document.title = `${bookTexts.value.title(event.name)} · ${texts.value.product}`;
  }, [event?.name]);
  if (event === undefined) return <NoAnswer problem={problem} again={again} />;
  return <Form key={eventId} event={event} />;
}

/**
 * @param done is called with the booking, and with the address that was given for it.
 * @returns the state of the form, and what sends it. An order without an answer is sent again at once.
 */
function useOrder(eventId: string, done: (booking: Booking, email: string | undefined) => void) {
  const [progress, setProgress] = useState<OrderProgress>();
  const [problem, setProblem] = useState<Problem>();
  const leave = useRef(new AbortController());
  const isBusy = useRef(false);
  const send = async (order: Order) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setProblem(undefined);
    const email = (unansweredOrder(eventId)?.order ?? order).attendee?.email;
    const result = await sendOrder(eventId, order, setProgress, leave.current.signal);
    isBusy.current = false;
    if (leave.current.signal.aborted) return;
    setProgress(undefined);
    if ('problem' in result) {
      setProblem(result.problem);
      return;
    }
    rememberBooking(result.data);
    done(result.data, email);
  };
  useEffect(() => {
    leave.current = new AbortController();
    const earlier = orderToRepeat(eventId);
    if (earlier !== undefined) send(earlier.order);
    return () => leave.current.abort();
  }, [eventId]);
  return { progress, problem, send };
}

const START: OrderDraft = { ...NOTHING_CHOSEN, onSoldOut: 'waitlist' };

/**
 * The step and the booking that was made are in the address, so that a reload and the Back button lead to what was seen
 * there, and not to an empty form after a booking.
 */
function Form({ event }: { event: Event }) {
  const { booked } = useLocation().query;
  const [wasBooked] = useState(booked !== undefined);
  if (wasBooked && booked !== undefined) return <ToBooking eventId={event.id} bookingId={booked} />;
  return <Steps event={event} />;
}

function Steps({ event }: { event: Event }) {
  const book = bookTexts.value;
  const { query, route } = useLocation();
  const { draft, change, forget } = useDraft<OrderDraft>(draftPlaceOf(event.id), START);
  // The organizer may have lowered the limit meanwhile, and others may have booked.
  const wanted = wantedOf(event, draft, mostOf(event));
  const [made, setMade] = useState<{ booking: Booking; email: string | undefined }>();
  const go = (parameters: string, replaces = false) =>
    route(`${addressOf('book', { eventId: event.id })}${parameters}`, replaces);
  const { progress, problem, send } = useOrder(event.id, (booking, email) => {
    forget();
    setMade({ booking, email });
    go(`?booked=${booking.id}`, true);
  });
  // An order that is on its way may have taken the last ticket.
  const step = query['step'] === '2' && (progress !== undefined || quantityOf(wanted) > 0) ? 2 : 1;
  // With nothing left to book, the address goes back to the first step as well, so that the next choice does not skip it.
  useEffect(() => {
    if (step === 1 && query['step'] === '2') go('', true);
  }, [step, query['step']]);
  const heading = useRef<HTMLHeadingElement>(null);
  const shownStep = useRef(step);
  useEffect(() => {
    if (shownStep.current !== step) heading.current?.focus();
    shownStep.current = step;
  }, [step]);
  if (made !== undefined && query['booked'] === made.booking.id)
    return <BookingDone {...made} event={event} startAgain={() => go('')} />;
  const stepName = step === 1 ? book.howMany : book.who;
  return (
    <div class="narrow">
      <p class="back">
        <a href={addressOf('event', { eventId: event.id })}>← {event.name}</a>
      </p>
      <h1 tabIndex={-1} ref={heading}>
        {stepName}
      </h1>
      <p class="muted">{book.stepOf(step, stepName)}</p>
      {problem && <Notice kind="bad">{sayTypeFault(problem) ?? sayProblem(problem, texts.value)}</Notice>}
      <OnItsWay progress={progress} />
      {progress?.kind === 'asking' && <ChallengeWidget {...progress} />}
      {step === 1 ? (
        <QuantityStep event={event} draft={draft} change={change} next={() => go('?step=2')} />
      ) : (
        <WhoStep
          event={event}
          wanted={wanted}
          isBusy={progress !== undefined}
          problem={problem}
          back={() => go('')}
          send={(attendee) => send({ ...wanted, onSoldOut: draft.onSoldOut, ...(attendee && { attendee }) })}
        />
      )}
    </div>
  );
}

/** A booking that was made before: its own screen has it as it is now. */
function ToBooking(booking: { eventId: string; bookingId: string }) {
  const { route } = useLocation();
  useEffect(() => route(addressOf('booking', booking), true), []);
  return null;
}

/** Says why it takes longer, if it does. */
function OnItsWay({ progress }: { progress: OrderProgress | undefined }) {
  const book = bookTexts.value;
  const text =
    progress?.kind === 'solving'
      ? book.solving
      : progress?.kind === 'waiting'
        ? sayProblem({ ...progress.problem, retryAfterSeconds: progress.seconds }, texts.value)
        : progress?.kind === 'sending' && progress.isRepeat
          ? book.kept
          : '';
  useEffect(() => (text === '' ? undefined : announce(text)), [text]);
  return text === '' ? null : (
    <div class="notice note">
      <p>{text}</p>
    </div>
  );
}
