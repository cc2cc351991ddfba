/** An attempt that the organizer asks for, a test or a repeat, and what came of it. */
import { useState } from 'preact/hooks';
import type { components } from '../../../.generated/api';
import { type Answered, type Problem, problemOf, sayProblem } from '../../api/problems.ts';
import { Notice } from '../../parts/form.tsx';
import { number } from '../../parts/numbers.ts';
import { texts } from '../../texts/language.ts';
import { webhookTexts } from '../../texts/webhook-texts.ts';

export type Delivery = components['schemas']['WebhookDelivery'];

type Attempt = { delivery: Delivery } | { problem: Problem };

/** @returns what the receiver answered, or why it did not, in words. */
export function answerText({ status, error, durationMs }: Delivery): string {
  const { answered, errors, took } = webhookTexts.value.deliveries;
  if (error !== undefined) return errors[error];
  return `${answered(status ?? 0)} · ${took(number(durationMs))}`;
}

/** @param tried is called when the attempt was made. */
export function useAttempt(tried: () => void) {
  const [isBusy, setBusy] = useState(false);
  const [attempt, setAttempt] = useState<Attempt>();
  const send = async (request: () => Promise<Answered<Delivery>>) => {
    if (isBusy) return;
    setBusy(true);
    const answer = await request().catch(() => undefined);
    setBusy(false);
    if (answer?.data !== undefined) setAttempt({ delivery: answer.data });
    else setAttempt({ problem: problemOf(answer) });
    tried();
  };
  return { isBusy, attempt, send };
}

type OutcomeProps = { attempt: Attempt | undefined; accepted: string; failed: string };

export function AttemptOutcome({ attempt, accepted, failed }: OutcomeProps) {
  if (attempt === undefined) return null;
  if ('problem' in attempt) return <Notice kind="bad">{sayProblem(attempt.problem, texts.value)}</Notice>;
  const { delivery } = attempt;
  const isAccepted = delivery.outcome === 'accepted';
  return (
    <Notice kind={isAccepted ? 'good' : 'bad'}>
      {isAccepted ? accepted : failed} {answerText(delivery)}
    </Notice>
  );
}
