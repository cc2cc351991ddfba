/** What an organizer does with an event on its screen: publish, change the number of tickets, copy, cancel. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client.ts';
import { problemOf, sayProblem } from '../../api/problems.ts';
import { Field } from '../../parts/form.tsx';
import { number } from '../../parts/numbers.ts';
import { Question } from '../../parts/question.tsx';
import { sayFault } from '../../parts/say-fault.ts';
import { type Act, ChangeOutcome, useChange } from '../../parts/use-change.tsx';
import { useKey } from '../../parts/use-key.ts';
import { useTyped } from '../../parts/use-typed.ts';
import { addressOf } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import type { TaggedEvent } from './use-tagged-event.ts';
import { toInstant } from './zoned-times.ts';

type ActionProps = TaggedEvent & { isBusy: boolean; act: Act };

/** `isOwner`: a manager neither copies nor cancels the event. */
type Props = TaggedEvent & { isOwner: boolean; again: () => void };

export function EventActions({ event, tag, isOwner, again }: Props) {
  const { form, event: text } = organizerTexts.value;
  const { isBusy, outcome, act } = useChange(again);
  const action = { event, tag, isBusy, act };
  const publish = () =>
    act(
      () =>
        api.POST('/v1/events/{eventId}/publish', {
          params: { path: { eventId: event.id }, header: { 'If-Match': tag } },
        }),
      text.published,
    );
  return (
    <section class="event-actions">
      <ChangeOutcome outcome={outcome} changedMeanwhile={form.changedMeanwhile} />
      {event.isDraft && event.cancelledAt === undefined && (
        <button type="button" class="primary" aria-disabled={isBusy} onClick={publish}>
          {text.publish}
        </button>
      )}
      {event.cancelledAt === undefined && !event.isUnlimited && <Capacity {...action} />}
      {isOwner && <Copy event={event} />}
      {isOwner && event.cancelledAt === undefined && <Cancel {...action} />}
    </section>
  );
}

function Capacity({ event, tag, isBusy, act }: ActionProps) {
  const { event: text, form } = organizerTexts.value;
  const { values, change, sending } = useTyped({ capacity: String(event.capacity) }, tag);
  const [isWrong, setWrong] = useState(false);
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const isNumber = /^[1-9]\d*$/.test(values.capacity.trim());
    setWrong(!isNumber);
    if (!isNumber) return;
    const params = { path: { eventId: event.id }, header: { 'If-Match': tag } };
    const capacity = Number(values.capacity);
    sending(values);
    await act(
      () => api.PATCH('/v1/events/{eventId}', { params, body: { capacity } }),
      text.capacitySet(number(capacity)),
    );
  };
  return (
    <details>
      <summary>{text.capacity}</summary>
      <form onSubmit={submit} noValidate>
        <Field
          label={text.newCapacity}
          name="capacity"
          inputMode="numeric"
          value={values.capacity}
          onInput={(capacity) => change({ capacity })}
          hint={text.capacityHint}
          error={isWrong ? form.notNumber : undefined}
        />
        <button type="submit" aria-disabled={isBusy}>
          {text.setCapacity}
        </button>
      </form>
    </details>
  );
}

function Copy({ event }: Pick<TaggedEvent, 'event'>) {
  const { event: text } = organizerTexts.value;
  const { route } = useLocation();
  const [startsAt, setStartsAt] = useState('');
  const [error, setError] = useState<string>();
  const { keyOf } = useKey();
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const instant = toInstant(startsAt, event.timeZone ?? 'UTC');
    if (instant === undefined) {
      setError(texts.value.fields.required);
      return;
    }
    const params = { path: { eventId: event.id }, header: { 'Idempotency-Key': keyOf(instant) } };
    const answer = await api
      .POST('/v1/events/{eventId}/copies', { params, body: { startsAt: instant } })
      .catch(() => undefined);
    if (answer?.data !== undefined) {
      route(addressOf('organizedEvent', { eventId: answer.data.id }));
      return;
    }
    const problem = problemOf(answer);
    setError(sayFault(problem, '/startsAt') ?? sayProblem(problem, texts.value));
  };
  return (
    <details>
      <summary>{text.copy}</summary>
      <form onSubmit={submit} noValidate>
        <Field
          label={text.copyStartsAt}
          name="startsAt"
          type="datetime-local"
          value={startsAt}
          onInput={setStartsAt}
          hint={text.copyHint}
          error={error}
        />
        <button type="submit">{text.makeCopy}</button>
      </form>
    </details>
  );
}

function Cancel({ event, tag, isBusy, act }: ActionProps) {
  const { event: text } = organizerTexts.value;
  const [isAsked, setAsked] = useState(false);
  const cancel = () => {
    const params = { path: { eventId: event.id }, header: { 'If-Match': tag } };
    act(() => api.DELETE('/v1/events/{eventId}', { params }), text.cancelled);
  };
  return (
    <>
      <button type="button" class="danger" aria-disabled={isBusy} onClick={() => setAsked(true)}>
        {text.cancel}
      </button>
      {isAsked && (
        <Question
          title={text.cancelQuestion}
          text={text.cancelText}
          yes={text.cancelNow}
          no={text.keep}
          close={() => setAsked(false)}
          confirm={cancel}
        />
      )}
    </>
  );
}
