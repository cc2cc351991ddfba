/** Stores token buckets by name, for rate limits. Instants are in ms. */
import type { TokenBucket } from '../model/token-bucket.ts';

/** `seen`: when the bucket was going to be full, as this process saw it last. A wrong guess costs a second write. */
export type TakeTokens = { bucket: TokenBucket; tokens: number; now: number; seen: number | undefined };

/** `fullAt`: when the bucket will be full, as it is after this. */
export type TokensTaken = { isTaken: boolean; fullAt: number };

export type BucketStore = {
  /** @returns when the bucket will be full, strongly consistent; undefined if nothing was taken from it lately. @throws Busy */
  readFullAt(name: string): Promise<number | undefined>;
  /**
   * Takes all the tokens, or none if the bucket has fewer.
   * @throws Busy
   */
  take(name: string, take: TakeTokens): Promise<TokensTaken>;
  /**
   * Puts a token back that was taken.
   * @throws Busy
   */
  giveBack(name: string, bucket: TokenBucket): Promise<void>;
};
