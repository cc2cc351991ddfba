/** Writes an announcement: first its words, then a look at its mails, then a question before it is sent. */
import { useRef, useState } from 'preact/hooks';
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { type Problem, problemOf } from '../../api/problems.ts';
import { session } from '../../api/session.ts';
import { OnItsWay } from '../../parts/on-its-way.tsx';
import { useDraft } from '../../parts/use-draft.ts';
import { useSendOnce } from '../../parts/use-send-once.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { AnnouncementForm, type Draft } from './announcement-form.tsx';
import { AnnouncementPreview } from './announcement-preview.tsx';

type Preview = components['schemas']['AnnouncementPreview'];

const EMPTY: Draft = { subject: '', text: '', to: 'holders' };

/** @returns where this browser keeps what the account writes for this event. */
const placeOf = (kind: 'sent' | 'draft', eventId: string) =>
  `boxoffice.announcement.${kind}.${eventId}.${session.value?.user.id ?? ''}`;

/** @param props `writes`: called when the next one is begun. `sent`: when the service has taken one. */
type Props = { eventId: string; writes: () => void; sent: () => void };

export function AnnouncementWriter({ eventId, writes, sent }: Props) {
  const text = organizerTexts.value.announcements;
  const params = { path: { eventId } };
  const { draft, change, forget } = useDraft(placeOf('draft', eventId), EMPTY);
  const [preview, setPreview] = useState<Preview>();
  const [problem, setProblem] = useState<Problem>();
  const part = useRef<HTMLElement>(null);
  const [isLooking, setLooking] = useState(false);
  const sending = useSendOnce(
    placeOf('sent', eventId),
    (body: Draft, key) =>
      api.POST('/v1/events/{eventId}/announcements', {
        params: { ...params, header: { 'Idempotency-Key': key } },
        body,
      }),
    () => {
      forget();
      setPreview(undefined);
      sent();
    },
  );
  const look = async () => {
    if (isLooking) return;
    setLooking(true);
    setProblem(undefined);
    const answer = await api
      .POST('/v1/events/{eventId}/announcements/preview', { params, body: draft })
      .catch(() => undefined);
    setLooking(false);
    setPreview(answer?.data);
    if (answer?.data === undefined) setProblem(problemOf(answer));
  };
  return (
    <section class="card" tabIndex={-1} ref={part}>
      <OnItsWay progress={sending.progress} repeated={text.repeated} />
      {preview !== undefined ? (
        <AnnouncementPreview
          preview={preview}
          isBusy={sending.progress !== undefined}
          problem={sending.problem}
          back={() => {
            setPreview(undefined);
            part.current?.focus();
          }}
          send={() => sending.send(draft)}
        />
      ) : sending.progress !== undefined ? (
        <p role="status">{text.sending}</p>
      ) : (
        <AnnouncementForm
          draft={draft}
          change={(next) => {
            change(next);
            writes();
          }}
          isBusy={isLooking}
          problem={problem ?? sending.problem}
          look={look}
        />
      )}
    </section>
  );
}
