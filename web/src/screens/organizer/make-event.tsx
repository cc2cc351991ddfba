/** Makes an event, as a draft or published. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api, newKey } from '../../api/client.ts';
import { type Problem, problemOf, UNANSWERED } from '../../api/problems.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { EventForm } from './event-form.tsx';
import { EMPTY, type EventValues, newEventOf } from './event-values.ts';
import { OrganizersOnly } from './organizers-only.tsx';

export function MakeEvent(_props: ScreenProps) {
  const { form } = texts.value.organizer;
  const { route } = useLocation();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** The key of what was sent and not answered: the same event is not made twice. */
  const unanswered = useRef<{ text: string; key: string }>(undefined);
  useEffect(() => {
    document.title = `${form.makeTitle} · ${texts.value.product}`;
  }, [form]);
  const make = async (values: EventValues, isDraft: boolean) => {
    const body = newEventOf(values, isDraft);
    const text = JSON.stringify(body);
    if (unanswered.current?.text !== text) unanswered.current = { text, key: newKey() };
    setBusy(true);
    const header = { 'Idempotency-Key': unanswered.current.key };
    const answer = await api.POST('/v1/events', { params: { header }, body }).catch(() => undefined);
    setBusy(false);
    if (answer?.data === undefined) {
      setProblem(answer === undefined ? UNANSWERED : problemOf(answer));
      return;
    }
    route(addressOf('organizedEvent', { eventId: answer.data.id }), true);
  };
  return (
    <OrganizersOnly makesEvents>
      <section class="form-screen">
        <h1>{form.makeTitle}</h1>
        <EventForm
          initial={EMPTY}
          isNew
          isBusy={isBusy}
          problem={problem}
          choices={[
            { label: form.saveDraft, send: (values) => make(values, true) },
            { label: form.publish, send: (values) => make(values, false) },
          ]}
        />
      </section>
    </OrganizersOnly>
  );
}
