/** One booking: how it stands as that changes, its tickets, and what its customer can do with it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import type { BookingRef, Change } from '../../api/one-booking.ts';
import { noteBooking, ownBooking } from '../../api/own-bookings.ts';
import { mayPass, type Problem, sayProblem } from '../../api/problems.ts';
import { session } from '../../api/session.ts';
import type { Progress } from '../../api/until-answered.ts';
import { announce } from '../../parts/announcer.tsx';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { sayFaults } from '../../parts/say-fault.ts';
import { sayTypeFault } from '../../parts/ticket-types.ts';
import { dateTime } from '../../parts/times.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import { texts } from '../../texts/language.ts';
import { LinkedAnnouncements } from './announcements-part.tsx';
import { BookingActions } from './booking-actions.tsx';
import { BookingEvent } from './booking-event.tsx';
import { BookingState } from './booking-state.tsx';
import { KeptHere } from './kept-here.tsx';
import { MailLink } from './mail-link.tsx';
import { ReceiptPart } from './receipt-part.tsx';
import { TicketList } from './ticket-list.tsx';
import { useChanges, useEventOf, useKept, useWatch } from './use-booking.ts';

export function BookingPage(_props: ScreenProps) {
  const { eventId = '', bookingId = '' } = useRoute().params;
  return <WithAccess key={`${eventId} ${bookingId}`} eventId={eventId} bookingId={bookingId} />;
}

/**
 * What may open the booking is tried in turn: the token that this browser keeps, that of a link that was opened later, and the session.
 * So a link that somebody made with a false token takes nothing away.
 */
function WithAccess(ids: { eventId: string; bookingId: string }) {
  const { query } = useLocation();
  const { token: kept, linked, at, announcements, announcedBy } = ownBooking(ids) ?? {};
  const [refused, setRefused] = useState<string[]>([]);
  const token = [kept, linked].find((one) => one !== undefined && !refused.includes(one));
  const hasRead = token === kept && at !== undefined;
  const userId = session.value?.user.id;
  const { gone, logInHint } = bookingTexts.value;
  return (
    <>
      {announcements && announcedBy && 'announcements' in query && (
        <LinkedAnnouncements
          key={announcedBy}
          booking={{ ...ids, token: announcedBy }}
          path={announcements}
        />
      )}
      {token === undefined && userId === undefined ? (
        <LogInFirst text={refused.length > 0 ? gone : logInHint} {...ids} />
      ) : (
        <OneBooking
          key={token ?? userId}
          own={{ ...ids, token }}
          mayBeFalse={token !== undefined && !hasRead}
          refuse={(wrong) => setRefused([...refused, wrong])}
        />
      )}
    </>
  );
}

type LogInProps = { text: string; eventId: string; bookingId: string };

function LogInFirst({ text, eventId, bookingId }: LogInProps) {
  const { menu, bookings } = texts.value;
  const next = encodeURIComponent(addressOf('booking', { eventId, bookingId }));
  return (
    <div class="narrow card">
      <h1>{bookings.title}</h1>
      <p>{text}</p>
      <div class="buttons">
        <a class="button primary" href={`${addressOf('logIn')}?next=${next}`}>
          {menu.logIn}
        </a>
      </div>
      <div class="mail-link">
        <MailLink eventId={eventId} bookingId={bookingId} />
      </div>
    </div>
  );
}

type OneBookingProps = { own: BookingRef; mayBeFalse: boolean; refuse: (token: string) => void };

/** `mayBeFalse`: the token has not read the booking yet. `refuse` is called if the service does not take it. */
function OneBooking({ own, mayBeFalse, refuse }: OneBookingProps) {
  const watch = useWatch(own);
  const top = useRef<HTMLElement>(null);
  const read = watch.booking.value;
  const problem = watch.problem.value;
  const { data: readEvent, problem: eventProblem, again } = useEventOf(own, read?.status);
  const kept = useKept(own, { booking: read, event: readEvent, problem, mayBeFalse });
  const booking = read ?? kept?.booking;
  const event = readEvent ?? kept?.event;
  const { change, isBusy, progress, problem: refusal } = useChanges(own, watch, mayBeFalse);
  useEffect(() => {
    if (read && own.token !== undefined) noteBooking(read, own.token);
  }, [read]);
  // The event may not be as it was read.
  useEffect(() => {
    if (refusal) again();
  }, [refusal]);
  const refused = problem?.status === 401 || problem?.status === 404 ? own.token : undefined;
  useEffect(() => {
    if (refused !== undefined) refuse(refused);
  }, [refused]);
  useEffect(() => {
    if (event) document.title = `${bookingTexts.value.title(event.name)} · ${texts.value.product}`;
  }, [event?.name]);
  if (refused !== undefined) return null;
  if (problem !== undefined && !mayPass(problem))
    return <LogInFirst text={bookingTexts.value.gone} eventId={own.eventId} bookingId={own.bookingId} />;
  if (booking === undefined || event === undefined) {
    const readAgain = () => {
      watch.look();
      again();
    };
    return <NoAnswer problem={problem ?? eventProblem} again={readAgain} />;
  }
  /** The result of a change of the whole booking is above the buttons that ask for it. */
  const changeAndShow = async (wanted: Change) => {
    const isMade = await change(wanted);
    if (isMade && wanted.verb !== 'name' && wanted.verb !== 'transfer') top.current?.scrollIntoView();
    return isMade;
  };
  const open = { ref: own, watch, booking, event, change: changeAndShow, isBusy, problem: refusal };
  return (
    <article class="booking-page" ref={top}>
      <p class="back">
        <a href={addressOf('myBookings')}>← {texts.value.bookings.title}</a>
      </p>
      <OnItsWay progress={progress} reading={problem} keptAt={read ? undefined : kept?.at} />
      {refusal && <Refusal problem={refusal} />}
      <div class="columns">
        <div class="main-column">
          <BookingState {...open} />
          <TicketList {...open} />
        </div>
        <aside>
          <BookingEvent {...open} />
          <BookingActions {...open} />
          <ReceiptPart {...open} />
          <KeptHere {...open} />
        </aside>
      </div>
    </article>
  );
}

function Refusal({ problem }: { problem: Problem }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [problem]);
  // What is chosen of the booking's tickets was there when the form was opened.
  const hasChanged = Object.keys(problem.fields).some((pointer) => /^\/(?:tickets|quantity)/.test(pointer));
  const offSale = sayTypeFault(problem);
  if (offSale !== undefined)
    return (
      <div ref={place}>
        <Notice kind="bad">{offSale}</Notice>
      </div>
    );
  return (
    <div ref={place}>
      <Notice kind="bad">
        <p>{hasChanged ? bookingTexts.value.change.changedMeanwhile : sayProblem(problem, texts.value)}</p>
        {!hasChanged && sayFaults(problem).map((fault) => <p key={fault}>{fault}</p>)}
      </Notice>
    </div>
  );
}

type OnItsWayProps = {
  progress: Progress | undefined;
  reading: Problem | undefined;
  keptAt: string | undefined;
};

/** Says why a change takes longer, or that what is shown may be old. */
function OnItsWay({ progress, reading, keptAt }: OnItsWayProps) {
  const { change, keptOffline } = bookingTexts.value;
  const text =
    progress?.kind === 'waiting'
      ? sayProblem({ ...progress.problem, retryAfterSeconds: progress.seconds }, texts.value)
      : progress?.isRepeat
        ? change.repeated
        : progress === undefined && reading !== undefined
          ? keptAt === undefined
            ? sayProblem(reading, texts.value)
            : keptOffline(dateTime(keptAt))
          : '';
  const said = text || (progress === undefined ? '' : change.working);
  useEffect(() => (said === '' ? undefined : announce(said)), [said]);
  return text === '' ? null : (
    <div class="notice note">
      <p>{text}</p>
    </div>
  );
}
