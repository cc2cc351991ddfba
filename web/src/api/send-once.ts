/**
 * Sends a request that must have one effect. Its key and its body are stored before it is sent, until its answer is: a
 * reload, a second click, a lost connection and a closed tab all end in the same effect.
 */
import { readStored, writeStored } from '../parts/stored.ts';
import { newKey } from './client.ts';
import type { Answered } from './problems.ts';
import { mayPass } from './problems.ts';
import { type Outcome, type Progress, untilAnswered } from './until-answered.ts';

/** A request that was sent, or is to be sent again. */
type Sent<Body> = { key: string; body: Body };

/** @returns the body that was sent from this browser and has no answer yet. */
export const unansweredBody = <Body>(place: string): Body | undefined =>
  (readStored(place) as Sent<Body> | undefined)?.body;

/**
 * Sends a body, or goes on with the one of this place that has no answer.
 * @param place where it is stored: a name for each thing that is changed.
 */
export async function sendOnce<Body, Data>(
  place: string,
  body: Body,
  post: (body: Body, key: string) => Promise<Answered<Data>>,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Outcome<Data>> {
  const sent = (readStored(place) as Sent<Body> | undefined) ?? { key: newKey(), body };
  writeStored(place, sent);
  const outcome = await untilAnswered(() => post(sent.body, sent.key), tell, signal);
  // A session that is over says nothing of what was sent before.
  const isOpen = 'problem' in outcome && (mayPass(outcome.problem) || outcome.problem.status === 401);
  if (!isOpen) writeStored(place, undefined);
  return outcome;
}
