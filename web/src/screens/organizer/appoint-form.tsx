/** Gives an account a role on the staff of an event. */
import { useRef, useState } from 'preact/hooks';
import { api, newKey } from '../../api/client.ts';
import { type Problem, problemOf, sayProblem, UNANSWERED } from '../../api/problems.ts';
import { Field, Notice, SubmitButton } from '../../parts/form.tsx';
import { texts } from '../../texts/language.ts';

const ROLES = ['door', 'manager'] as const;

/** @param props `changed` is called with what to say. */
export function AppointForm({ eventId, changed }: { eventId: string; changed: (says: string) => void }) {
  const { staff: text, fields } = texts.value;
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<(typeof ROLES)[number]>('door');
  const [isBusy, setBusy] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** The key of what was sent and not answered. A member who was removed meanwhile is not appointed by a repeat. */
  const unanswered = useRef<{ text: string; key: string }>(undefined);
  const ofEmail = problem?.code === 'no-such-account' ? text.noAccount : problem?.fields['/email'];
  const appoint = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const isAddress = /^\S+@\S+$/.test(email.trim());
    setWrong(!isAddress);
    if (!isAddress || isBusy) return;
    const body = { email: email.trim(), role };
    const sent = JSON.stringify(body);
    if (unanswered.current?.text !== sent) unanswered.current = { text: sent, key: newKey() };
    setBusy(true);
    const header = { 'Idempotency-Key': unanswered.current.key };
    const answer = await api
      .POST('/v1/events/{eventId}/staff', { params: { path: { eventId }, header }, body })
      .catch(() => undefined);
    setBusy(false);
    setProblem(answer?.data ? undefined : answer === undefined ? UNANSWERED : problemOf(answer));
    if (answer?.data === undefined) return;
    unanswered.current = undefined;
    setEmail('');
    changed(text.appointed(answer.data.name ?? body.email, text.roles[role]));
  };
  return (
    <form class="card" onSubmit={appoint} noValidate>
      <h2>{text.add}</h2>
      {problem && ofEmail === undefined && <Notice kind="bad">{sayProblem(problem, texts.value)}</Notice>}
      <Field
        label={fields.email}
        name="email"
        type="email"
        autoComplete="off"
        value={email}
        onInput={setEmail}
        hint={text.addressHint}
        error={isWrong ? (email.trim() === '' ? fields.required : fields.emailForm) : ofEmail}
        required
      />
      <fieldset class="choices">
        <legend>{text.role}</legend>
        {ROLES.map((each) => (
          <label key={each}>
            <input type="radio" name="role" checked={role === each} onChange={() => setRole(each)} />
            <span>
              <strong>{text.roles[each]}</strong>
              <br />
              <span class="muted">{text.may[each]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="buttons">
        <SubmitButton isBusy={isBusy}>{text.addNow}</SubmitButton>
      </div>
    </form>
  );
}
