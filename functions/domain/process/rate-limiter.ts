/**
 * Limits rates by token buckets that all processes share. A process remembers of each bucket when it will be full, so that
 * it mostly needs one write for a request, and none while it knows that the bucket is empty. Tokens of failures may be given
 * back meanwhile, so for these it looks at an empty bucket again, which takes less than a write that is refused.
 *
 * Requests of a grouped limit are counted in the process, and their tokens are taken for a group of them: when the group
 * is full, and the request that completes it is refused if the bucket has fewer tokens. So each process, or each request
 * under way, admits at most one group less a request beyond the bucket. These stay counted, and are paid before the next
 * group begins.
 *
 * If the table does not answer, the request goes on: a limit protects others from a few clients, and refusing everybody
 * would do more harm than these few. A line in the log counts such requests.
 */
import { derivedId } from '../model/derived-id.ts';
import {
  RATE_LIMIT_GROUP,
  RATE_LIMIT_MEMORY_BUCKETS,
  RATE_LIMITS,
  type RateLimit,
  type RateLimitName,
} from '../model/limits.ts';
import type { Rates } from '../model/rates.ts';
import { Busy, Refusal } from '../model/refusal.ts';
import { bucketOf, hasTokens, isFull, msUntil, type TokenBucket, tokensIn } from '../model/token-bucket.ts';
import type { BucketStore } from '../ports/bucket-store.ts';
import type { Log } from '../ports/log.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityLog } from '../ports/security-log.ts';

/**
 * What is left of a limit after a request, as far as the process knows. `seconds`: until there is one more token, or after
 * a refusal until the request can be admitted.
 */
export type Standing = {
  limit: RateLimitName;
  requests: number;
  windowSeconds: number;
  isAdmitted: boolean;
  remaining: number;
  seconds: number;
};

/** `uncounted`: requests whose tokens were not taken yet. `at`: when the last request came. */
type Memory = { fullAt: number | undefined; uncounted: number; at: number };

type Ports = { buckets: BucketStore; runtime: Pick<Runtime, 'now'>; log: Log; securityLog: SecurityLog };

/** A bucket, as it is named in the table, with what this process remembers of it. */
type Known = {
  name: string;
  rate: { requests: number; seconds: number };
  bucket: TokenBucket;
  group: number;
  memory: Memory;
};

export class RateLimiter {
  readonly #memories = new Map<string, Memory>();
  readonly #rates: Rates;
  readonly #ports: Ports;

  constructor(rates: Rates, ports: Ports) {
    this.#rates = rates;
    this.#ports = ports;
  }

  /**
   * Counts a request. `key`: by what it is counted, such as a network address. `shares`: how many such it stands for; the bucket
   * has so many times the tokens.
   * @returns undefined if the table did not answer: the request goes on.
   */
  async count(limit: RateLimitName, key: string, shares = 1): Promise<Standing | undefined> {
    const now = this.#ports.runtime.now();
    const known = this.#known(limit, { key, shares }, now);
    const { memory, group } = known;
    memory.uncounted += 1;
    if (memory.uncounted < group) return this.#standing(limit, known, true, now);
    memory.uncounted -= group;
    const isTaken = await this.#takeIfThere(limit, known, now);
    if (isTaken === undefined) return undefined;
    if (!isTaken) memory.uncounted += group - 1;
    return this.#standing(limit, known, isTaken, now);
  }

  /** Counts a request. @throws Refusal with the code of the limit if the bucket is empty. */
  async admit(limit: RateLimitName, key: string): Promise<void> {
    const standing = await this.count(limit, key);
    if (standing && !standing.isAdmitted) throw this.refusalOf(standing);
  }

  /** Gives back the token of a request that succeeded. Without an answer of the table, it stays taken. */
  async giveBack(limit: RateLimitName, key: string, shares = 1): Promise<Standing | undefined> {
    const now = this.#ports.runtime.now();
    const known = this.#known(limit, { key, shares }, now);
    const { name, bucket, memory } = known;
    await this.#orLog(limit, this.#ports.buckets.giveBack(name, bucket));
    if (memory.fullAt !== undefined) memory.fullAt -= bucket.tokenMs;
    return this.#standing(limit, known, true, now);
  }

  /** Logs that a request was not admitted. @returns the refusal to throw. */
  refusalOf({ limit, seconds }: Pick<Standing, 'limit' | 'seconds'>): Refusal {
    this.#ports.securityLog.write({ kind: 'too-many-requests', limit });
    const { code }: RateLimit = RATE_LIMITS[limit];
    const what = code === undefined ? 'There were too many requests.' : 'Too many log-ins have failed.';
    const advice = 'Wait for the seconds in Retry-After, then try again.';
    const extras = { retryAfterSeconds: seconds };
    return new Refusal(code ?? 'too-many-requests', `${what} ${advice}`, extras);
  }

  /** @returns whether the tokens were taken; undefined if the table did not answer. */
  async #takeIfThere(limit: RateLimitName, known: Known, now: number): Promise<boolean | undefined> {
    const { name, bucket, group, memory } = known;
    const isEmpty = () => !hasTokens(bucket, memory.fullAt, group, now);
    const { isOfFailures }: RateLimit = RATE_LIMITS[limit];
    if (isEmpty() && isOfFailures) {
      const looking = this.#ports.buckets.readFullAt(name).then((fullAt) => ({ fullAt }));
      const seen = await this.#orLog(limit, looking);
      if (seen === undefined) return undefined;
      memory.fullAt = seen.fullAt;
    }
    return isEmpty() ? false : this.#take(limit, known, now);
  }

  async #take(
    limit: RateLimitName,
    { name, bucket, group, memory }: Known,
    now: number,
  ): Promise<boolean | undefined> {
    const { buckets } = this.#ports;
    const taking = buckets.take(name, { bucket, tokens: group, now, seen: memory.fullAt });
    const taken = await this.#orLog(limit, taking);
    if (taken === undefined) return undefined;
    memory.fullAt = taken.fullAt;
    return taken.isTaken;
  }

  async #orLog<T>(limit: RateLimitName, call: Promise<T>): Promise<T | undefined> {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof Busy)) throw error;
      this.#ports.log.warn('A rate limit was not counted, because the table did not answer.', { limit });
      return undefined;
    }
  }

  /** Forgets requests that were not counted when the bucket would be full again without them. */
  #known(limit: RateLimitName, { key, shares }: { key: string; shares: number }, now: number): Known {
    const { isGrouped }: RateLimit = RATE_LIMITS[limit];
    const { requests, seconds } = this.#rates[limit];
    const rate = { requests: requests * shares, seconds };
    const group = isGrouped ? Math.max(1, Math.floor(rate.requests * RATE_LIMIT_GROUP)) : 1;
    const name = derivedId('rate limit', limit, key);
    const before = this.#memories.get(name) ?? { fullAt: undefined, uncounted: 0, at: now };
    const isOver = Math.abs(now - before.at) > rate.seconds * 1000;
    const memory = Object.assign(before, { at: now }, isOver && { uncounted: 0 });
    this.#memories.delete(name);
    this.#memories.set(name, memory);
    const [oldest] = this.#memories.keys();
    if (this.#memories.size > RATE_LIMIT_MEMORY_BUCKETS && oldest !== undefined)
      this.#memories.delete(oldest);
    return { name, rate, bucket: bucketOf(rate), group, memory };
  }

  #standing(limit: RateLimitName, known: Known, isAdmitted: boolean, now: number): Standing {
    const { bucket, group, memory, rate } = known;
    const { requests, seconds: windowSeconds } = rate;
    const tokens = tokensIn(bucket, memory.fullAt, now);
    const remaining = isAdmitted ? Math.max(0, tokens - memory.uncounted) : 0;
    const wanted = isAdmitted ? Math.min(bucket.tokens, tokens + 1) : group;
    const waitMs = isFull(bucket, memory.fullAt, now)
      ? bucket.tokenMs
      : msUntil(bucket, memory.fullAt, wanted, now);
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    return { limit, requests, windowSeconds, isAdmitted, remaining, seconds };
  }
}
