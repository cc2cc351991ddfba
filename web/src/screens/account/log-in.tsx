/** Logs in, and goes on to where the visitor came from. */

import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api, newKey } from '../../api/client.ts';
import { type Problem, problemOf, sayProblem, UNANSWERED } from '../../api/problems.ts';
import { keepSession } from '../../api/session.ts';
import { Field, Notice, SubmitButton } from '../../parts/form.tsx';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';

/** @returns the path to go on to: only one of this page, so that no link leads from the log-in to elsewhere. */
export function nextPath(next: string | undefined): string {
  const isOwn = next?.startsWith('/') && new URL(next, location.origin).origin === location.origin;
  return isOwn && next ? next : addressOf('events');
}

export function LogIn(_props: ScreenProps) {
  const { account, fields, product } = texts.value;
  const { query, route } = useLocation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    document.title = `${account.logIn} · ${product}`;
  }, [account]);
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const answer = await api
      .POST('/v1/auth/login', {
        params: { header: { 'Idempotency-Key': newKey() } },
        body: { email: email.trim(), password },
      })
      .catch(() => undefined);
    setBusy(false);
    if (answer?.data === undefined) {
      setProblem(answer === undefined ? UNANSWERED : problemOf(answer));
      return;
    }
    keepSession(answer.data);
    route(nextPath(query['next']), true);
  };
  const next = query['next'] === undefined ? '' : `?next=${encodeURIComponent(query['next'])}`;
  return (
    <section class="narrow card">
      <h1>{account.logIn}</h1>
      {problem && <Notice kind="bad">{sayProblem(problem, texts.value)}</Notice>}
      <form onSubmit={submit}>
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
        <Field
          label={fields.password}
          name="password"
          type="password"
          autoComplete="current-password"
          value={password}
          onInput={setPassword}
          error={problem?.fields['/password']}
          required
        />
        <div class="buttons">
          <SubmitButton isBusy={isBusy}>{account.logInNow}</SubmitButton>
        </div>
      </form>
      <p class="muted">
        <a href={addressOf('forgotPassword')}>{account.forgot}</a>
      </p>
      <p class="muted">
        {account.noAccount} <a href={`${addressOf('register')}${next}`}>{account.register}</a>
      </p>
    </section>
  );
}
