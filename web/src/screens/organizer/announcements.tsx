/** Writes announcements to the customers of an event, and lists those that were sent. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { session } from '../../api/session.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { AnnouncementList } from './announcement-list.tsx';
import { AnnouncementWriter } from './announcement-writer.tsx';
import { OrganizersOnly } from './organizers-only.tsx';
import { useTaggedEvent } from './use-tagged-event.ts';

type Sent = components['schemas']['AnnouncementPage'];

/** How often to look while mails are being sent. */
const SENDING_SECONDS = 2;

export function Announcements(_props: ScreenProps) {
  const { eventId = '' } = useRoute().params;
  return (
    <OrganizersOnly>
      <Screen key={eventId} eventId={eventId} />
    </OrganizersOnly>
  );
}

function Screen({ eventId }: { eventId: string }) {
  const { title } = texts.value.announcements;
  const { data, problem, again } = useTaggedEvent(eventId, false);
  const heading = useRef<HTMLHeadingElement>(null);
  const name = data?.event.name ?? '';
  useEffect(() => {
    document.title = `${title(name)} · ${texts.value.product}`;
  }, [name, title]);
  return (
    <div class="announcements">
      <p class="back">
        <a href={addressOf('organizedEvent', { eventId })}>{texts.value.back}</a>
      </p>
      <h1 tabIndex={-1} ref={heading}>
        {title(name)}
      </h1>
      {data === undefined ? (
        <NoAnswer problem={problem} again={again} />
      ) : (
        <WriteAndList
          key={session.value?.user.id}
          event={data.event}
          toTop={() => heading.current?.focus()}
        />
      )}
    </div>
  );
}

function WriteAndList({ event, toTop }: { event: Event; toTop: () => void }) {
  const text = texts.value.announcements;
  const [wasSent, setSent] = useState(false);
  const params = { path: { eventId: event.id } };
  const sent = useAnswer<Sent>(
    () => api.GET('/v1/events/{eventId}/announcements', { params }),
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
