/** Has a link mailed with which a new password is set. The answer is the same whether the address has an account or not. */
import { useEffect, useState } from 'preact/hooks';
import { api, newKey } from '../../api/client.ts';
import { Notice, SubmitButton } from '../../parts/form.tsx';
import { useSend } from '../../parts/use-send.ts';
import type { ScreenProps } from '../../paths.ts';
import { accountTexts } from '../../texts/account-texts.ts';
import { texts } from '../../texts/language.ts';
import { EmailField, ProblemNotice } from './account-fields.tsx';
import { OwnAccounts } from './own-accounts.tsx';

export const ForgotPassword = (_props: ScreenProps) => (
  <OwnAccounts>
    <Form />
  </OwnAccounts>
);

function Form() {
  const { product } = texts.value;
  const account = accountTexts.value;
  const [email, setEmail] = useState('');
  const { isBusy, problem, send } = useSend();
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    document.title = `${account.forgotTitle} · ${product}`;
  }, [account]);
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const params = { header: { 'Idempotency-Key': newKey() } };
    const answer = await send(() =>
      api.POST('/v1/auth/forgot-password', { params, body: { email: email.trim() } }),
    );
    setDone(answer?.response.ok ?? false);
  };
  return (
    <section class="narrow card">
      <h1>{account.forgotTitle}</h1>
      {isDone ? (
        <Notice kind="good">{account.forgotDone(email)}</Notice>
      ) : (
        <form onSubmit={submit}>
          <ProblemNotice problem={problem} />
          <p>{account.forgotText}</p>
          <EmailField value={email} onInput={setEmail} problem={problem} />
          <div class="buttons">
            <SubmitButton isBusy={isBusy}>{account.forgotNow}</SubmitButton>
          </div>
        </form>
      )}
    </section>
  );
}
