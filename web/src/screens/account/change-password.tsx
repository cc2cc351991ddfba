/** Changes the password of the account. */
import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { Notice, SubmitButton } from '../../parts/form.tsx';
import { useKey } from '../../parts/use-key.ts';
import { useSend } from '../../parts/use-send.ts';
import { myAccountTexts } from '../../texts/my-account-texts.ts';
import { PasswordField, ProblemNotice } from './account-fields.tsx';
import { AccountPart } from './account-part.tsx';
import { CurrentPasswordField } from './current-password-field.tsx';

export function ChangePassword() {
  const { password: text } = myAccountTexts.value;
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [isDone, setDone] = useState(false);
  const { isBusy, problem, send } = useSend();
  const { keyOf } = useKey();
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const body = { password: current, newPassword: next };
    const params = { header: { 'Idempotency-Key': keyOf(body) } };
    const answer = await send(() => api.POST('/v1/me/password', { params, body }));
    setDone(answer?.response.ok ?? false);
    if (!answer?.response.ok) return;
    setCurrent('');
    setNext('');
  };
  return (
    <AccountPart title={text.title}>
      {isDone && <Notice kind="good">{text.done}</Notice>}
      <ProblemNotice problem={problem} wrongPassword={text.wrong} />
      <form onSubmit={submit}>
        <CurrentPasswordField value={current} onInput={setCurrent} problem={problem} />
        <PasswordField
          label={text.next}
          name="newPassword"
          value={next}
          onInput={setNext}
          problem={problem && { ...problem, fields: { '/password': problem.fields['/newPassword'] ?? '' } }}
          isNew
        />
        <div class="buttons">
          <SubmitButton isBusy={isBusy}>{text.button}</SubmitButton>
        </div>
      </form>
    </AccountPart>
  );
}
