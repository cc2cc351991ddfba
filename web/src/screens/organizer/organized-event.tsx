/** One event as its organizer sees it: how it sells, and what can be done with it. */
import { useEffect, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { DateBlock, type Event, StateBadge } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { number } from '../../parts/numbers.ts';
import { leftOfType, typesOnSale } from '../../parts/ticket-types.ts';
import { dateTime } from '../../parts/times.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { EmbedEvent } from './embed-event.tsx';
import { EventActions } from './event-actions.tsx';
import { ManagersOnly } from './managers-only.tsx';
import { addSample, ratePerMinute, SalePicture, type Sample } from './sale-picture.tsx';
import { useTaggedEvent } from './use-tagged-event.ts';
import { WaitlistHold } from './waitlist-hold.tsx';

export function OrganizedEvent(_props: ScreenProps) {
  const { eventId = '' } = useRoute().params;
  return (
    <ManagersOnly eventId={eventId}>
      {(isOwner) => <Overview eventId={eventId} isOwner={isOwner} />}
    </ManagersOnly>
  );
}

function Overview({ eventId, isOwner }: { eventId: string; isOwner: boolean }) {
  const { list, event: text } = organizerTexts.value;
  const { data, problem, again } = useTaggedEvent(eventId, true);
  const [samples, setSamples] = useState<Sample[]>([]);
  const event = data?.event;
  useEffect(() => {
    if (event === undefined) return;
    document.title = `${event.name} · ${texts.value.product}`;
    setSamples((past) => addSample(past, { at: Date.now(), booked: event.availability.booked }));
  }, [event]);
  if (data === undefined || event === undefined) return <NoAnswer problem={problem} again={again} />;
  return (
    <article class="event-page">
      <header>
        <DateBlock event={event} />
        <div>
          {event.isDraft ? <span class="badge">{list.draft}</span> : <StateBadge event={event} />}
          <h1>{event.name}</h1>
          <p class="muted">
            {dateTime(event.startsAt, event)}
            {event.venue && <> · {event.venue}</>}
          </p>
        </div>
      </header>
      {event.isDraft && <Notice kind="note">{text.isDraft}</Notice>}
      <Figures event={event} samples={samples} />
      {event.availability.waiting > 0 && <WaitlistHold eventId={eventId} />}
      <nav class="buttons" aria-label={event.name}>
        <a class="button" href={addressOf('whoComes', { eventId })}>
          {text.who}
        </a>
        <a class="button" href={addressOf('bookAtDoor', { eventId })}>
          {text.atDoor}
        </a>
        <a class="button" href={addressOf('announcements', { eventId })}>
          {text.announcements}
        </a>
        <a class="button" href={addressOf('staff', { eventId })}>
          {text.staff}
        </a>
        <a class="button" href={addressOf('editEvent', { eventId })}>
          {text.edit}
        </a>
        <a class="button" href={addressOf('audit', { eventId })}>
          {text.audit}
        </a>
        {!event.isDraft && (
          <a class="button" href={addressOf('event', { eventId })}>
            {text.public}
          </a>
        )}
      </nav>
      {!event.isDraft && <EmbedEvent eventId={eventId} />}
      <EventActions {...data} isOwner={isOwner} again={again} />
    </article>
  );
}

function Figures({ event, samples }: { event: Event; samples: Sample[] }) {
  const { event: text } = organizerTexts.value;
  const { booked, available, waiting } = event.availability;
  const rate = ratePerMinute(samples);
  const types = leftOfTypes(event);
  return (
    <section class="card sale-figures">
      <dl class="figures">
        <Figure name={text.sold} value={number(booked)} />
        <Figure name={text.left} value={event.isUnlimited ? text.noEnd : number(available)} />
        <Figure name={text.waiting} value={number(waiting)} />
        <Figure
          name={text.rate}
          value={rate === undefined ? '–' : number(rate, { maximumSignificantDigits: 2 })}
        />
      </dl>
      {types.length > 0 && (
        <dl class="figures">
          {types.map(({ id, name, left }) => (
            <Figure key={id} name={text.leftOfType(name)} value={number(left)} />
          ))}
        </dl>
      )}
      <SalePicture samples={samples} />
      <p class="hint">
        {text.rateHint} {types.length > 0 && text.leftOfTypes}
      </p>
    </section>
  );
}

/** @returns how many of each type on sale are left; none, if the event has no pools or does not sell. */
const leftOfTypes = (event: Event) =>
  typesOnSale(event).flatMap(({ id, name }) => {
    const left = leftOfType(event, id);
    return left === undefined ? [] : [{ id, name, left }];
  });

const Figure = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);
