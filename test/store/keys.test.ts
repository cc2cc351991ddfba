import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bookingIdFor } from '../../functions/domain/booking.ts';
import { SHARDS_MAX } from '../../functions/domain/limits.ts';
import {
  ATTENTION_BUCKET_LIST,
  bookingKey,
  bookingPartitions,
  dueKeyOf,
  emailKey,
  entryPartition,
  entryPartitions,
  eventKey,
  lineKeys,
  parseAttentionKey,
  releaseKeyOf,
  SIGNING_KEY,
  SWEEP_PLACE,
  sessionKey,
  shardKey,
  sortableInstant,
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
    SWEEP_PLACE,
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

describe('Pending work', () => {
  test('says of which event, when and about what, and is in a bucket that the sweep reads', () => {
    fc.assert(
      fc.property(ids, instants, ids, (eventId, dueAt, about) => {
        const marks = [
          { kind: 'release' as const, key: releaseKeyOf(eventId, dueAt, about) },
          { kind: 'due' as const, key: dueKeyOf(eventId, dueAt, about) },
        ];
        for (const { kind, key } of marks) {
          expect(parseAttentionKey(kind, key.attentionKey)).toEqual({ eventId, dueAt, about });
          expect(ATTENTION_BUCKET_LIST).toContainEqual({ name: key.attentionBucket, kind });
        }
      }),
    );
  });

  test('that is due comes in order of when it is due, whatever its event: what is not due is read by nobody', () => {
    fc.assert(
      fc.property(ids, ids, instants, instants, (one, other, a, b) => {
        fc.pre(a < b);
        const keys = [dueKeyOf(one, b, 'line'), dueKeyOf(other, a, 'event')].map((key) => key.attentionKey);
        expect([...keys].sort()).toEqual([keys[1], keys[0]]);
        expect((keys[1] ?? '') < `${sortableInstant(a)}~`).toBe(true);
        expect((keys[0] ?? '') < `${sortableInstant(a)}~`).toBe(false);
      }),
    );
  });

  test('of releases stands together by event, the oldest first', () => {
    fc.assert(
      fc.property(ids, instants, instants, (eventId, a, b) => {
        fc.pre(a < b);
        const keys = [b, a].map((dueAt) => releaseKeyOf(eventId, dueAt, 'x').attentionKey);
        expect([...keys].sort()).toEqual([keys[1], keys[0]]);
        expect(keys.every((key) => key.startsWith(`${eventId}#`))).toBe(true);
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
