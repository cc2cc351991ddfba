/** Says to a screen reader what changed on the page without its user's doing. */
import { signal } from '@preact/signals';

const said = signal('');

export function announce(text: string): void {
  said.value = text;
}

export const Announcer = () => (
  <div class="for-screen-readers" role="status" aria-live="polite">
    {said.value}
  </div>
);
