/** The account of the visitor: what it has, where it is logged in, its password, what is stored, and its end. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api, newKey } from '../../api/client.ts';
import { type Problem, problemOf, UNANSWERED } from '../../api/problems.ts';
import { keepSession, session } from '../../api/session.ts';
import { SubmitButton } from '../../parts/form.tsx';
import { OnlyFor } from '../../parts/only-for.tsx';
import { Question } from '../../parts/question.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { ChangeOutcome, useChange } from '../../parts/use-change.tsx';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { myAccountTexts } from '../../texts/my-account-texts.ts';
import { AccountDetails } from './account-details.tsx';
import { PasswordField, ProblemNotice } from './account-fields.tsx';
import { OpenSessions } from './open-sessions.tsx';

export function MyAccount(_props: ScreenProps) {
  const { title, onlyLoggedIn } = myAccountTexts.value;
  const { product } = texts.value;
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title]);
  return (
    <OnlyFor isAllowed={session.value !== undefined} title={title} hint={onlyLoggedIn}>
      <h1>{title}</h1>
      <div class="cards">
        <AccountDetails />
        <OpenSessions />
        <ChangePassword />
        <StoredData />
        <CloseAccount />
      </div>
    </OnlyFor>
  );
}

const Part = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section class="card">
    <h2>{title}</h2>
    {children}
  </section>
);

function ChangePassword() {
  const { password: text } = myAccountTexts.value;
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const { isBusy, outcome, act } = useChange(() => undefined);
  const problem = outcome !== undefined && 'problem' in outcome ? outcome.problem : undefined;
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const params = { header: { 'Idempotency-Key': newKey() } };
    const body = { password: current, newPassword: next };
    if ((await act(() => api.POST('/v1/me/password', { params, body }), text.done)) === undefined) return;
    setCurrent('');
    setNext('');
  };
  return (
    <Part title={text.title}>
      <ChangeOutcome outcome={outcome} changedMeanwhile="" />
      <form onSubmit={submit}>
        <PasswordField
          label={text.current}
          value={current}
          onInput={setCurrent}
          problem={problem}
          isNew={false}
        />
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
    </Part>
  );
}

type Stored = { account: object; sessions: object[]; letters: object[]; bookings: object[] };

/** @returns all that is stored, with the pages of bookings as one list; or what went wrong. */
async function readStored(): Promise<{ stored: Stored } | { problem: Problem }> {
  let stored: Stored | undefined;
  let cursor: string | undefined;
  do {
    const params = cursor === undefined ? {} : { params: { query: { cursor } } };
    const answer = await api.GET('/v1/me/export', params).catch(() => undefined);
    if (answer?.data === undefined) return { problem: answer === undefined ? UNANSWERED : problemOf(answer) };
    const { bookings, ...rest } = answer.data;
    stored = { ...rest, bookings: [...(stored?.bookings ?? []), ...bookings.items] };
    cursor = bookings.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { stored };
}

function StoredData() {
  const { data: text } = myAccountTexts.value;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const start = async () => {
    if (isBusy) return;
    setBusy(true);
    const read = await readStored();
    setBusy(false);
    setProblem('problem' in read ? read.problem : undefined);
    if ('stored' in read) {
      const json = JSON.stringify(read.stored, undefined, 2);
      saveFile(new Blob([json], { type: 'application/json' }), 'boxoffice-account.json');
    }
  };
  return (
    <Part title={text.title}>
      <p>{text.text}</p>
      <ProblemNotice problem={problem} />
      <div class="buttons">
        <button type="button" aria-disabled={isBusy} onClick={start}>
          {isBusy ? text.reading : text.button}
        </button>
      </div>
    </Part>
  );
}

function CloseAccount() {
  const { closing: text, password: words } = myAccountTexts.value;
  const { route } = useLocation();
  const [password, setPassword] = useState('');
  const [asks, setAsks] = useState(false);
  const { isBusy, outcome, act } = useChange(() => undefined);
  const close = async () => {
    const closed = await act(() => api.DELETE('/v1/me', { body: { password } }), '');
    if (closed === undefined) return;
    keepSession(undefined);
    route(addressOf('events'));
  };
  const submit = (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    if (!isBusy) setAsks(true);
  };
  return (
    <Part title={text.title}>
      <p>{text.text}</p>
      <ChangeOutcome outcome={outcome} changedMeanwhile="" />
      <form onSubmit={submit}>
        <PasswordField
          label={words.current}
          value={password}
          onInput={setPassword}
          problem={undefined}
          isNew={false}
        />
        <div class="buttons">
          <button type="submit" class="danger" aria-disabled={isBusy}>
            {text.button}
          </button>
        </div>
      </form>
      {asks && (
        <Question
          title={text.question}
          text={text.questionText}
          yes={text.yes}
          no={text.no}
          close={() => setAsks(false)}
          confirm={close}
        />
      )}
    </Part>
  );
}
