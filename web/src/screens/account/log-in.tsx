/** Logs in, and goes on to where the visitor came from. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api, newKey } from '../../api/client.ts';
import { keepSession } from '../../api/session.ts';
import { SubmitButton } from '../../parts/form.tsx';
import { useSend } from '../../parts/use-send.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { accountTexts } from '../../texts/account-texts.ts';
import { texts } from '../../texts/language.ts';
import { EmailField, PasswordField, ProblemNotice } from './account-fields.tsx';
import { OwnAccounts } from './own-accounts.tsx';

/** @returns the path to go on to: only one of this page, so that no link leads from the log-in to elsewhere. */
export function nextPath(next: string | undefined): string {
  const isOwn = next?.startsWith('/') && new URL(next, location.origin).origin === location.origin;
  return isOwn && next ? next : addressOf('events');
}

/** @returns the query by which the other form of accounts goes on to the same path. */
export const nextQuery = (next: string | undefined): string =>
  next === undefined ? '' : `?next=${encodeURIComponent(next)}`;

export const LogIn = (_props: ScreenProps) => (
  <OwnAccounts>
    <Form />
  </OwnAccounts>
);

function Form() {
  const { product } = texts.value;
  const account = accountTexts.value;
  const { query, route } = useLocation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { isBusy, problem, send } = useSend();
  useEffect(() => {
    document.title = `${account.logIn} · ${product}`;
  }, [account]);
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const answer = await send(() =>
      api.POST('/v1/auth/login', {
        params: { header: { 'Idempotency-Key': newKey() } },
        body: { email: email.trim(), password },
      }),
    );
    if (answer?.data === undefined) return;
    keepSession(answer.data);
    route(nextPath(query['next']), true);
  };
  return (
    <section class="narrow card">
      <h1>{account.logIn}</h1>
      <ProblemNotice problem={problem} />
      <form onSubmit={submit}>
        <EmailField value={email} onInput={setEmail} problem={problem} />
        <PasswordField value={password} onInput={setPassword} problem={problem} isNew={false} />
        <div class="buttons">
          <SubmitButton isBusy={isBusy}>{account.logInNow}</SubmitButton>
        </div>
      </form>
      <p class="muted">
        <a href={addressOf('forgotPassword')}>{account.forgot}</a>
      </p>
      <p class="muted">
        {account.noAccount}{' '}
        <a href={`${addressOf('register')}${nextQuery(query['next'])}`}>{account.register}</a>
      </p>
    </section>
  );
}
