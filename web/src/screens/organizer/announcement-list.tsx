/** The announcements that were written for an event, the latest first, and how many bookings each reached. */
import type { components } from '../../../.generated/api';
import type { Event } from '../../parts/event-summary.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { number } from '../../parts/numbers.ts';
import { dateTime } from '../../parts/times.ts';
import type { Answer } from '../../parts/use-answer.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';

type Announcement = components['schemas']['Announcement'];
type Props = { event: Event } & Answer<components['schemas']['AnnouncementPage']>;

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
        <ul class="cards">
          {data.items.toReversed().map((announcement) => (
            <li key={announcement.number}>
              <Sent announcement={announcement} event={event} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

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
