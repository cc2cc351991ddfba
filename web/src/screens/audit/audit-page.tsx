/** The audit of an event: it runs when the screen opens, and becomes a report to read, print and save. */
import { useEffect, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { api } from '../../api/client.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { auditTexts } from '../../texts/audit-texts.ts';
import { texts } from '../../texts/language.ts';
import { ManagersOnly } from '../organizer/managers-only.tsx';
import { useTaggedEvent } from '../organizer/use-tagged-event.ts';
import { AuditReport } from './audit-report.tsx';
import { Unfinished } from './unfinished.tsx';

export function AuditPage(_props: ScreenProps) {
  const { eventId = '' } = useRoute().params;
  return <ManagersOnly eventId={eventId}>{() => <AuditOf eventId={eventId} />}</ManagersOnly>;
}

function AuditOf({ eventId }: { eventId: string }) {
  const text = auditTexts.value;
  const { data, problem, again } = useTaggedEvent(eventId, false);
  const [run, setRun] = useState(0);
  const name = data?.event.name;
  useEffect(() => {
    document.title = `${name === undefined ? text.title : text.titleOf(name)} · ${texts.value.product}`;
  }, [name, text]);
  return (
    <>
      <p class="back">
        <a href={addressOf('organizedEvent', { eventId })}>{texts.value.back}</a>
      </p>
      {data === undefined ? (
        <>
          <h1>{text.title}</h1>
          <NoAnswer problem={problem} again={again} />
        </>
      ) : (
        <Run key={run} event={data.event} again={() => setRun(run + 1)} />
      )}
    </>
  );
}

function Run({ event, again }: { event: Event; again: () => void }) {
  const text = auditTexts.value;
  const path = { eventId: event.id };
  const { data, problem } = useAnswer(
    () => api.GET('/v1/events/{eventId}/audit', { params: { path } }),
    [event.id],
  );
  if (data !== undefined) return <AuditReport event={event} audit={data} again={again} />;
  return (
    <>
      <h1>{text.titleOf(event.name)}</h1>
      <p class="muted">{text.intro}</p>
      <Unfinished eventId={event.id} problem={problem} again={again} />
    </>
  );
}
