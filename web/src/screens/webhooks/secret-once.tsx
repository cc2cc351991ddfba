/** A new secret, which is shown this once, with a button to copy it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { webhookTexts } from '../../texts/webhook-texts.ts';

export function SecretOnce({ secret, stored }: { secret: string; stored: () => void }) {
  const text = webhookTexts.value.secret;
  const title = useRef<HTMLHeadingElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  useEffect(() => title.current?.focus(), []);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(secret);
      setSaid(text.copied);
    } catch {
      setSaid(text.copyByHand);
    }
  };
  return (
    <section class="card secret">
      <h2 tabIndex={-1} ref={title}>
        {text.title}
      </h2>
      <p>{text.text}</p>
      <div class="field">
        <label for="secret">{text.label}</label>
        <div class="secret-row">
          <input id="secret" ref={field} readOnly value={secret} autoComplete="off" spellcheck={false} />
          <button type="button" class="primary" onClick={copy}>
            {text.copy}
          </button>
        </div>
        <p class="hint" role="status">
          {said}
        </p>
      </div>
      <button type="button" onClick={stored}>
        {text.stored}
      </button>
    </section>
  );
}
