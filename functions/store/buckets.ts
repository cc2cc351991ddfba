/**
 * Takes tokens from buckets, and gives them back, with one write each. DynamoDB has no greatest of two values, so a full
 * bucket and another one are written by different expressions. The first guess comes from what the process saw last; if
 * it is wrong, the failed condition brings back the bucket, and a second write is right, unless others wrote meanwhile.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { BUCKET_WRITES_MAX } from '../domain/model/limits.ts';
import { Busy } from '../domain/model/refusal.ts';
import { aheadOf, hasTokens, isFull, latestWith, type TokenBucket } from '../domain/model/token-bucket.ts';
import type { BucketStore, TakeTokens } from '../domain/ports/bucket-store.ts';
import { BUCKET_HAS_TOKENS, BUCKET_IS_FULL, bucketKey, fromBucketItem } from './items/bucket.ts';
import { orBusy, type Table } from './table/client.ts';
import { EXISTS } from './table/existence.ts';
import { getItem } from './table/read.ts';
import { isWritten } from './table/write.ts';

/** Time to live, in seconds since the epoch: when even an empty bucket is full. */
const endOf = (bucket: TokenBucket, now: number): number => Math.ceil(aheadOf(bucket, now) / 1000);

/** The expressions that take tokens from a full bucket, and from another one. */
function expressionFor({ bucket, tokens, now }: TakeTokens, fromFull: boolean) {
  const costMs = tokens * bucket.tokenMs;
  const end = { ':end': endOf(bucket, now) };
  if (fromFull) {
    return {
      ConditionExpression: BUCKET_IS_FULL,
      UpdateExpression: 'SET fullAt = :fullAt, expiresAtSeconds = :end',
      ExpressionAttributeValues: {
        ...end,
        ':now': now,
        ':ahead': aheadOf(bucket, now),
        ':fullAt': now + costMs,
      },
    };
  }
  return {
    ConditionExpression: BUCKET_HAS_TOKENS,
    UpdateExpression: 'SET fullAt = fullAt + :cost, expiresAtSeconds = :end',
    ExpressionAttributeValues: {
      ...end,
      ':now': now,
      ':latest': latestWith(bucket, tokens, now),
      ':cost': costMs,
    },
  };
}

export function bucketStore(table: Table): BucketStore {
  /** @returns when the bucket is full, after the write or as it was when the condition failed. */
  async function attempt(name: string, take: TakeTokens, fromFull: boolean) {
    const command = new UpdateCommand({
      TableName: table.name,
      Key: bucketKey(name),
      ...expressionFor(take, fromFull),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      const { Attributes = {} } = await orBusy(table.client.send(command));
      return { isTaken: true, fullAt: fromBucketItem(Attributes) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { isTaken: false, fullAt: error.Item && fromBucketItem(unmarshall(error.Item)) };
    }
  }

  return {
    async readFullAt(name) {
      const item = await getItem(table, bucketKey(name));
      return item && fromBucketItem(item);
    },

    async take(name, take) {
      const { bucket, tokens, now } = take;
      let fullAt = take.seen;
      for (let writes = 0; writes < BUCKET_WRITES_MAX; writes += 1) {
        const after = await attempt(name, take, isFull(bucket, fullAt, now));
        fullAt = after.fullAt;
        if (fullAt === undefined) continue;
        if (after.isTaken) return { isTaken: true, fullAt };
        if (!hasTokens(bucket, fullAt, tokens, now)) return { isTaken: false, fullAt };
      }
      throw new Busy();
    },

    async giveBack(name, bucket) {
      await isWritten(table, {
        update: bucketKey(name),
        set: 'SET fullAt = fullAt - :token',
        when: EXISTS,
        values: { ':token': bucket.tokenMs },
      });
    },
  };
}
