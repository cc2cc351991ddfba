/** Asks why a check-in is undone, and undoes it. */
import { useState } from 'preact/hooks';
import { newKey } from '../../api/client.ts';
import { type Problem, sayProblem } from '../../api/problems.ts';
import { Field, Notice, SubmitButton } from '../../parts/form.tsx';
import { sayFault } from '../../parts/say-fault.ts';
import { doorTexts } from '../../texts/door-texts.ts';
import { texts } from '../../texts/language.ts';
import type { Target } from './check-in.ts';
import type { Door } from './use-door.ts';

type Props = { door: Door; target: Target; who: string; close: (isUndone: boolean) => void };

export function UndoForm({ door, target, who, close }: Props) {
  const text = doorTexts.value;
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [key] = useState(newKey);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const found = await door.undo(target, reason.trim(), key);
    setBusy(false);
    if (found === undefined) close(true);
    else setProblem(found);
  };
  return (
    <form class="undo-form" aria-label={text.undoOf(who)} onSubmit={submit}>
      {problem && <Notice kind="bad">{sayProblem(problem, texts.value)}</Notice>}
      <Field
        label={text.reason}
        name="reason"
        value={reason}
        onInput={setReason}
        error={sayFault(problem, '/reason')}
        autoComplete="off"
        required
      />
      <div class="row-buttons">
        <SubmitButton isBusy={isBusy}>{text.undoNow}</SubmitButton>
        <button type="button" onClick={() => close(false)}>
          {text.keepIt}
        </button>
      </div>
    </form>
  );
}
