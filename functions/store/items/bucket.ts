/** The token bucket of a rate limit. Its name is a digest, so that the item shows nobody's address. */
import * as z from 'zod/mini';
import { BUCKET_PREFIX } from '../table/definition.ts';
import { type Item, type Key, parseItem } from '../table/item.ts';

export const bucketKey = (name: string): Key => ({ pk: `${BUCKET_PREFIX}${name}`, sk: 'BUCKET' });

const BUCKET = z.object({ fullAt: z.number() });

/** @returns the instant (ms) at which the bucket is full. */
export function fromBucketItem(item: Item): number {
  return parseItem('token bucket', BUCKET, item).fullAt;
}

/** The bucket is full, or a wrong clock wrote its instant. The twin of `isFull`. */
export const BUCKET_IS_FULL = 'attribute_not_exists(pk) OR fullAt <= :now OR fullAt > :ahead';

/** The bucket is not full, and has the tokens. The twin of `hasTokens`. */
export const BUCKET_HAS_TOKENS = 'fullAt > :now AND fullAt <= :latest';
