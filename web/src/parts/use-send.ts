/** Sends what a form has, once at a time, and keeps what is wrong with it. */
import { useState } from 'preact/hooks';
import { type Answered, type Problem, problemOf } from '../api/problems.ts';

/** `send` resolves to the answer of the service; to undefined if there is none, or while another one is on its way. */
export function useSend() {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const send = async <Data>(request: () => Promise<Answered<Data>>) => {
    if (isBusy) return undefined;
    setBusy(true);
    const answer = await request().catch(() => undefined);
    setBusy(false);
    setProblem(answer?.response.ok ? undefined : problemOf(answer));
    return answer;
  };
  return { isBusy, problem, send };
}
