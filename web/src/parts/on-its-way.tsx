/** Says why something that was sent takes longer, if it does. */
import { useEffect } from 'preact/hooks';
import { sayProblem } from '../api/problems.ts';
import type { Progress } from '../api/until-answered.ts';
import { texts } from '../texts/language.ts';
import { announce } from './announcer.tsx';

/** `repeated`: what to say while it is sent again, because its answer was lost. */
type Props = { progress: Progress | undefined; repeated: string };

export function OnItsWay({ progress, repeated }: Props) {
  const text =
    progress?.kind === 'waiting'
      ? sayProblem({ ...progress.problem, retryAfterSeconds: progress.seconds }, texts.value)
      : progress?.isRepeat
        ? repeated
        : '';
  useEffect(() => (text === '' ? undefined : announce(text)), [text]);
  return text === '' ? null : (
    <div class="notice note">
      <p>{text}</p>
    </div>
  );
}
