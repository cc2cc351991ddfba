/** What the screen of an audit shows while there is no report: that it runs, or why it does not end. */
import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../../api/problems.ts';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { number } from '../../parts/numbers.ts';
import { auditTexts } from '../../texts/audit-texts.ts';

type Props = { eventId: string; problem: Problem | undefined; again: () => void };

export function Unfinished({ eventId, problem, again }: Props) {
  const text = auditTexts.value;
  if (problem === undefined) return <Running />;
  if (problem.code === 'too-large-to-audit')
    return (
      <Notice kind="note">
        <p>{text.tooLarge}</p>
        <p>
          <code>npm run audit -- --event {eventId}</code>
        </p>
      </Notice>
    );
  if (problem.status === 503)
    return (
      <>
        <Notice kind="note">{text.keepsChanging(problem.retryAfterSeconds ?? 5)}</Notice>
        <Running />
      </>
    );
  return <NoAnswer problem={problem} again={again} />;
}

/** The service says nothing of how far it is, so this shows for how long it has run. */
function Running() {
  const text = auditTexts.value;
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((past) => past + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <section class="card audit-running">
      <p role="status">
        <strong>{text.running}</strong>
      </p>
      <progress aria-label={text.running} />
      <p class="muted">{text.runningFor(number(seconds))}</p>
    </section>
  );
}
