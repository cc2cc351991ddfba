/** What the screens about one event of an organizer begin with: the way back, the title, and the event once it was read. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { Event } from '../../parts/event-summary.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { addressOf } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { ManagersOnly } from './managers-only.tsx';
import { useTaggedEvent } from './use-tagged-event.ts';

/** `toTop`: moves the focus to the title, from what is gone. `look`: reads the event again. */
export type OnScreen = { event: Event; toTop: () => void; look: () => void };

/** `looksAgain`: the event is read again while the screen is open. */
type Props = {
  class: string;
  title: (eventName: string) => string;
  looksAgain?: boolean;
  children: (onScreen: OnScreen) => ComponentChildren;
};

export function EventScreen(props: Props) {
  const { eventId = '' } = useRoute().params;
  return <ManagersOnly eventId={eventId}>{() => <Screen eventId={eventId} {...props} />}</ManagersOnly>;
}

function Screen({ eventId, title, looksAgain = false, children, ...look }: Props & { eventId: string }) {
  const { data, problem, again } = useTaggedEvent(eventId, looksAgain);
  const heading = useRef<HTMLHeadingElement>(null);
  const name = data?.event.name ?? '';
  useEffect(() => {
    document.title = `${title(name)} · ${texts.value.product}`;
  }, [name, title]);
  return (
    <div class={look.class}>
      <p class="back">
        <a href={addressOf('organizedEvent', { eventId })}>{texts.value.back}</a>
      </p>
      <h1 tabIndex={-1} ref={heading}>
        {title(name)}
      </h1>
      {data === undefined ? (
        <NoAnswer problem={problem} again={again} />
      ) : (
        children({ event: data.event, toTop: () => heading.current?.focus(), look: again })
      )}
    </div>
  );
}
