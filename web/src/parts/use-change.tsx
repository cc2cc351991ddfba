/** Sends a change, one at a time, and says what became of it. */
import { useState } from 'preact/hooks';
import { type Answered, type Problem, problemOf, sayProblem } from '../api/problems.ts';
import { texts } from '../texts/language.ts';
import { Notice } from './form.tsx';
import { sayFaults } from './say-fault.ts';

type Outcome = { good: string } | { problem: Problem } | { changedMeanwhile: true };

/**
 * Sends a change, unless another one is under way. `good` is what to say if it was made.
 * @returns the answer to a change that was made.
 */
export type Act = <Data>(
  change: () => Promise<Answered<Data>>,
  good: string,
) => Promise<Answered<Data> | undefined>;

/** @param after is called when a change was answered, or was not. */
export function useChange(after: () => void) {
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const act: Act = async (change, good) => {
    if (isBusy) return undefined;
    setBusy(true);
    const answer = await change().catch(() => undefined);
    setBusy(false);
    if (answer?.response.ok) setOutcome({ good });
    else if (answer?.response.status === 412) setOutcome({ changedMeanwhile: true });
    else setOutcome({ problem: problemOf(answer) });
    after();
    return answer?.response.ok ? answer : undefined;
  };
  return { isBusy, outcome, act };
}

/**
 * `changedMeanwhile`: what to say if somebody else changed it before, where a change depends on that. `wrongPassword`: where it
 * takes the password of the account, and that was wrong.
 */
export function ChangeOutcome({
  outcome,
  changedMeanwhile,
  wrongPassword,
}: {
  outcome: Outcome | undefined;
  changedMeanwhile?: string;
  wrongPassword?: string;
}) {
  if (outcome === undefined) return null;
  if ('good' in outcome) return <Notice kind="good">{outcome.good}</Notice>;
  if ('changedMeanwhile' in outcome) return <Notice kind="bad">{changedMeanwhile}</Notice>;
  const isPassword = wrongPassword !== undefined && outcome.problem.code === 'wrong-credentials';
  if (isPassword) return <Notice kind="bad">{wrongPassword}</Notice>;
  return (
    <Notice kind="bad">
      <p>{sayProblem(outcome.problem, texts.value)}</p>
      {sayFaults(outcome.problem).map((fault) => (
        <p key={fault}>{fault}</p>
      ))}
    </Notice>
  );
}
