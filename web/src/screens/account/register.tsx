/**
 * Creates an account, and logs it in. Where the operator registers by mail, the link of the mail does the rest. A reload keeps
 * the name and the address; the password is kept nowhere.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api, newKey } from '../../api/client.ts';
import { keepSession } from '../../api/session.ts';
import { Field, Notice, SubmitButton } from '../../parts/form.tsx';
import { sayFault } from '../../parts/say-fault.ts';
import { useDraft } from '../../parts/use-draft.ts';
import { useSend } from '../../parts/use-send.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { accountTexts } from '../../texts/account-texts.ts';
import { texts } from '../../texts/language.ts';
import { EmailField, PasswordField, ProblemNotice } from './account-fields.tsx';
import { nextPath, nextQuery } from './log-in.tsx';
import { OwnAccounts } from './own-accounts.tsx';

export const Register = (_props: ScreenProps) => (
  <OwnAccounts>
    <Form />
  </OwnAccounts>
);

function Form() {
  const { fields, product } = texts.value;
  const account = accountTexts.value;
  const { query, route } = useLocation();
  const { draft, change, forget } = useDraft('boxoffice.register', { name: '', email: '' });
  const [password, setPassword] = useState('');
  const { isBusy, problem, send } = useSend();
  const [mailedTo, setMailedTo] = useState<string>();
  /** One for each input, so that a repeat after a lost answer creates no second account. */
  const key = useRef({ of: '', key: '' });
  useEffect(() => {
    document.title = `${account.register} · ${product}`;
  }, [account]);
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const body = { name: draft.name, email: draft.email.trim(), password };
    const of = JSON.stringify(body);
    if (key.current.of !== of) key.current = { of, key: newKey() };
    const params = { header: { 'Idempotency-Key': key.current.key } };
    const answer = await send(() => api.POST('/v1/auth/register', { params, body }));
    if (!answer?.response.ok) return;
    forget();
    if (answer.response.status === 202) setMailedTo(body.email);
    if (answer.data === undefined || !('accessToken' in answer.data)) return;
    keepSession(answer.data);
    route(nextPath(query['next']), true);
  };
  if (mailedTo !== undefined)
    return (
      <section class="narrow card">
        <h1>{account.register}</h1>
        <Notice kind="good">{account.byMail(mailedTo)}</Notice>
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
          value={draft.name}
          onInput={(name) => change({ name })}
          error={sayFault(problem, '/name')}
          required
        />
        <EmailField value={draft.email} onInput={(email) => change({ email })} problem={problem} />
        <PasswordField value={password} onInput={setPassword} problem={problem} isNew />
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
