/** Has a link mailed with which a new password is set. The answer is the same whether the address has an account or not. */
import { useEffect, useState } from 'preact/hooks';
import { api, newKey } from '../../api/client.ts';
import { type Problem, problemOf, sayProblem, UNANSWERED } from '../../api/problems.ts';
import { Field, Notice, SubmitButton } from '../../parts/form.tsx';
import type { ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';

export function ForgotPassword(_props: ScreenProps) {
  const { account, fields, product } = texts.value;
  const [email, setEmail] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    document.title = `${account.forgotTitle} · ${product}`;
  }, [account]);
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const answer = await api
      .POST('/v1/auth/forgot-password', {
        params: { header: { 'Idempotency-Key': newKey() } },
        body: { email: email.trim() },
      })
      .catch(() => undefined);
    setBusy(false);
    setDone(answer?.response.ok ?? false);
    setProblem(answer === undefined ? UNANSWERED : answer.response.ok ? undefined : problemOf(answer));
  };
  return (
    <section class="narrow card">
      <h1>{account.forgotTitle}</h1>
      {isDone ? (
        <Notice kind="good">{account.forgotDone(email)}</Notice>
      ) : (
        <form onSubmit={submit}>
          {problem && <Notice kind="bad">{sayProblem(problem, texts.value)}</Notice>}
          <p>{account.forgotText}</p>
          <Field
            label={fields.email}
            name="email"
            type="email"
            autoComplete="username"
            value={email}
            onInput={setEmail}
            error={problem?.fields['/email']}
            required
          />
          <div class="buttons">
            <SubmitButton isBusy={isBusy}>{account.forgotNow}</SubmitButton>
          </div>
        </form>
      )}
    </section>
  );
}
