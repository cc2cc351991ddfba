/** Chooses the event at whose door one is: one of those on whose staff one is, or any by its link or id. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client.ts';
import { session } from '../../api/session.ts';
import { DateBlock, type Event } from '../../parts/event-summary.tsx';
import { Field } from '../../parts/form.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { dateTime } from '../../parts/times.ts';
import { usePages } from '../../parts/use-pages.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { doorTexts } from '../../texts/door-texts.ts';
import { texts } from '../../texts/language.ts';
import { LogInFirst } from './log-in-first.tsx';

const PAGE_EVENTS = 20;

export function DoorList(_props: ScreenProps) {
  const door = doorTexts.value;
  const user = session.value?.user;
  useEffect(() => {
    document.title = `${door.title} · ${texts.value.product}`;
  }, [door]);
  if (user === undefined) return <LogInFirst next={addressOf('doors')} />;
  return (
    <>
      <h1>{door.choose}</h1>
      <Mine key={user.id} />
      <section>
        <h2>{door.other}</h2>
        <OtherEvent />
      </section>
    </>
  );
}

async function readPage(cursor?: string) {
  const query = { organizer: 'me' as const, limit: PAGE_EVENTS, ...(cursor !== undefined && { cursor }) };
  const answer = await api.GET('/v1/events', { params: { query } });
  if (answer.data === undefined) return answer;
  const { items, nextCursor } = answer.data;
  const open = items.filter(({ availability }) => availability.state !== 'cancelled');
  return { ...answer, data: { items: open, nextCursor } };
}

function Mine() {
  const door = doorTexts.value;
  const pages = usePages<Event>(readPage, []);
  const { found, problem, again } = pages;
  if (found === undefined) return <NoAnswer problem={problem} again={again} />;
  const { items, nextCursor } = found;
  if (items.length === 0 && nextCursor === null) return <p class="muted">{door.none}</p>;
  return (
    <section aria-label={door.mine}>
      <ul class="cards">
        {items.map((event) => (
          <li key={event.id}>
            <article class="card event-card">
              <DateBlock event={event} />
              <div>
                <h2>
                  <a href={addressOf('door', { eventId: event.id })}>{event.name}</a>
                </h2>
                <p class="muted">
                  {dateTime(event.startsAt, event)}
                  {event.venue && <> · {event.venue}</>}
                </p>
              </div>
            </article>
          </li>
        ))}
      </ul>
      <MoreButton {...pages} />
    </section>
  );
}

/** @returns the id in a link to any screen of an event, or the text itself if it is one. */
function idIn(text: string): string | undefined {
  return /(?:^|\/(?:events|door)\/)([\w-]{22})(?:$|[/?#])/.exec(text.trim())?.[1];
}

function OtherEvent() {
  const door = doorTexts.value;
  const { route } = useLocation();
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const eventId = idIn(typed);
    setWrong(eventId === undefined);
    if (eventId !== undefined) route(addressOf('door', { eventId }));
  };
  return (
    <form class="card" onSubmit={submit}>
      <Field
        label={door.linkOrId}
        hint={door.linkHint}
        name="event"
        value={typed}
        onInput={setTyped}
        error={isWrong ? door.linkWrong : undefined}
        autoComplete="off"
        required
      />
      <button type="submit" class="primary">
        {door.open}
      </button>
    </form>
  );
}
