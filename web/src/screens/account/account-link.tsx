/**
 * What the links of mails about an account open: to confirm an address, to set a new password, and to complete a registration with
 * one. Nothing is sent before a button is pressed, because programs that check the links of mails open them, too.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, apiWithoutSession } from '../../api/client.ts';
import { accountLink } from '../../api/mail-links.ts';
import type { Problem } from '../../api/problems.ts';
import { session } from '../../api/session.ts';
import { Notice, SubmitButton } from '../../parts/form.tsx';
import { useKey } from '../../parts/use-key.ts';
import { useSend } from '../../parts/use-send.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { accountTexts } from '../../texts/account-texts.ts';
import { texts } from '../../texts/language.ts';
import { linkTexts } from '../../texts/link-texts.ts';
import { IncompleteLink } from '../incomplete-link.tsx';
import { PasswordField, ProblemNotice } from './account-fields.tsx';

export function AccountLinkPage(_props: ScreenProps) {
  useEffect(
    () => () => {
      accountLink.value = undefined;
    },
    [],
  );
  const link = accountLink.value;
  if (link === undefined) return <IncompleteLink />;
  const { act, token } = link;
  return act === 'confirm' ? (
    <ConfirmAddress key={token} token={token} />
  ) : (
    <SetPassword key={token} act={act} token={token} />
  );
}

type FrameProps = {
  title: string;
  done: string | undefined;
  next: ComponentChildren;
  children: ComponentChildren;
};

/** The form, or once it is done what was done and where to go on. */
function Frame({ title, done, next, children }: FrameProps) {
  const { product } = texts.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title]);
  useEffect(() => {
    if (done !== undefined) heading.current?.focus();
  }, [done]);
  return (
    <section class="narrow card">
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {done === undefined ? (
        children
      ) : (
        <>
          <Notice kind="good">{done}</Notice>
          <div class="buttons">{next}</div>
        </>
      )}
    </section>
  );
}

const LogInLink = () => (
  <a class="button primary" href={addressOf('logIn')}>
    {accountTexts.value.logIn}
  </a>
);

const isVoid = (problem: Problem | undefined) => problem?.code === 'link-void';

function ConfirmAddress({ token }: { token: string }) {
  const { notFound } = texts.value;
  const links = linkTexts.value;
  const { title, text, button, done, logInFirst } = links.confirm;
  const { isBusy, problem, send } = useSend();
  const [isDone, setDone] = useState(false);
  const { keyOf } = useKey();
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const params = { header: { 'Idempotency-Key': keyOf(token) } };
    const answer = await send(() => api.POST('/v1/auth/confirm-address', { params, body: { token } }));
    setDone(answer?.response.ok ?? false);
  };
  if (session.value === undefined)
    return (
      <Frame title={title} done={undefined} next={undefined}>
        <p>{logInFirst}</p>
        <div class="buttons">
          <LogInLink />
        </div>
      </Frame>
    );
  const next = (
    <a class="button primary" href={addressOf('events')}>
      {notFound.toEvents}
    </a>
  );
  return (
    <Frame title={title} done={isDone ? done : undefined} next={next}>
      <form onSubmit={submit}>
        <ProblemNotice problem={problem} />
        {!isVoid(problem) && (
          <>
            <p>{text}</p>
            <div class="buttons">
              <SubmitButton isBusy={isBusy}>{button}</SubmitButton>
            </div>
          </>
        )}
      </form>
    </Frame>
  );
}

/** Of an account, or of one that is made with it. */
function SetPassword({ act, token }: { act: 'reset' | 'register'; token: string }) {
  const { title, text, button, done, askAgain } = linkTexts.value[act];
  const { refused } = linkTexts.value;
  const { isBusy, problem, send } = useSend();
  const [password, setPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const { keyOf } = useKey();
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const params = { header: { 'Idempotency-Key': keyOf(password) } };
    const answer = await send(() =>
      apiWithoutSession.POST('/v1/auth/reset-password', { params, body: { token, password } }),
    );
    setDone(answer?.response.ok ?? false);
  };
  const isRefused = problem?.fields['/password'] !== undefined;
  return (
    <Frame title={title} done={isDone ? done : undefined} next={<LogInLink />}>
      <form onSubmit={submit}>
        {!isRefused && <ProblemNotice problem={problem} />}
        {isVoid(problem) ? (
          <div class="buttons">
            <a class="button primary" href={addressOf(act === 'reset' ? 'forgotPassword' : 'register')}>
              {askAgain}
            </a>
          </div>
        ) : (
          <>
            <p>{text}</p>
            <PasswordField
              value={password}
              onInput={setPassword}
              problem={isRefused ? { ...problem, fields: { '/password': refused } } : undefined}
              isNew
            />
            <div class="buttons">
              <SubmitButton isBusy={isBusy}>{button}</SubmitButton>
            </div>
          </>
        )}
      </form>
    </Frame>
  );
}
