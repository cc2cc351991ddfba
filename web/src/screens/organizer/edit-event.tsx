/** Changes an event, unless somebody else changed it meanwhile. What is filled in is kept until it is saved. */
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
import { changeOf, type EventValues } from './event-values.ts';
import { ManagersOnly } from './managers-only.tsx';
import { useEditDraft } from './use-edit-draft.ts';
import { type TaggedEvent, useTaggedEvent } from './use-tagged-event.ts';

export function EditEvent(_props: ScreenProps) {
  const { eventId = '' } = useRoute().params;
  return <ManagersOnly eventId={eventId}>{() => <Editor eventId={eventId} />}</ManagersOnly>;
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
      <Changes
        key={data.tag}
        {...data}
        wasLost={lostTag !== undefined && lostTag !== data.tag}
        lost={() => {
          setLostTag(data.tag);
          again();
        }}
      />
    </section>
  );
}

/** @param props `lost`: called when the event is not as it was read any more. `wasLost`: whether that happened before. */
type ChangesProps = TaggedEvent & { wasLost: boolean; lost: () => void };

function Changes({ event, tag, wasLost, lost }: ChangesProps) {
  const { form } = organizerTexts.value;
  const { route } = useLocation();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const { stored, typed, isOvertaken, keep, forget } = useEditDraft(event);
  const [initial] = useState({ stored, typed, isOvertaken });
  /** Rises when what was filled in is given up. */
  const [round, setRound] = useState(0);
  const toEvent = () => {
    forget();
    route(addressOf('organizedEvent', { eventId: event.id }), true);
  };
  const save = async (values: EventValues) => {
    const body = changeOf(initial.stored, values);
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
  const isFirst = round === 0;
  return (
    <>
      {isFirst && (
        <FilledIn
          {...initial}
          wasLost={wasLost}
          giveUp={() => {
            forget();
            setRound(1);
          }}
        />
      )}
      <EventForm
        key={round}
        initial={initial.stored}
        {...(isFirst && { typed: initial.typed })}
        keep={keep}
        isNew={false}
        isOpen={event.isDraft === true}
        isBusy={isBusy}
        problem={problem}
        choices={[{ label: form.save, send: save }]}
      />
    </>
  );
}

type FilledInProps = {
  typed: Partial<EventValues>;
  isOvertaken: boolean;
  wasLost: boolean;
  giveUp: () => void;
};

/** Says what somebody else changed, and that the form has changes that are not saved. */
function FilledIn({ typed, isOvertaken, wasLost, giveUp }: FilledInProps) {
  const { form } = organizerTexts.value;
  const isFilledIn = Object.keys(typed).length > 0;
  return (
    <>
      {(wasLost || isOvertaken) && (
        <Notice kind="bad">{isOvertaken ? form.overtaken : form.changedMeanwhile}</Notice>
      )}
      {isFilledIn && (
        <Notice kind="note">
          <p>{form.filledIn}</p>
          <button type="button" onClick={giveUp}>
            {form.giveUp}
          </button>
        </Notice>
      )}
    </>
  );
}
