/** Saves all bookings of an event as one CSV file. */
import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { type Problem, problemOf, sayProblem } from '../../api/problems.ts';
import { saveFile } from '../../parts/save-file.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';

/** The most rows that the API answers at once. */
const PAGE_ROWS = 2000;

/** @returns the pages of the file, joined under one line of names; or what went wrong. */
async function readAll(eventId: string): Promise<{ text: string } | { problem: Problem }> {
  let text = '';
  let cursor: string | undefined;
  do {
    const query = { limit: PAGE_ROWS, ...(cursor !== undefined && { cursor }) };
    const answer = await api
      .GET('/v1/events/{eventId}/bookings', {
        params: { path: { eventId }, query },
        headers: { accept: 'text/csv' },
        parseAs: 'text',
      })
      .catch(() => undefined);
    if (answer?.data === undefined) return { problem: problemOf(answer) };
    const page = String(answer.data);
    // Every page begins with the names of the columns.
    text += cursor === undefined ? page : page.slice(page.indexOf('\n') + 1);
    const next = /<([^>]*)>\s*;\s*rel="?next"?/.exec(answer.response.headers.get('link') ?? '')?.[1];
    cursor = next && (new URL(next, location.origin).searchParams.get('cursor') ?? undefined);
  } while (cursor !== undefined);
  return { text };
}

export function Export({ eventId }: { eventId: string }) {
  const { who } = organizerTexts.value;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const start = async () => {
    if (isBusy) return;
    setBusy(true);
    const read = await readAll(eventId);
    setBusy(false);
    setProblem('problem' in read ? read.problem : undefined);
    if ('text' in read) saveFile(new Blob([read.text], { type: 'text/csv' }), `${eventId}.csv`);
  };
  return (
    <div>
      <button type="button" aria-disabled={isBusy} onClick={start}>
        {isBusy ? who.exporting : who.export}
      </button>
      {problem && (
        <p class="error" role="alert">
          {sayProblem(problem, texts.value)}
        </p>
      )}
    </div>
  );
}
