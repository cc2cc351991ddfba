/** What somebody can do about an address that is not confirmed yet: have the link mailed again, or keep the address of before. */
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { keepUser } from '../../api/session.ts';
import { ChangeOutcome, useChange } from '../../parts/use-change.tsx';
import { myAccountTexts } from '../../texts/my-account-texts.ts';

type Props = { user: components['schemas']['User']; tag: string; again: () => void };

export function PendingAddress({ user, tag, again }: Props) {
  const { details: text } = myAccountTexts.value;
  const { isBusy, outcome, act } = useChange(again);
  const mailAgain = () => act(() => api.POST('/v1/me/confirmation'), text.mailed);
  const withdraw = async () => {
    const params = { header: { 'If-Match': tag } };
    const withdrawn = () => api.PATCH('/v1/me', { params, body: { email: user.email } });
    const answer = await act(withdrawn, text.withdrawn);
    if (answer?.data !== undefined) keepUser(answer.data);
  };
  const isPending = !user.isAddressConfirmed || user.newEmail !== undefined;
  return (
    <div class="pending-address">
      <ChangeOutcome outcome={outcome} changedMeanwhile={text.changedMeanwhile} />
      {isPending && (
        <div class="row-buttons">
          <button type="button" aria-disabled={isBusy} onClick={mailAgain}>
            {text.mailAgain}
          </button>
          {user.newEmail !== undefined && (
            <button type="button" aria-disabled={isBusy} onClick={withdraw}>
              {text.withdraw(user.email)}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
