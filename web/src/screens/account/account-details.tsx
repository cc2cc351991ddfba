/**
 * Name and address of the account, which are changed only on the version that the visitor saw. Another address takes the
 * password.
 */
import { useState } from 'preact/hooks';
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { keepUser } from '../../api/session.ts';
import { Field, SubmitButton } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { ChangeOutcome, useChange } from '../../parts/use-change.tsx';
import { useTyped } from '../../parts/use-typed.ts';
import { texts } from '../../texts/language.ts';
import { myAccountTexts } from '../../texts/my-account-texts.ts';
import { EmailField } from './account-fields.tsx';
import { AccountPart } from './account-part.tsx';
import { CurrentPasswordField } from './current-password-field.tsx';
import { PendingAddress } from './pending-address.tsx';

type User = components['schemas']['User'];
type Tagged = { user: User; tag: string };

async function readTagged() {
  const { data, ...answer } = await api.GET('/v1/me');
  if (data === undefined) return answer;
  return { ...answer, data: { user: data, tag: answer.response.headers.get('etag') ?? '*' } };
}

export function AccountDetails() {
  const { details: text } = myAccountTexts.value;
  const { data, problem, again } = useAnswer<Tagged>(readTagged, []);
  return (
    <AccountPart title={text.title}>
      {data === undefined ? (
        <NoAnswer problem={problem} again={again} />
      ) : (
        <>
          <DetailsForm {...data} again={again} />
          <PendingAddress {...data} again={again} />
        </>
      )}
    </AccountPart>
  );
}

function DetailsForm({ user, tag, again }: Tagged & { again: () => void }) {
  const { details: text, password: words } = myAccountTexts.value;
  const { values, change, sending } = useTyped({ name: user.name, email: user.email }, tag);
  const { name, email } = values;
  const [password, setPassword] = useState('');
  const { isBusy, outcome, act } = useChange(again);
  const isOtherAddress = email.trim() !== user.email;
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const body = {
      ...(name !== user.name && { name }),
      ...(isOtherAddress && { email: email.trim(), password }),
    };
    const params = { header: { 'If-Match': tag } };
    sending(values);
    const answer = await act(() => api.PATCH('/v1/me', { params, body }), text.saved);
    if (answer?.data === undefined) return;
    keepUser(answer.data);
    setPassword('');
  };
  return (
    <form onSubmit={submit}>
      <ChangeOutcome outcome={outcome} changedMeanwhile={text.changedMeanwhile} wrongPassword={words.wrong} />
      <Field
        label={texts.value.fields.name}
        name="name"
        autoComplete="name"
        value={name}
        onInput={(typed) => change({ name: typed })}
        required
      />
      <EmailField value={email} onInput={(typed) => change({ email: typed })} problem={undefined} />
      {isOtherAddress && <CurrentPasswordField value={password} onInput={setPassword} />}
      <p class="muted">{user.isAddressConfirmed ? text.confirmed : text.unconfirmed}</p>
      {user.newEmail && <p class="muted">{text.pending(user.newEmail)}</p>}
      <p class="muted">{text.role(text.roles[user.role])}</p>
      <div class="buttons">
        <SubmitButton isBusy={isBusy}>{text.save}</SubmitButton>
      </div>
    </form>
  );
}
