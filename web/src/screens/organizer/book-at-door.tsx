/** Books for somebody at the door: the form, and what became of it. */
import { useEffect, useState } from 'preact/hooks';
import type { Booking } from '../../api/book.ts';
import { api } from '../../api/client.ts';
import { session } from '../../api/session.ts';
import { saysLeft } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { OnItsWay } from '../../parts/on-its-way.tsx';
import { isAllOffSale } from '../../parts/ticket-types.ts';
import { useSendOnce } from '../../parts/use-send-once.ts';
import type { ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { typeTexts } from '../../texts/type-texts.ts';
import { DoorBooking } from './door-booking.tsx';
import { DoorForm, type DoorOrder } from './door-form.tsx';
import { EventScreen, type OnScreen } from './event-screen.tsx';

export const BookAtDoor = (_props: ScreenProps) => (
  <EventScreen class="at-door" title={organizerTexts.value.atDoor.title} looksAgain>
    {(onScreen) =>
      onScreen.event.cancelledAt !== undefined ? (
        <Notice kind="note">{organizerTexts.value.atDoor.cancelled}</Notice>
      ) : isAllOffSale(onScreen.event) ? (
        <Notice kind="note">{typeTexts.value.noneOnSale}</Notice>
      ) : (
        <Sale {...onScreen} />
      )
    }
  </EventScreen>
);

type Made = { booking: Booking; order: DoorOrder };

function Sale({ event, look, toTop }: OnScreen) {
  const { atDoor: text } = organizerTexts.value;
  const { events } = texts.value;
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
