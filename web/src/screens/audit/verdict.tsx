/** Whether a guarantee holds: a mark with a shape, words and a colour, which is clear in black and white, too. */
import { auditTexts } from '../../texts/audit-texts.ts';

const MARKS = { holds: '✓', broken: '✗', open: '?' };

/** `holds`: null if it is not decided. */
export function Verdict({ holds }: { holds: boolean | null }) {
  const state = holds === null ? 'open' : holds ? 'holds' : 'broken';
  return (
    <span class={`badge audit-verdict ${state}`}>
      <span aria-hidden="true">{MARKS[state]}</span> {auditTexts.value.states[state]}
    </span>
  );
}
