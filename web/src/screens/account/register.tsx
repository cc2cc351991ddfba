/** Creates an account, and logs it in. Where the operator registers by mail, the link of the mail does the rest. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api, newKey } from '../../api/client.ts';
import { keepSession } from '../../api/session.ts';
import { Field, Notice, SubmitButton } from '../../parts/form.tsx';
import { useSend } from '../../parts/use-send.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { accountTexts } from '../../texts/account-texts.ts';
import { texts } from '../../texts/language.ts';
import { EmailField, PasswordField, ProblemNotice } from './account-fields.tsx';
import { nextPath, nextQuery } from './log-in.tsx';

export function Register(_props: ScreenProps) {
  const { fields, product } = texts.value;
  const account = accountTexts.value;
  const { query, route } = useLocation();
  const [input, setInput] = useState({ name: '', email: '', password: '' });
  const { isBusy, problem, send } = useSend();
  const [isMailed, setMailed] = useState(false);
  /** One for each input, so that a repeat after a lost answer creates no second account. */
  const key = useRef({ of: '', key: '' });
  useEffect(() => {
    document.title = `${account.register} · ${product}`;
  }, [account]);
  const set = (name: keyof typeof input) => (value: string) =>
    setInput((past) => ({ ...past, [name]: value }));
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const body = { ...input, email: input.email.trim() };
    const of = JSON.stringify(body);
    if (key.current.of !== of) key.current = { of, key: newKey() };
    const params = { header: { 'Idempotency-Key': key.current.key } };
    const answer = await send(() => api.POST('/v1/auth/register', { params, body }));
    if (answer?.response.status === 202) setMailed(true);
    if (answer?.data === undefined || !('accessToken' in answer.data)) return;
    keepSession(answer.data);
    route(nextPath(query['next']), true);
  };
  if (isMailed)
    return (
      <section class="narrow card">
        <h1>{account.register}</h1>
        <Notice kind="good">{account.byMail(input.email)}</Notice>
      </section>
    );
  return (
    <section class="narrow card">
      <h1>{account.register}</h1>
      <ProblemNotice problem={problem} />
      <form onSubmit={submit}>
        <Field
          label={fields.name}
          name="name"
          autoComplete="name"
          value={input.name}
          onInput={set('name')}
          error={problem?.fields['/name']}
          required
        />
        <EmailField value={input.email} onInput={set('email')} problem={problem} />
        <PasswordField value={input.password} onInput={set('password')} problem={problem} isNew />
        <div class="buttons">
          <SubmitButton isBusy={isBusy}>{account.registerNow}</SubmitButton>
        </div>
      </form>
      <p class="muted">
        {account.haveAccount} <a href={`${addressOf('logIn')}${nextQuery(query['next'])}`}>{account.logIn}</a>
      </p>
    </section>
  );
}
