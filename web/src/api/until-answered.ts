/** Sends a request that has a key again and again until the service says what became of it. */
import { type Answered, mayPass, type Problem, problemOf } from './problems.ts';

export type Outcome<Data> = { data: Data } | { problem: Problem };

/** What is known of a request while it is on its way. */
export type Progress =
  | { kind: 'sending'; isRepeat: boolean }
  | { kind: 'waiting'; problem: Problem; seconds: number };

const RETRY_FIRST_SECONDS = 1;
const RETRY_MAX_SECONDS = 20;

/**
 * @param send has the same key each time.
 * @returns the answer, or why the service refused; the last problem if `signal` ended it before.
 */
export async function untilAnswered<Data>(
  send: () => Promise<Answered<Data>>,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Outcome<Data>> {
  for (let tries = 0; ; tries += 1) {
    tell({ kind: 'sending', isRepeat: tries > 0 });
    const answer = await send().catch(() => undefined);
    if (answer?.response.ok) return { data: answer.data as Data };
    const problem = problemOf(answer);
    if (!mayPass(problem)) return { problem };
    const backOff = Math.min(RETRY_FIRST_SECONDS * 2 ** tries, RETRY_MAX_SECONDS);
    const seconds = problem.retryAfterSeconds ?? backOff;
    tell({ kind: 'waiting', problem, seconds });
    await sleep(seconds, signal);
    if (signal.aborted) return { problem };
  }
}

/** Ends early when the browser is online again, or when the screen is left. */
function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    addEventListener('online', end, { once: true });
    signal.addEventListener('abort', end, { once: true });
  });
}
