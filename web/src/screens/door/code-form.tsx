/** Takes a code that is typed, pasted or read by a hand scanner, which types it and ends with Enter. */
import { useEffect, useId, useRef } from 'preact/hooks';
import { doorTexts } from '../../texts/door-texts.ts';

const TAKES_KEYS = 'input, textarea, select, button, a[href]';

export function CodeForm({ onCode }: { onCode: (code: string) => void }) {
  const door = doorTexts.value;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // On a phone the focus would open the keyboard.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus();
    const listen = (event: KeyboardEvent) => {
      const isElsewhere = (event.target as Element | null)?.matches(TAKES_KEYS);
      const isTyped = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isElsewhere && isTyped) field.current?.focus();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const code = field.current?.value.trim() ?? '';
    if (field.current) field.current.value = '';
    if (code !== '') onCode(code);
  };
  return (
    <form class="code-form" onSubmit={submit}>
      <label for={id}>{door.code}</label>
      <div>
        <input id={id} ref={field} name="code" autoComplete="off" autoCapitalize="off" spellcheck={false} />
        <button type="submit" class="primary">
          {door.check}
        </button>
      </div>
    </form>
  );
}
