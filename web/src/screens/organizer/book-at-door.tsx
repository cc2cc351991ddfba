/** Books for somebody at the door: the form, and what became of it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { Booking } from '../../api/book.ts';
import { api } from '../../api/client.ts';
import { session } from '../../api/session.ts';
import { type Event, saysLeft } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { OnItsWay } from '../../parts/on-its-way.tsx';
import { useSendOnce } from '../../parts/use-send-once.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { DoorBooking } from './door-booking.tsx';
import { DoorForm, type DoorOrder } from './door-form.tsx';
import { OrganizersOnly } from './organizers-only.tsx';
import { useTaggedEvent } from './use-tagged-event.ts';

export function BookAtDoor(_props: ScreenProps) {
  const { eventId = '' } = useRoute().params;
  return (
    <OrganizersOnly>
      <Screen key={eventId} eventId={eventId} />
    </OrganizersOnly>
  );
}

function Screen({ eventId }: { eventId: string }) {
  const { title, cancelled } = texts.value.atDoor;
  const { data, problem, again } = useTaggedEvent(eventId, true);
  const heading = useRef<HTMLHeadingElement>(null);
  const event = data?.event;
  const name = event?.name ?? '';
  useEffect(() => {
    document.title = `${title(name)} · ${texts.value.product}`;
  }, [name, title]);
  return (
    <div class="at-door">
      <p class="back">
        <a href={addressOf('organizedEvent', { eventId })}>{texts.value.back}</a>
      </p>
      <h1 tabIndex={-1} ref={heading}>
        {title(name)}
      </h1>
      {event === undefined ? (
        <NoAnswer problem={problem} again={again} />
      ) : event.cancelledAt !== undefined ? (
        <Notice kind="note">{cancelled}</Notice>
      ) : (
        <Sale
          key={session.value?.user.id}
          event={event}
          look={again}
          toTop={() => heading.current?.focus()}
        />
      )}
    </div>
  );
}

type Made = { booking: Booking; order: DoorOrder };

/** @param props `look`: reads the event again. */
function Sale({ event, look, toTop }: { event: Event; look: () => void; toTop: () => void }) {
  const { atDoor: text, events } = texts.value;
  const [made, setMade] = useState<Made>();
  const { progress, problem, send } = useSendOnce(
    `boxoffice.at-door.${event.id}.${session.value?.user.id ?? ''}`,
    (body: DoorOrder, key) =>
      api.POST('/v1/events/{eventId}/bookings', {
        params: { path: { eventId: event.id }, header: { 'Idempotency-Key': key } },
        body,
      }),
    (booking: Booking, order) => {
      setMade({ booking, order });
      look();
      toTop();
    },
  );
  useEffect(() => {
    if (problem) look();
  }, [problem]);
  const next = () => {
    setMade(undefined);
    toTop();
  };
  if (made !== undefined) return <DoorBooking event={event} {...made} next={next} />;
  return (
    <>
      <p class="muted">{saysLeft(event) ?? events.states[event.availability.state]}</p>
      <OnItsWay progress={progress} repeated={text.repeated} />
      <DoorForm event={event} isBusy={progress !== undefined} problem={problem} send={send} />
    </>
  );
}
