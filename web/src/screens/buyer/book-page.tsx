/** Books tickets of an event in two steps: how many, and for whom. Or asks for a place in the waitlist. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { type Booking, type Order, type OrderProgress, sendOrder, unansweredOrder } from '../../api/book.ts';
import { rememberBooking } from '../../api/own-bookings.ts';
import { type Problem, sayProblem } from '../../api/problems.ts';
import { announce } from '../../parts/announcer.tsx';
import type { Event } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { bookTexts } from '../../texts/book-texts.ts';
import { texts } from '../../texts/language.ts';
import { BookingDone } from './booking-done.tsx';
import { useEvent } from './event-page.tsx';
import { QuantityStep } from './quantity-step.tsx';
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

/** What the visitor filled in so far, in this tab. */
type Draft = Order & { step: 1 | 2 };

/** @returns the state of the form, and what sends it. An order without an answer is sent again at once. */
function useOrder(eventId: string) {
  const [progress, setProgress] = useState<OrderProgress>();
  const [problem, setProblem] = useState<Problem>();
  const [booking, setBooking] = useState<Booking>();
  const leave = useRef(new AbortController());
  const isBusy = useRef(false);
  const send = async (order: Order) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setProblem(undefined);
    const result = await sendOrder(eventId, order, setProgress, leave.current.signal);
    isBusy.current = false;
    if (leave.current.signal.aborted) return;
    setProgress(undefined);
    if ('problem' in result) {
      setProblem(result.problem);
      return;
    }
    rememberBooking(result.data);
    setBooking(result.data);
  };
  useEffect(() => {
    leave.current = new AbortController();
    const earlier = unansweredOrder(eventId);
    if (earlier !== undefined) send(earlier.order);
    return () => leave.current.abort();
  }, [eventId]);
  const startAgain = () => {
    setBooking(undefined);
    setProblem(undefined);
  };
  return { progress, problem, booking, send, startAgain };
}

function Form({ event }: { event: Event }) {
  const book = bookTexts.value;
  const { progress, problem, booking, send, startAgain } = useOrder(event.id);
  const earlier = unansweredOrder(event.id)?.order;
  const [draft, setDraft] = useState<Draft>({ quantity: 1, onSoldOut: 'waitlist', step: 1, ...earlier });
  const heading = useRef<HTMLHeadingElement>(null);
  const go = (step: 1 | 2) => {
    setDraft((past) => ({ ...past, step }));
    heading.current?.focus();
  };
  if (booking !== undefined)
    return (
      <BookingDone
        booking={booking}
        event={event}
        email={draft.attendee?.email}
        startAgain={() => {
          startAgain();
          go(1);
        }}
      />
    );
  const stepName = draft.step === 1 ? book.howMany : book.who;
  return (
    <div class="narrow">
      <p class="back">
        <a href={addressOf('event', { eventId: event.id })}>← {event.name}</a>
      </p>
      <h1 tabIndex={-1} ref={heading}>
        {stepName}
      </h1>
      <p class="muted">{book.stepOf(draft.step, stepName)}</p>
      {problem && <Notice kind="bad">{sayProblem(problem, texts.value)}</Notice>}
      <OnItsWay progress={progress} />
      {draft.step === 1 ? (
        <QuantityStep
          event={event}
          order={draft}
          change={(changed) => setDraft((past) => ({ ...past, ...changed }))}
          next={() => go(2)}
        />
      ) : (
        <WhoStep
          event={event}
          order={draft}
          isBusy={progress !== undefined}
          problem={problem}
          back={() => go(1)}
          send={(attendee) => {
            const { quantity, onSoldOut } = draft;
            setDraft((past) => ({ ...past, ...(attendee && { attendee }) }));
            send({ quantity, onSoldOut, ...(attendee && { attendee }) });
          }}
        />
      )}
    </div>
  );
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
  useEffect(() => announce(text), [text]);
  return text === '' ? null : (
    <div class="notice note">
      <p>{text}</p>
    </div>
  );
}
