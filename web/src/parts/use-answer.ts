/** Reads something from the API for a screen: again by itself while it does not answer, and when the screen asks. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Answered, mayPass, type Problem, problemOf } from '../api/problems.ts';

export type Answer<Data> = { data?: Data; problem?: Problem; isLoading: boolean; again: () => void };

const RETRY_SECONDS = 5;

/**
 * @param read what is read, or `undefined` if there is nothing to read; it is read anew when `inputs` change.
 * @param nextInSeconds after how long to read again; undefined for never. No screen in the background reads.
 */
export function useAnswer<Data>(
  read: () => Promise<Answered<Data>> | undefined,
  inputs: unknown[],
  nextInSeconds: (data: Data) => number | undefined = () => undefined,
): Answer<Data> {
  const [state, setState] = useState<{ data?: Data; problem?: Problem; isLoading: boolean }>({
    isLoading: true,
  });
  const [round, setRound] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const again = useCallback(() => setRound((past) => past + 1), []);

  useEffect(() => {
    let isCurrent = true;
    const readLater = (seconds: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        if (document.visibilityState === 'visible') again();
        else addEventListener('visibilitychange', again, { once: true });
      }, seconds * 1000);
    };
    const take = async (answered: Promise<Answered<Data>>) => {
      const answer = await answered.catch(() => undefined);
      if (!isCurrent) return;
      if (answer?.data !== undefined) {
        setState({ data: answer.data, isLoading: false });
        const seconds = nextInSeconds(answer.data);
        if (seconds !== undefined) readLater(seconds);
        return;
      }
      const problem = problemOf(answer);
      setState((past) => ({ ...past, problem, isLoading: false }));
      if (mayPass(problem)) readLater(problem.retryAfterSeconds ?? RETRY_SECONDS);
    };
    const answered = read();
    setState((past) => ({ ...past, isLoading: answered !== undefined && past.data === undefined }));
    if (answered !== undefined) take(answered);
    return () => {
      isCurrent = false;
      clearTimeout(timer.current);
      removeEventListener('visibilitychange', again);
    };
  }, [...inputs, round]);

  return { ...state, again };
}
