/** Makes an event, as a draft or published. What is filled in is kept until it is made. */
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client.ts';
import { session } from '../../api/session.ts';
import { OnItsWay } from '../../parts/on-its-way.tsx';
import { useDraft } from '../../parts/use-draft.ts';
import { useSendOnce } from '../../parts/use-send-once.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { EventForm } from './event-form.tsx';
import { EMPTY, type NewEvent, newEventOf } from './event-values.ts';
import { OrganizersOnly } from './organizers-only.tsx';

export function MakeEvent(_props: ScreenProps) {
  const { form } = organizerTexts.value;
  useEffect(() => {
    document.title = `${form.makeTitle} · ${texts.value.product}`;
  }, [form]);
  return (
    <OrganizersOnly makesEvents>
      <section class="form-screen">
        <h1>{form.makeTitle}</h1>
        <Maker userId={session.value?.user.id ?? ''} />
      </section>
    </OrganizersOnly>
  );
}

function Maker({ userId }: { userId: string }) {
  const { form } = organizerTexts.value;
  const { route } = useLocation();
  const { draft, change, forget } = useDraft(`boxoffice.event.draft.${userId}`, EMPTY);
  const { progress, problem, send } = useSendOnce(
    `boxoffice.event.sent.${userId}`,
    (body: NewEvent, key) => api.POST('/v1/events', { params: { header: { 'Idempotency-Key': key } }, body }),
    ({ id }) => {
      forget();
      route(addressOf('organizedEvent', { eventId: id }), true);
    },
  );
  return (
    <>
      <OnItsWay progress={progress} repeated={form.repeated} />
      <EventForm
        initial={EMPTY}
        typed={draft}
        keep={change}
        isNew
        isOpen
        isBusy={progress !== undefined}
        problem={problem}
        choices={[
          { label: form.saveDraft, send: (values) => send(newEventOf(values, true)) },
          { label: form.publish, send: (values) => send(newEventOf(values, false)) },
        ]}
      />
    </>
  );
}
