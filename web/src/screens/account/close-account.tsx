/** Closes the account, after a question. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client.ts';
import { forgetLeftBehind } from '../../api/left-behind.ts';
import { keepSession } from '../../api/session.ts';
import { Question } from '../../parts/question.tsx';
import { useSend } from '../../parts/use-send.ts';
import { addressOf } from '../../paths.ts';
import { myAccountTexts } from '../../texts/my-account-texts.ts';
import { ProblemNotice } from './account-fields.tsx';
import { AccountPart } from './account-part.tsx';
import { CurrentPasswordField } from './current-password-field.tsx';

const PARTS_MOST = 100;

/** An account with many bookings, or on many staffs, takes several requests, each of which goes on where the last one stopped. */
async function closeInParts(password: string) {
  for (let part = 1; ; part += 1) {
    const answer = await api.DELETE('/v1/me', { body: { password } });
    if (answer.response.status !== 503 || part === PARTS_MOST) return answer;
    const seconds = Number(answer.response.headers.get('retry-after') ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

export function CloseAccount() {
  const { closing: text, password: words } = myAccountTexts.value;
  const { route } = useLocation();
  const [password, setPassword] = useState('');
  const [asks, setAsks] = useState(false);
  const { isBusy, problem, send } = useSend();
  const close = async () => {
    const answer = await send(() => closeInParts(password));
    if (!answer?.response.ok) return;
    keepSession(undefined);
    forgetLeftBehind();
    route(addressOf('events'));
  };
  const submit = (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    if (!isBusy) setAsks(true);
  };
  return (
    <AccountPart title={text.title}>
      <p>{text.text}</p>
      <ProblemNotice problem={problem} wrongPassword={words.wrong} />
      <form onSubmit={submit}>
        <CurrentPasswordField value={password} onInput={setPassword} />
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
    </AccountPart>
  );
}
