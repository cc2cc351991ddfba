/** Gives an account a role on the staff of an event. What is filled in is kept until it is sent. */
import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { sayProblem } from '../../api/problems.ts';
import { session } from '../../api/session.ts';
import { Field, Notice, SubmitButton } from '../../parts/form.tsx';
import { sayFault } from '../../parts/say-fault.ts';
import { useDraft } from '../../parts/use-draft.ts';
import { useKey } from '../../parts/use-key.ts';
import { useSend } from '../../parts/use-send.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';

const ROLES = ['door', 'manager'] as const;

type Draft = { email: string; role: (typeof ROLES)[number] };
const EMPTY: Draft = { email: '', role: 'door' };

/** @param props `changed` is called with what to say. */
export function AppointForm({ eventId, changed }: { eventId: string; changed: (says: string) => void }) {
  const { staff: text } = organizerTexts.value;
  const { fields } = texts.value;
  const place = `boxoffice.appointment.${eventId}.${session.value?.user.id ?? ''}`;
  const {
    draft: { email, role },
    change,
    forget,
  } = useDraft(place, EMPTY);
  const [isWrong, setWrong] = useState(false);
  const { isBusy, problem, send } = useSend();
  const { keyOf, answered } = useKey();
  const ofEmail = (problem && text.problems[problem.code]) ?? sayFault(problem, '/email');
  const appoint = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const isAddress = /^\S+@\S+$/.test(email.trim());
    setWrong(!isAddress);
    if (!isAddress || isBusy) return;
    const body = { email: email.trim(), role };
    const params = { path: { eventId }, header: { 'Idempotency-Key': keyOf(body) } };
    const answer = await send(() => api.POST('/v1/events/{eventId}/staff', { params, body }));
    if (answer?.data === undefined) return;
    // A member who is removed meanwhile can be appointed again.
    answered();
    forget();
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
        onInput={(typed) => change({ email: typed })}
        hint={text.addressHint}
        error={isWrong ? (email.trim() === '' ? fields.required : fields.emailForm) : ofEmail}
        required
      />
      <fieldset class="choices">
        <legend>{text.role}</legend>
        {ROLES.map((each) => (
          <label key={each}>
            <input type="radio" name="role" checked={role === each} onChange={() => change({ role: each })} />
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
