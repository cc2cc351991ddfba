/** The announcements that were written for an event, the latest first, and how many bookings each reached. */
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { number } from '../../parts/numbers.ts';
import { dateTime } from '../../parts/times.ts';
import type { Answer } from '../../parts/use-answer.ts';
import { usePages } from '../../parts/use-pages.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';

type Announcement = components['schemas']['Announcement'];
type Page = components['schemas']['AnnouncementPage'];
type Props = { event: Event } & Answer<Page>;

export function AnnouncementList({ event, data, problem, again }: Props) {
  const { announcements } = organizerTexts.value;
  return (
    <section class="sent-announcements">
      <h2>{announcements.sentTitle}</h2>
      {data === undefined || problem !== undefined ? (
        <NoAnswer problem={problem} again={again} />
      ) : data.items.length === 0 ? (
        <p class="muted">{announcements.none}</p>
      ) : (
        <Pages key={data.items[0]?.number} event={event} first={data} />
      )}
    </section>
  );
}

/** `first`: the first page, which is read again and again while mails are being sent. */
function Pages({ event, first }: { event: Event; first: Page }) {
  const pages = usePages<Announcement>((cursor) => readAnnouncements(event.id, cursor), [], {
    page: first,
    isFresh: true,
  });
  const items = [...first.items, ...(pages.found?.items.slice(first.items.length) ?? [])];
  return (
    <>
      <ul class="cards" aria-busy={pages.isLoading}>
        {items.map((announcement) => (
          <li key={announcement.number}>
            <Sent announcement={announcement} event={event} />
          </li>
        ))}
      </ul>
      <MoreButton {...pages} />
    </>
  );
}

/** Reads the first page without a cursor. */
export const readAnnouncements = (eventId: string, cursor?: string) =>
  api.GET('/v1/events/{eventId}/announcements', {
    params: { path: { eventId }, query: cursor === undefined ? {} : { cursor } },
  });

function Sent({ announcement, event }: { announcement: Announcement; event: Event }) {
  const { announcements } = organizerTexts.value;
  const { subject, text, to, createdAt, progress } = announcement;
  const counts = (['unsubscribed', 'notSent', 'delayed'] as const).filter((name) => progress[name] > 0);
  return (
    <article class="card">
      <h3>{subject}</h3>
      <p class="muted">
        <time dateTime={createdAt}>{dateTime(createdAt, event)}</time> · {announcements.audiences[to]}
      </p>
      <p>
        <span class={`badge ${progress.isDone ? 'confirmed' : 'waitlisted'}`}>
          {progress.isDone ? announcements.done : announcements.goesOn}
        </span>{' '}
        {announcements.counts.sent(number(progress.sent))}
      </p>
      {counts.map((name) => (
        <p key={name} class="muted">
          {announcements.counts[name](number(progress[name]))}
        </p>
      ))}
      <details>
        <summary>{announcements.text}</summary>
        <p class="mail-text">{text}</p>
      </details>
    </article>
  );
}
