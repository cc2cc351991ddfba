/**
 * The token bucket, as one instant: when the bucket will be full. Each token that is taken puts it off by the time in which
 * one is added. An instant in the past, or none, is a full bucket. An instant further ahead than an empty bucket can have
 * was written by a clock that was wrong, and does not count.
 */
import { CLOCK_SKEW_MS } from './limits.ts';

/** `tokens`: in a full bucket. `tokenMs`: the time in which one is added. */
export type TokenBucket = { tokens: number; tokenMs: number };

/** @returns the bucket of a limit. */
export function bucketOf({ requests, seconds }: { requests: number; seconds: number }): TokenBucket {
  return { tokens: requests, tokenMs: Math.ceil((seconds * 1000) / requests) };
}

/** An instant after this one is of a wrong clock. */
export function aheadOf({ tokens, tokenMs }: TokenBucket, now: number): number {
  return now + tokens * tokenMs + CLOCK_SKEW_MS;
}

/** Whether the bucket has all its tokens. */
export function isFull(bucket: TokenBucket, fullAt: number | undefined, now: number): boolean {
  return fullAt === undefined || fullAt <= now || fullAt > aheadOf(bucket, now);
}

/** The latest instant of a bucket that has this many tokens. */
export function latestWith({ tokens, tokenMs }: TokenBucket, wanted: number, now: number): number {
  return now + (tokens - wanted) * tokenMs;
}

/** Whether the bucket has at least `wanted` tokens. */
export function hasTokens(
  bucket: TokenBucket,
  fullAt: number | undefined,
  wanted: number,
  now: number,
): boolean {
  if (fullAt === undefined || isFull(bucket, fullAt, now)) return wanted <= bucket.tokens;
  return fullAt <= latestWith(bucket, wanted, now);
}

/** @returns the number of tokens in the bucket. */
export function tokensIn(bucket: TokenBucket, fullAt: number | undefined, now: number): number {
  if (fullAt === undefined || isFull(bucket, fullAt, now)) return bucket.tokens;
  return Math.max(0, Math.floor((latestWith(bucket, 0, now) - fullAt) / bucket.tokenMs));
}

/** @returns ms until the bucket has this many tokens; 0 if it has them. */
export function msUntil(
  bucket: TokenBucket,
  fullAt: number | undefined,
  wanted: number,
  now: number,
): number {
  if (fullAt === undefined || isFull(bucket, fullAt, now)) return 0;
  return Math.max(0, fullAt - latestWith(bucket, wanted, now));
}
