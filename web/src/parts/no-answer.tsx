/** What a screen shows while its answer has not come, or is a problem. */
import { type Problem, sayProblem } from '../api/problems.ts';
import { texts } from '../texts/language.ts';
import { Notice } from './form.tsx';

type Props = { problem: Problem | undefined; again: () => void };

export function NoAnswer({ problem, again }: Props) {
  const { loading, retry } = texts.value;
  if (problem === undefined) return <div class="card skeleton tall" role="status" aria-label={loading} />;
  return (
    <Notice kind="bad">
      <p>{sayProblem(problem, texts.value)}</p>
      <button type="button" onClick={again}>
        {retry}
      </button>
    </Notice>
  );
}
