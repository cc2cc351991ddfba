/** The HTML with which an organizer shows an event on their own site, to copy. */
import { useId, useRef, useState } from 'preact/hooks';
import { organizerTexts } from '../../texts/organizer-texts.ts';

/** Ids are letters and digits, so nothing has to be escaped. */
const codeFor = (eventId: string): string =>
  `<script type="module" src="${location.origin}/widget.js"></script><boxoffice-event event="${eventId}"></boxoffice-event>`;

export function EmbedEvent({ eventId }: { eventId: string }) {
  const { embed } = organizerTexts.value;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [outcome, setOutcome] = useState<'copied' | 'notCopied'>();
  const code = codeFor(eventId);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setOutcome('copied');
    } catch {
      // Without HTTPS, browsers have no clipboard.
      field.current?.focus();
      field.current?.select();
      setOutcome('notCopied');
    }
  };
  return (
    <details class="embed">
      <summary>{embed.title}</summary>
      <p>{embed.text}</p>
      <div class="field">
        <label for={id}>{embed.code}</label>
        <textarea ref={field} id={id} rows={5} readOnly spellcheck={false} value={code} />
      </div>
      <button type="button" onClick={copy}>
        {embed.copy}
      </button>
      <p class="hint" role="status">
        {outcome && embed[outcome]}
      </p>
    </details>
  );
}
