/** Finds bookings by name, and checks their tickets in, or undoes it. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { sayProblem } from '../../api/problems.ts';
import { Notice } from '../../parts/form.tsx';
import { countTypes, typeName } from '../../parts/ticket-types.ts';
import { clockTime } from '../../parts/times.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { doorTexts } from '../../texts/door-texts.ts';
import { texts } from '../../texts/language.ts';
import { whoIs } from './check-in.ts';
import type { DoorEvent } from './device-memory.ts';
import { findBookings, type Page } from './find-bookings.ts';
import { UndoForm } from './undo-form.tsx';
import type { Door } from './use-door.ts';

type Booking = Page['items'][number];
type Ticket = NonNullable<Booking['tickets']>[number];

const LEAST_LETTERS = 2;
const FOUND_MAX = 10;
const TYPING_MS = 300;

/** @returns the bookings with tickets whose names have the words; they are read again when `round` changes. */
function useFound(eventId: string, words: string, round: number) {
  return useAnswer(
    () =>
      words.length < LEAST_LETTERS
        ? undefined
        : findBookings(eventId, words, { limit: FOUND_MAX, status: 'confirmed' }),
    [eventId, words, round],
  );
}

export function FindByName({ door, event }: { door: Door; event: DoorEvent }) {
  const text = doorTexts.value;
  const id = useId();
  const [typed, setTyped] = useState('');
  const [words, setWords] = useState('');
  const [round, setRound] = useState(0);
  const { data, problem } = useFound(door.eventId, words, round);
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const isShort = words.length < LEAST_LETTERS;
  return (
    <section class="find card">
      <h2>{text.find}</h2>
      <div class="field">
        <label for={id}>{text.findLabel}</label>
        <input
          id={id}
          type="search"
          value={typed}
          onInput={(typing) => setTyped(typing.currentTarget.value)}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
        />
        <p class="hint" id={`${id}-hint`}>
          {door.isOnline ? text.findHint : text.findOffline}
        </p>
      </div>
      {problem && !isShort && <Notice kind="bad">{sayProblem(problem, texts.value)}</Notice>}
      {data && !isShort && (
        <>
          {data.items.length === 0 && <p role="status">{text.noneFound}</p>}
          <ul class="found">
            {data.items.map((booking) => (
              <Found
                key={booking.id}
                door={door}
                booking={booking}
                event={event}
                again={() => setRound((past) => past + 1)}
              />
            ))}
          </ul>
          {data.nextCursor !== null && <p class="muted">{text.more}</p>}
        </>
      )}
    </section>
  );
}

type FoundProps = { door: Door; booking: Booking; event: DoorEvent; again: () => void };

function Found({ door, booking, event, again }: FoundProps) {
  const text = doorTexts.value;
  const who = whoIs(booking) ?? text.nameless;
  const tickets = booking.tickets ?? [];
  const left = tickets.filter(({ checkedInAt }) => checkedInAt === undefined);
  /** By ticket, whether the service has answered. Until the booking is read again, a second press does nothing. */
  const pressed = useRef(new Map<number, boolean>());
  useEffect(() => {
    for (const [number, isAnswered] of pressed.current) if (isAnswered) pressed.current.delete(number);
  }, [booking]);
  const typesOf = (numbers: number[]) =>
    countTypes(tickets.filter(({ number }) => numbers.includes(number)).map(({ type }) => type));
  const letIn = async (numbers: number[]) => {
    if (numbers.some((number) => pressed.current.has(number))) return;
    for (const number of numbers) pressed.current.set(number, false);
    await door.letIn({ bookingId: booking.id, tickets: numbers }, { who, types: typesOf(numbers) });
    for (const number of numbers) pressed.current.set(number, true);
    again();
  };
  return (
    <li class="found-booking">
      <div class="found-head">
        <strong>{who}</strong>
        {left.length > 1 && door.isOnline && (
          <button type="button" class="primary" onClick={() => letIn(left.map(({ number }) => number))}>
            {text.letAllIn(left.length)}
          </button>
        )}
      </div>
      <ul>
        {tickets.map((ticket) => (
          <TicketRow
            key={ticket.number}
            door={door}
            booking={booking}
            ticket={ticket}
            event={event}
            letIn={() => letIn([ticket.number])}
            again={again}
          />
        ))}
      </ul>
    </li>
  );
}

type TicketProps = FoundProps & { ticket: Ticket; letIn: () => void };

function TicketRow({ door, booking, ticket, event, letIn, again }: TicketProps) {
  const text = doorTexts.value;
  const [isAsking, setAsking] = useState(false);
  const { number, type, name, checkedInAt } = ticket;
  const label = [text.ticketNumber(number), typeName(type, event)].filter(Boolean).join(', ');
  const who = whoIs({ ...booking, name }) ?? text.nameless;
  const close = (isUndone: boolean) => {
    setAsking(false);
    if (isUndone) again();
  };
  return (
    <li class="found-ticket">
      <span>
        {label}
        {name && `: ${who}`}
        {checkedInAt && <span class="badge confirmed">{text.inSince(clockTime(checkedInAt, event))}</span>}
      </span>
      {!door.isOnline || isAsking ? null : checkedInAt === undefined ? (
        <button type="button" aria-label={`${text.letIn}: ${who}, ${label}`} onClick={letIn}>
          {text.letIn}
        </button>
      ) : (
        <button type="button" aria-label={text.undoOf(`${who}, ${label}`)} onClick={() => setAsking(true)}>
          {text.undo}
        </button>
      )}
      {isAsking && (
        <UndoForm
          door={door}
          target={{ bookingId: booking.id, tickets: [number] }}
          who={`${who}, ${label}`}
          close={close}
        />
      )}
    </li>
  );
}
