import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bookingIdFor } from '../../functions/domain/booking.ts';
import { SHARDS_MAX } from '../../functions/domain/limits.ts';
import {
  ATTENTION_BUCKET_KEYS,
  attentionBucketOf,
  attentionKeyOf,
  bookingKey,
  bookingPartitions,
  emailKey,
  entryPartition,
  entryPartitions,
  eventKey,
  lineKeys,
  parseAttentionKey,
  SIGNING_KEY,
  sessionKey,
  shardKey,
  tallyKey,
  userKey,
} from '../../functions/store/keys.ts';

const ids = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const shardCounts = fc.integer({ min: 0, max: Math.log2(SHARDS_MAX) }).map((power) => 2 ** power);
const instants = fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') });

test('things of different kinds never meet under one key, even with the same id', () => {
  const event = { id: 'x', shardCount: 4 };
  const keys = [
    eventKey('x'),
    ...lineKeys({ id: 'x', shardCount: 256, waitlist: { enabled: true, policy: 'strict' } }),
    shardKey('x', 0),
    shardKey('x', 1),
    bookingKey(event, 'x'),
    { pk: entryPartition(event, 0), sk: 'x' },
    tallyKey('x', 'x'),
    userKey('x'),
    emailKey('x'),
    sessionKey('x'),
    SIGNING_KEY,
  ];
  expect(new Set(keys.map(({ pk, sk }) => JSON.stringify([pk, sk]))).size).toBe(keys.length);
});

test('every booking is in one of the partitions that are read for all of them', () => {
  fc.assert(
    fc.property(ids, shardCounts, fc.string(), (id, shardCount, key) => {
      const event = { id, shardCount };
      expect(bookingPartitions(event)).toHaveLength(shardCount);
      expect(bookingPartitions(event)).toContain(bookingKey(event, bookingIdFor(id, 'customer', key)).pk);
    }),
  );
});

test('every entry is in one of the stripes that the clerk reads, and each stripe gets some', () => {
  fc.assert(
    fc.property(ids, shardCounts, (id, shardCount) => {
      const event = { id, shardCount };
      const used = Array.from({ length: shardCount }, (_, shard) => entryPartition(event, shard));
      expect([...new Set(used)].sort()).toEqual([...entryPartitions(event)].sort());
    }),
  );
});

describe('What somebody must look at', () => {
  test('says of which event, when and about what, and is in a bucket that the sweep reads', () => {
    fc.assert(
      fc.property(ids, instants, fc.oneof(ids, fc.constant('pool')), (eventId, dueAt, about) => {
        const { attentionBucket, attentionKey } = attentionKeyOf(eventId, dueAt, about);
        expect(parseAttentionKey(attentionKey)).toEqual({ eventId, dueAt, about });
        expect(attentionBucket).toBe(attentionBucketOf(eventId));
        expect(ATTENTION_BUCKET_KEYS).toContain(attentionBucket);
      }),
    );
  });

  test('comes in order of when it is due, within its event', () => {
    fc.assert(
      fc.property(ids, instants, instants, (eventId, a, b) => {
        fc.pre(a < b);
        const keys = [b, a].map((dueAt) => attentionKeyOf(eventId, dueAt, 'pool').attentionKey);
        expect([...keys].sort()).toEqual([keys[1], keys[0]]);
      }),
    );
  });
});

test('the key of an address does not hold it, and is the same each time', () => {
  const { pk } = emailKey('ada@example.com');
  expect(pk).not.toMatch(/ada|example/);
  expect(emailKey('ada@example.com').pk).toBe(pk);
  expect(emailKey('ada@example.org').pk).not.toBe(pk);
});
