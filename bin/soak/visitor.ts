/**
 * Whoever calls the service of a soak: a call is repeated, under its key, until there is an answer, or given up for
 * unknown after one was lost. Counts what it sent and what became of it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiAnswer } from '../local/api-client.ts';
import type { TypedClient } from '../local/typed-client.ts';
import type { Chance } from './chance.ts';
import type { Outcome } from './records.ts';
import type { Stage } from './stage.ts';

/** Longer than any request may take: who hears nothing by then takes the answer for lost. */
const ANSWER_TIMEOUT_MS = 35_000;
const REPEAT_PAUSE_MS = 100;
/** Who lost an answer goes away for good in this share of cases, and never learns what became of the request. */
const GIVES_UP = 0.06;

export type Counts = { requests: number; acknowledged: number; lost: number; unknown: number };

type Answered = Pick<ApiAnswer, 'status' | 'headers'> & { body: unknown };

export class Visitor {
  readonly #stage: Stage;
  readonly #chance: Chance;
  readonly #counts: Counts;
  readonly #oddAnswers: string[];

  /** `oddAnswers` is where answers that no service may give are written down. */
  constructor(stage: Stage, chance: Chance, counts: Counts, oddAnswers: string[]) {
    this.#stage = stage;
    this.#chance = chance;
    this.#counts = counts;
    this.#oddAnswers = oddAnswers;
  }

  /** The answer to `send`; undefined when the visitor gave up, which one who `insists` never does. */
  async ask<Answer extends Answered>(
    send: (client: TypedClient) => Promise<Answer>,
    { insists = false } = {},
  ): Promise<Answer | undefined> {
    for (;;) {
      const client = await this.#stage.client();
      this.#counts.requests += 1;
      const answer = await inTime(send(client));
      if (answer !== undefined && answer.status < 500) {
        if (answer.status < 300) this.#counts.acknowledged += 1;
        return answer;
      }
      if (answer?.status === 503) {
        await sleep(Number(answer.headers['retry-after']) * 1000);
        continue;
      }
      if (answer !== undefined)
        this.#oddAnswers.push(`an answer was ${answer.status} ${JSON.stringify(answer.body)}`);
      this.#counts.lost += 1;
      if (!insists && this.#chance.happens(GIVES_UP)) {
        this.#counts.unknown += 1;
        return undefined;
      }
      await sleep(REPEAT_PAUSE_MS);
    }
  }
}

async function inTime<T>(call: Promise<T>): Promise<T | undefined> {
  const late = new AbortController();
  const timeout = sleep(ANSWER_TIMEOUT_MS, undefined, { signal: late.signal }).catch(() => undefined);
  const answer = await Promise.race([call.catch(() => undefined), timeout]);
  late.abort();
  return answer;
}

export function outcomeOf(answer: { status: number } | undefined): Outcome {
  if (answer === undefined) return 'unknown';
  return answer.status < 300 ? 'acknowledged' : 'refused';
}
