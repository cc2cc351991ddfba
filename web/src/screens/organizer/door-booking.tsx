/** A booking that was made at the door: its tickets with their codes, and letting their holders in; or that it waits. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Booking } from '../../api/book.ts';
import { api, newKey } from '../../api/client.ts';
import { forgetKept } from '../../api/kept-caches.ts';
import { sayProblem } from '../../api/problems.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { number } from '../../parts/numbers.ts';
import { typeName } from '../../parts/ticket-types.ts';
import { TypeSummary } from '../../parts/type-summary.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { bookTexts } from '../../texts/book-texts.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { QrCode, useQrCodes } from '../buyer/ticket-code.tsx';
import { checkIn, type Verdict } from '../door/check-in.ts';
import type { DoorOrder } from './door-form.tsx';

type Props = { event: Event; booking: Booking; order: DoorOrder; next: () => void };

/** How often to look whether a booking got its tickets, while it waits here. */
const WAITING_SECONDS = 3;

export function DoorBooking({ event, booking: made, order, next }: Props) {
  const { atDoor: text } = organizerTexts.value;
  const { tickets: inWords } = texts.value;
  const book = bookTexts.value;
  const { data: read, again } = useAnswer(
    () =>
      api.GET('/v1/events/{eventId}/bookings/{bookingId}', {
        params: { path: { eventId: event.id, bookingId: made.id } },
      }),
    [made.id],
    ({ status }) => (status === 'waitlisted' ? WAITING_SECONDS : undefined),
  );
  const { status, quantity, types, position } = read ?? made;
  const { firstName, lastName, email } = order.attendee;
  const who = `${firstName} ${lastName}`;
  return (
    <section class={`card done ${status}`}>
      <Notice kind={status === 'confirmed' ? 'good' : 'note'}>
        <strong>
          {status === 'confirmed' ? text.booked(who, inWords(quantity)) : text.waits(who, inWords(quantity))}
        </strong>
      </Notice>
      <TypeSummary event={event} types={types} />
      {position !== undefined && <p class="position">{text.position(number(position))}</p>}
      <p class="muted">
        {email === undefined
          ? status === 'confirmed'
            ? text.noAddress
            : text.noAddressWaits
          : book.done.mailed(email)}
      </p>
      {status === 'confirmed' && read !== undefined ? (
        <Tickets event={event} booking={read} again={again} next={next} />
      ) : (
        <div class="buttons">
          <button type="button" onClick={next}>
            {text.next}
          </button>
        </div>
      )}
    </section>
  );
}

type TicketsProps = { event: Event; booking: Booking; again: () => void; next: () => void };

function Tickets({ event, booking, again, next }: TicketsProps) {
  const { atDoor: text } = organizerTexts.value;
  const { tickets = [] } = booking;
  const key = useRef(newKey());
  const nextButton = useRef<HTMLButtonElement>(null);
  const [verdict, setVerdict] = useState<Verdict>();
  const left = tickets.filter(({ checkedInAt }) => checkedInAt === undefined);
  const letIn = async () => {
    if (verdict?.kind === 'checking') return;
    setVerdict({ kind: 'checking' });
    const target = { bookingId: booking.id, tickets: left.map((ticket) => ticket.number) };
    setVerdict(await checkIn(event.id, target, key.current));
    again();
  };
  const isIn = left.length === 0;
  // The button that was pressed is gone.
  useEffect(() => {
    if (isIn) nextButton.current?.focus();
  }, [isIn]);
  return (
    <>
      {isIn && <Notice kind="good">{text.in(tickets.length)}</Notice>}
      {!isIn && verdict !== undefined && verdict.kind !== 'checking' && verdict.kind !== 'in' && (
        <Notice kind="bad">
          {verdict.kind === 'unclear' ? sayProblem(verdict.problem, texts.value) : text.notIn}
        </Notice>
      )}
      <div class="buttons">
        {!isIn && (
          <button type="button" class="primary" aria-disabled={verdict?.kind === 'checking'} onClick={letIn}>
            {text.letIn(left.length)}
          </button>
        )}
        <button type="button" class={isIn ? 'primary' : ''} ref={nextButton} onClick={next}>
          {text.next}
        </button>
      </div>
      {!isIn && <Codes event={event} booking={booking} />}
    </>
  );
}

function Codes({ event, booking }: { event: Event; booking: Booking }) {
  const { atDoor: text } = organizerTexts.value;
  const words = bookingTexts.value;
  const { tickets = [] } = booking;
  const own = { eventId: event.id, bookingId: booking.id, token: undefined };
  const codes = useQrCodes(own, tickets);
  // The tickets are somebody else's: their pictures do not stay in this browser.
  useEffect(() => () => void forgetKept(own.bookingId).catch(() => undefined), []);
  return (
    <>
      <h2>{text.codes}</h2>
      <p class="muted">{text.codesHint}</p>
      <ul class="cards door-codes">
        {tickets.map((ticket) => (
          <li key={ticket.number} class="card">
            <h3>{words.ticket.number(ticket.number)}</h3>
            {ticket.type && (
              <p class="ticket-type" dir="auto">
                {typeName(ticket.type, event)}
              </p>
            )}
            {ticket.code !== undefined && <QrCode codes={codes} number={ticket.number} code={ticket.code} />}
          </li>
        ))}
      </ul>
    </>
  );
}
