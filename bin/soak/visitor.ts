/**
 * The client of one person in a soak: repeats a call, with its Idempotency-Key, until it is answered, and
 * sometimes gives up after a lost answer. Counts the requests and their outcomes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestRecord } from '../../functions/domain/verify/request-record.ts';
import type { ApiAnswer } from '../local/api-client.ts';
import { recorded } from '../local/recorded-request.ts';
import type { TypedClient } from '../local/typed-client.ts';
import type { Chance } from './chance.ts';
import type { Stage } from './tested-service.ts';

/** Longer than any request may take; an answer that is not there by then counts as lost. */
const ANSWER_TIMEOUT_MS = 35_000;
const REPEAT_PAUSE_MS = 100;
/** The probability that a visitor gives up after a lost answer, which leaves the outcome `unknown`. */
const GIVES_UP = 0.06;

export type Counts = { requests: number; acknowledged: number; lost: number; unknown: number };

type Answered = Pick<ApiAnswer, 'status' | 'headers'> & { body: unknown };

export class Visitor {
  readonly #stage: Stage;
  readonly #chance: Chance;
  readonly #counts: Counts;

  constructor(stage: Stage, chance: Chance, counts: Counts) {
    this.#stage = stage;
    this.#chance = chance;
    this.#counts = counts;
  }

  /** Sends until there is an answer. @returns undefined if the visitor gave up; never with `retriesUntilDone`. */
  async ask<Answer extends Answered>(
    request: RequestRecord,
    send: (client: TypedClient) => Promise<Answer>,
    { retriesUntilDone = false } = {},
  ): Promise<Answer | undefined> {
    for (;;) {
      const client = await this.#stage.client();
      this.#counts.requests += 1;
      const answer = await recorded(request, () => inTime(send(client)));
      if (answer !== undefined && answer.status < 500) {
        if (answer.status < 300) this.#counts.acknowledged += 1;
        return answer;
      }
      if (answer?.status === 503) {
        await sleep(Number(answer.headers['retry-after']) * 1000);
        continue;
      }
      this.#counts.lost += 1;
      if (!retriesUntilDone && this.#chance.happens(GIVES_UP)) {
        this.#counts.unknown += 1;
        return undefined;
      }
      await sleep(REPEAT_PAUSE_MS);
    }
  }
}

/** @returns undefined if the call failed or timed out. */
async function inTime<T>(call: Promise<T>): Promise<T | undefined> {
  const late = new AbortController();
  const timeout = sleep(ANSWER_TIMEOUT_MS, undefined, { signal: late.signal }).catch(() => undefined);
  const answer = await Promise.race([call.catch(() => undefined), timeout]);
  late.abort();
  return answer;
}
