/** A field for words to search for. They count when nothing was typed for a moment. */
import { useEffect, useRef, useState } from 'preact/hooks';

const TYPING_MS = 300;

type Props = { label: string; placeholder: string; words: string; change: (words: string) => void };

export function SearchField({ label, placeholder, words, change }: Props) {
  const [typed, setTyped] = useState(words);
  useEffect(() => {
    if (typed.trim() === words) return;
    const timer = setTimeout(() => change(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const wordsBefore = useRef(words);
  useEffect(() => {
    // The screen showed everything again. At first nothing is cleared: somebody may have typed before this runs.
    if (words === '' && wordsBefore.current !== '') setTyped('');
    wordsBefore.current = words;
  }, [words]);
  return (
    <label>
      <span class="for-screen-readers">{label}</span>
      <input
        type="search"
        value={typed}
        placeholder={placeholder}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  );
}
