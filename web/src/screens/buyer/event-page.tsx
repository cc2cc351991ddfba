/** One event: what it is, what is left of it as that changes, and the way to a ticket. */

import { useEffect } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { api, apiWithoutSession } from '../../api/client.ts';
import { session } from '../../api/session.ts';
import { DateBlock, type Event, StateBadge, saysLeft } from '../../parts/event-summary.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { isAllOffSale, leftOfType, sayPrice } from '../../parts/ticket-types.ts';
import { dateTime } from '../../parts/times.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { typeTexts } from '../../texts/type-texts.ts';

/** Shared caches keep the answer for a second or more; nobody sees a change sooner. */
const LOOK_AGAIN_SECONDS = 5;
const LOOK_AGAIN_LATE_SECONDS = 30;

/** @returns how soon what is left may change: seldom once nothing sells. */
function nextLook({ availability: { state } }: Event): number | undefined {
  if (state === 'closed' || state === 'cancelled') return undefined;
  return state === 'on-sale' || state === 'drawing' ? LOOK_AGAIN_SECONDS : LOOK_AGAIN_LATE_SECONDS;
}

/** Without a session the answer is the same for everybody, and caches give it; only with one is a draft there. */
async function readForAnybody(eventId: string) {
  const options = { params: { path: { eventId } } };
  const answer = await apiWithoutSession.GET('/v1/events/{eventId}', options);
  const isHidden = answer.response.status === 404 && session.value !== undefined;
  return isHidden ? api.GET('/v1/events/{eventId}', options) : answer;
}

/** @returns the event, read again while it may change. */
export function useEvent(eventId: string) {
  return useAnswer<Event>(() => readForAnybody(eventId), [eventId], nextLook);
}

export function EventPage(_props: ScreenProps) {
  const { eventId = '' } = useRoute().params;
  const { data: event, problem, again } = useEvent(eventId);
  useEffect(() => {
    if (event) document.title = `${event.name} · ${texts.value.product}`;
  }, [event?.name]);
  if (event === undefined) return <NoAnswer problem={problem} again={again} />;
  return (
    <article class="event-page">
      <header>
        <DateBlock event={event} />
        <div>
          <StateBadge event={event} />
          <h1>{event.name}</h1>
        </div>
      </header>
      <div class="columns">
        <div class="main-column">
          <Details event={event} />
          {event.description && <p class="description">{event.description}</p>}
        </div>
        <Sale event={event} />
      </div>
    </article>
  );
}

function Details({ event }: { event: Event }) {
  const { when, where, until, website } = texts.value.event;
  return (
    <dl class="details">
      <dt>{when}</dt>
      <dd>
        <time dateTime={event.startsAt}>{dateTime(event.startsAt, event)}</time>
        {event.endsAt && <span class="muted"> {until(dateTime(event.endsAt, event))}</span>}
      </dd>
      {(event.venue || event.address) && (
        <>
          <dt>{where}</dt>
          <dd>
            {event.venue}
            {event.address && <span class="muted address">{event.address}</span>}
          </dd>
        </>
      )}
      {event.url && (
        <>
          <dt>{website}</dt>
          <dd>
            <a href={event.url} rel="noopener noreferrer external" target="_blank">
              {new URL(event.url).host}
            </a>
          </dd>
        </>
      )}
    </dl>
  );
}

/** What the visitor can do now; the label of the way there. */
function actionOf({ availability: { state }, waitlist }: Event): 'book' | 'join' | 'takePart' | undefined {
  if (state === 'drawing') return 'takePart';
  if (state === 'on-sale') return 'book';
  return state === 'sold-out' && waitlist.enabled ? 'join' : undefined;
}

function Sale({ event }: { event: Event }) {
  const text = texts.value.event;
  const { state, waiting } = event.availability;
  const action = actionOf(event);
  const isOffSale = ['drawing', 'on-sale', 'sold-out'].includes(state) && isAllOffSale(event);
  const notes = {
    'not-open': text.opensAt(dateTime(event.salesOpenAt, event)),
    drawing: text.drawNote,
    'on-sale': text.closesAt(dateTime(event.salesCloseAt, event)),
    'sold-out': event.waitlist.enabled ? text.soldOutNote : text.noWaitlist,
    closed: text.closedNote,
    cancelled: text.cancelledNote,
  };
  return (
    <aside class="card sale" aria-live="polite">
      <p class="left">{saysLeft(event) ?? texts.value.events.states[state]}</p>
      {state === 'sold-out' && waiting > 0 && <p class="muted">{text.waiting(waiting)}</p>}
      <p class="muted">{isOffSale ? typeTexts.value.noneOnSale : notes[state]}</p>
      <Types event={event} />
      {action && !isOffSale && (
        <a class="button primary wide" href={addressOf('book', { eventId: event.id })}>
          {text[action]}
        </a>
      )}
    </aside>
  );
}

/** The ticket types with their prices. Nobody needs those that are off sale, except to see that they were there. */
function Types({ event }: { event: Event }) {
  const text = typeTexts.value;
  const { ticketTypes = [] } = event;
  const isGone = (type: string) => leftOfType(event, type) === 0;
  if (ticketTypes.length === 0) return null;
  return (
    <ul class="type-prices" aria-label={text.heading}>
      {ticketTypes.map(({ id, name, price, isOffSale }) => (
        <li key={id} class={isOffSale || isGone(id) ? 'muted' : ''}>
          <span dir="auto">{name}</span>
          <span>{isOffSale ? text.offSale : isGone(id) ? text.soldOut : price && sayPrice(price)}</span>
        </li>
      ))}
    </ul>
  );
}
