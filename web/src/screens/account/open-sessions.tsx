/** Where the account is logged in, with a way to end each of these sessions. */
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { dateTime } from '../../parts/times.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { type Act, ChangeOutcome, useChange } from '../../parts/use-change.tsx';
import { myAccountTexts } from '../../texts/my-account-texts.ts';
import { AccountPart } from './account-part.tsx';

type OpenSession = components['schemas']['OpenSession'];

export function OpenSessions() {
  const { sessions: text } = myAccountTexts.value;
  const { data, problem, again } = useAnswer(() => api.GET('/v1/me/sessions'), []);
  const { isBusy, outcome, act } = useChange(again);
  const hasOthers = data?.items.some(({ isThisOne }) => !isThisOne);
  return (
    <AccountPart title={text.title}>
      <ChangeOutcome outcome={outcome} />
      {data === undefined && <NoAnswer problem={problem} again={again} />}
      <ul class="open-sessions">
        {data?.items.map((open) => (
          <OneSession key={open.id} open={open} isBusy={isBusy} act={act} />
        ))}
      </ul>
      {hasOthers && (
        <div class="buttons">
          <button
            type="button"
            aria-disabled={isBusy}
            onClick={() => act(() => api.DELETE('/v1/me/sessions'), text.othersEnded)}
          >
            {text.endOthers}
          </button>
        </div>
      )}
    </AccountPart>
  );
}

function OneSession({ open, isBusy, act }: { open: OpenSession; isBusy: boolean; act: Act }) {
  const { sessions: text } = myAccountTexts.value;
  const { id: sessionId, begunAt, client, isThisOne } = open;
  const end = () => {
    const params = { path: { sessionId } };
    return act(() => api.DELETE('/v1/me/sessions/{sessionId}', { params }), text.ended);
  };
  return (
    <li>
      <span>
        <strong>{client === undefined ? text.unknownClient : text.client(client)}</strong>
        {isThisOne && ` (${text.here})`}
        {begunAt && <span class="muted"> {text.since(dateTime(begunAt))}</span>}
      </span>
      {!isThisOne && (
        <button type="button" class="quiet" aria-disabled={isBusy} onClick={end}>
          {text.end}
        </button>
      )}
    </li>
  );
}
