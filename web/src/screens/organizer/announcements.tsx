/** Writes announcements to the customers of an event, and lists those that were sent. */
import { useState } from 'preact/hooks';
import type { components } from '../../../.generated/api';
import { Notice } from '../../parts/form.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import type { ScreenProps } from '../../paths.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { AnnouncementList, readAnnouncements } from './announcement-list.tsx';
import { AnnouncementWriter } from './announcement-writer.tsx';
import { EventScreen, type OnScreen } from './event-screen.tsx';

type Sent = components['schemas']['AnnouncementPage'];

/** How often to look while mails are being sent. */
const SENDING_SECONDS = 2;

export const Announcements = (_props: ScreenProps) => (
  <EventScreen class="announcements" title={organizerTexts.value.announcements.title}>
    {(onScreen) => <WriteAndList {...onScreen} />}
  </EventScreen>
);

function WriteAndList({ event, toTop }: OnScreen) {
  const text = organizerTexts.value.announcements;
  const [wasSent, setSent] = useState(false);
  const sent = useAnswer<Sent>(
    () => readAnnouncements(event.id),
    [event.id],
    ({ items }) => (items.every(({ progress }) => progress.isDone) ? undefined : SENDING_SECONDS),
  );
  return (
    <>
      {wasSent && <Notice kind="good">{text.onItsWay}</Notice>}
      {event.cancelledAt === undefined ? (
        <AnnouncementWriter
          eventId={event.id}
          writes={() => setSent(false)}
          sent={() => {
            setSent(true);
            sent.again();
            toTop();
          }}
        />
      ) : (
        <Notice kind="note">{text.cancelled}</Notice>
      )}
      <AnnouncementList event={event} {...sent} />
    </>
  );
}
