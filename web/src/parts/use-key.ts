/** The key of what a form sends. */
import { useRef } from 'preact/hooks';
import { newKey } from '../api/client.ts';

/**
 * `keyOf`: the key for this content, which is the one of before if that was sent and not answered, so that a repeat has no
 * second effect. `answered`: what is sent next is another request, even with the same content.
 */
export function useKey() {
  const unanswered = useRef<{ text: string; key: string }>(undefined);
  const keyOf = (content: unknown): string => {
    const text = JSON.stringify(content);
    if (unanswered.current?.text !== text) unanswered.current = { text, key: newKey() };
    return unanswered.current.key;
  };
  const answered = () => {
    unanswered.current = undefined;
  };
  return { keyOf, answered };
}
