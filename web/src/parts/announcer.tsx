/** Says to a screen reader what changed on the page without its user's doing. */
import { signal } from '@preact/signals';

const said = signal('');

/** @returns what takes it back when it is over, unless something else was said meanwhile. */
export function announce(text: string): () => void {
  said.value = text;
  return () => {
    if (said.value === text) said.value = '';
  };
}

export const Announcer = () => (
  <div class="for-screen-readers" role="status" aria-live="polite">
    {said.value}
  </div>
);
