/** Makes an event, as a draft or published. */
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client.ts';
import { useKey } from '../../parts/use-key.ts';
import { useSend } from '../../parts/use-send.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { EventForm } from './event-form.tsx';
import { EMPTY, type EventValues, newEventOf } from './event-values.ts';
import { OrganizersOnly } from './organizers-only.tsx';

export function MakeEvent(_props: ScreenProps) {
  const { form } = organizerTexts.value;
  const { route } = useLocation();
  const { isBusy, problem, send } = useSend();
  const { keyOf } = useKey();
  useEffect(() => {
    document.title = `${form.makeTitle} · ${texts.value.product}`;
  }, [form]);
  const make = async (values: EventValues, isDraft: boolean) => {
    const body = newEventOf(values, isDraft);
    const params = { header: { 'Idempotency-Key': keyOf(body) } };
    const answer = await send(() => api.POST('/v1/events', { params, body }));
    if (answer?.data !== undefined) route(addressOf('organizedEvent', { eventId: answer.data.id }), true);
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
