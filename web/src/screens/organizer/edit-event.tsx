/** Changes an event, unless somebody else changed it meanwhile. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { api } from '../../api/client.ts';
import { type Problem, problemOf } from '../../api/problems.ts';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { EventForm } from './event-form.tsx';
import { changeOf, type EventValues, valuesOf } from './event-values.ts';
import { OrganizersOnly } from './organizers-only.tsx';
import { type TaggedEvent, useTaggedEvent } from './use-tagged-event.ts';

export function EditEvent(_props: ScreenProps) {
  const { eventId = '' } = useRoute().params;
  return (
    <OrganizersOnly>
      <Editor key={eventId} eventId={eventId} />
    </OrganizersOnly>
  );
}

function Editor({ eventId }: { eventId: string }) {
  const { form } = organizerTexts.value;
  const { data, problem, again } = useTaggedEvent(eventId, false);
  /** The state that somebody else has changed. It is said once the new one is there. */
  const [lostTag, setLostTag] = useState<string>();
  useEffect(() => {
    if (data) document.title = `${form.editTitle(data.event.name)} · ${texts.value.product}`;
  }, [data, form]);
  if (data === undefined) return <NoAnswer problem={problem} again={again} />;
  return (
    <section class="form-screen">
      <h1>{form.editTitle(data.event.name)}</h1>
      {lostTag !== undefined && lostTag !== data.tag && <Notice kind="bad">{form.changedMeanwhile}</Notice>}
      <Changes
        key={data.tag}
        {...data}
        lost={() => {
          setLostTag(data.tag);
          again();
        }}
      />
    </section>
  );
}

/** @param props `lost`: called when the event is not as it was read any more. */
function Changes({ event, tag, lost }: TaggedEvent & { lost: () => void }) {
  const { form } = organizerTexts.value;
  const { route } = useLocation();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [initial] = useState(() => valuesOf(event));
  const toEvent = () => route(addressOf('organizedEvent', { eventId: event.id }), true);
  const save = async (values: EventValues) => {
    const body = changeOf(initial, values);
    if (Object.keys(body).length === 0) {
      toEvent();
      return;
    }
    setBusy(true);
    const params = { path: { eventId: event.id }, header: { 'If-Match': tag } };
    const answer = await api.PATCH('/v1/events/{eventId}', { params, body }).catch(() => undefined);
    setBusy(false);
    if (answer?.data !== undefined) toEvent();
    else if (answer?.response.status === 412) lost();
    else setProblem(problemOf(answer));
  };
  return (
    <EventForm
      initial={initial}
      isNew={false}
      isBusy={isBusy}
      problem={problem}
      choices={[{ label: form.save, send: save }]}
    />
  );
}
