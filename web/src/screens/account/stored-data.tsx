/** Saves a file of all that is stored about the visitor. */
import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { type Problem, problemOf } from '../../api/problems.ts';
import { saveFile } from '../../parts/save-file.ts';
import { myAccountTexts } from '../../texts/my-account-texts.ts';
import { ProblemNotice } from './account-fields.tsx';
import { AccountPart } from './account-part.tsx';

type Stored = { account: object; sessions: object[]; letters: object[]; bookings: object[] };

/** @returns all that is stored, with the pages of bookings as one list; or what went wrong. */
async function readStored(): Promise<{ stored: Stored } | { problem: Problem }> {
  let stored: Stored | undefined;
  let cursor: string | undefined;
  do {
    const params = cursor === undefined ? {} : { params: { query: { cursor } } };
    const answer = await api.GET('/v1/me/export', params).catch(() => undefined);
    if (answer?.data === undefined) return { problem: problemOf(answer) };
    const { bookings, ...rest } = answer.data;
    stored = { ...rest, bookings: [...(stored?.bookings ?? []), ...bookings.items] };
    cursor = bookings.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { stored };
}

export function StoredData() {
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
    <AccountPart title={text.title}>
      <p>{text.text}</p>
      <ProblemNotice problem={problem} />
      <div class="buttons">
        <button type="button" aria-disabled={isBusy} onClick={start}>
          {isBusy ? text.reading : text.button}
        </button>
      </div>
    </AccountPart>
  );
}
