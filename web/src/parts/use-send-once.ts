/** Sends what a form has once, whatever happens on the way. What was sent from here and has no answer goes on at once. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answered, Problem } from '../api/problems.ts';
import { sendOnce, unansweredBody } from '../api/send-once.ts';
import type { Progress } from '../api/until-answered.ts';

type Sending<Body> = {
  progress: Progress | undefined;
  problem: Problem | undefined;
  /** Does nothing while something is on its way. */
  send: (body: Body) => void;
};

/** @param place see `sendOnce`. `done` is called with the answer and with what was answered. */
export function useSendOnce<Body, Data>(
  place: string,
  post: (body: Body, key: string) => Promise<Answered<Data>>,
  done: (data: Data, body: Body) => void,
): Sending<Body> {
  const [progress, setProgress] = useState<Progress>();
  const [problem, setProblem] = useState<Problem>();
  const leave = useRef(new AbortController());
  const isBusy = useRef(false);
  const send = async (body: Body) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setProblem(undefined);
    const { signal } = leave.current;
    const sent = unansweredBody<Body>(place) ?? body;
    const outcome = await sendOnce(place, body, post, setProgress, signal);
    isBusy.current = false;
    if (signal.aborted) return;
    setProgress(undefined);
    if ('data' in outcome) done(outcome.data, sent);
    else setProblem(outcome.problem);
  };
  useEffect(() => {
    leave.current = new AbortController();
    const earlier = unansweredBody<Body>(place);
    if (earlier !== undefined) send(earlier);
    return () => leave.current.abort();
  }, []);
  return { progress, problem, send };
}
