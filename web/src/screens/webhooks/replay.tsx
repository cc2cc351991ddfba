/** Sends everything again that happened since a time, and shows whether that is done. */
import { useEffect, useState } from 'preact/hooks';
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { sayProblem } from '../../api/problems.ts';
import { Field, Notice } from '../../parts/form.tsx';
import { sayFault } from '../../parts/say-fault.ts';
import { dateTime, exactTime, HERE } from '../../parts/times.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { useSend } from '../../parts/use-send.ts';
import { texts } from '../../texts/language.ts';
import { webhookTexts } from '../../texts/webhook-texts.ts';
import { toInstant } from '../organizer/zoned-times.ts';
import type { Webhook } from './use-webhook.ts';

type LastReplay = components['schemas']['WebhookReplay'];

const LOOK_SECONDS = 2;

/**
 * @returns the last replay, which is read again until it is done; the endpoint may have none. `requested`: to call with one that
 *   was requested from here.
 */
function useLastReplay(webhookId: string) {
  const [own, setOwn] = useState<LastReplay>();
  const isBefore = (read: LastReplay) => own !== undefined && read.requestedAt < own.requestedAt;
  const { data, problem } = useAnswer<LastReplay>(
    () => api.GET('/v1/webhooks/{webhookId}/replay', { params: { path: { webhookId } } }),
    [webhookId, own?.requestedAt],
    (read) => (read.isDone && !isBefore(read) ? undefined : LOOK_SECONDS),
  );
  const last = data === undefined || isBefore(data) ? own : data;
  return { last, problem, requested: setOwn };
}

/** @param props `sent` is called when a replay is done that was under way. */
export function Replay({ webhook, sent }: { webhook: Webhook; sent: () => void }) {
  const { replay: text } = webhookTexts.value;
  const { last, problem, requested } = useLastReplay(webhook.id);
  const [wasUnderWay, setUnderWay] = useState(false);
  const isDone = last?.isDone;
  useEffect(() => {
    if (isDone === false) setUnderWay(true);
    else if (isDone && wasUnderWay) sent();
  }, [isDone]);
  const isUnread = problem !== undefined && problem.code !== 'not-found';
  return (
    <details open={wasUnderWay}>
      <summary>{text.title}</summary>
      <p>{text.text}</p>
      {isUnread && <Notice kind="bad">{sayProblem(problem, texts.value)}</Notice>}
      {last && <Progress last={last} />}
      {webhook.enabled ? (
        <ReplayForm webhookId={webhook.id} replaces={isDone === false} requested={requested} />
      ) : (
        <p class="muted">{text.disabled}</p>
      )}
    </details>
  );
}

function Progress({ last: { since, requestedAt, isDone } }: { last: LastReplay }) {
  const { replay: text } = webhookTexts.value;
  const [from, asked] = [dateTime(since), exactTime(requestedAt)];
  return <Notice kind={isDone ? 'good' : 'note'}>{(isDone ? text.done : text.underWay)(from, asked)}</Notice>;
}

type FormProps = { webhookId: string; replaces: boolean; requested: (replay: LastReplay) => void };

/** `replaces`: a replay is under way, which a new one ends. */
function ReplayForm({ webhookId, replaces, requested }: FormProps) {
  const { replay: text } = webhookTexts.value;
  const [since, setSince] = useState('');
  const [error, setError] = useState<string>();
  const { isBusy, problem, send } = useSend();
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const instant = toInstant(since, HERE);
    const isPast = instant !== undefined && Date.parse(instant) <= Date.now();
    setError(instant === undefined ? texts.value.fields.required : isPast ? undefined : text.future);
    if (!isPast || isBusy) return;
    const params = { path: { webhookId } };
    const answer = await send(() =>
      api.POST('/v1/webhooks/{webhookId}/replay', { params, body: { since: instant } }),
    );
    if (answer?.data !== undefined) requested(answer.data);
  };
  return (
    <form onSubmit={submit} noValidate>
      {problem && problem.fields['/since'] === undefined && (
        <Notice kind="bad">{sayProblem(problem, texts.value)}</Notice>
      )}
      <Field
        label={text.since}
        name="since"
        type="datetime-local"
        value={since}
        onInput={setSince}
        hint={replaces ? text.replaces : text.sinceHint}
        error={error ?? sayFault(problem, '/since')}
        required
      />
      <button type="submit" aria-disabled={isBusy}>
        {isBusy ? texts.value.loading : text.now}
      </button>
    </form>
  );
}
