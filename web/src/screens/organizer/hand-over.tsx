/** Hands an event over to one of its managers, after a question that says what changes. */
import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { type Problem, sayProblem } from '../../api/problems.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { Question } from '../../parts/question.tsx';
import { useKey } from '../../parts/use-key.ts';
import { useSend } from '../../parts/use-send.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';

/** `who`: the name of the manager. `isOwn`: whether the visitor owns the event. `changed` is called with what to say. */
type Props = {
  event: Event;
  userId: string;
  who: string;
  isOwn: boolean;
  changed: (says: string) => void;
};

export function HandOver({ event, userId, who, isOwn, changed }: Props) {
  const { staff } = organizerTexts.value;
  const text = staff.handOver;
  const [isAsked, setAsked] = useState(false);
  const { isBusy, problem, send } = useSend();
  const { keyOf, answered } = useKey();
  const handOver = async () => {
    const body = { userId };
    const params = { path: { eventId: event.id }, header: { 'Idempotency-Key': keyOf(body) } };
    const answer = await send(() => api.POST('/v1/events/{eventId}/owner', { params, body }));
    if (answer?.data === undefined) return;
    // An event that came back meanwhile can be handed over again.
    answered();
    changed(text.done(who));
  };
  return (
    <>
      {problem && <Notice kind="bad">{sayFault(problem, who)}</Notice>}
      <button
        type="button"
        aria-disabled={isBusy}
        aria-label={staff.of(text.now, who)}
        onClick={() => setAsked(true)}
      >
        {isBusy ? text.busy : text.now}
      </button>
      {isAsked && (
        <Question
          title={text.question(who)}
          text={`${text.changes(who)} ${isOwn ? text.own : text.ofOther}`}
          yes={text.yes}
          no={staff.keep}
          close={() => setAsked(false)}
          confirm={handOver}
        />
      )}
    </>
  );
}

const sayFault = (problem: Problem, who: string): string =>
  problem.code === 'owner-not-eligible'
    ? organizerTexts.value.staff.handOver.notEligible(who)
    : (organizerTexts.value.staff.problems[problem.code] ?? sayProblem(problem, texts.value));
