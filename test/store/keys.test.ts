/** Keys of the table: they are distinct, complete for lists, and sort in the order of their index. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bookingIdFor } from '../../functions/domain/model/booking.ts';
import { SHARDS_MAX } from '../../functions/domain/model/limits.ts';
import type { WebhookSubject } from '../../functions/domain/model/webhook.ts';
import { deliveryIdAt, instantIn } from '../../functions/domain/model/webhook-delivery.ts';
import { announcementKey, unsubscribedKey } from '../../functions/store/items/announcements.ts';
import { bookingKey, bookingPartitions } from '../../functions/store/items/booking.ts';
import { entryPartition, entryPartitions } from '../../functions/store/items/entry.ts';
import { eventKey, organizedKey } from '../../functions/store/items/event.ts';
import { letterKey } from '../../functions/store/items/letter.ts';
import {
  dueKeyOf,
  fromPendingWorkItem,
  noticesDueKeyOf,
  PENDING_WORK_PARTITION_NAMES,
  releaseKeyOf,
  releasePartitionsOf,
  SWEEP_CURSOR,
  sortableInstant,
  webhooksDueKeyOf,
} from '../../functions/store/items/pending-work.ts';
import { resetRequestKey } from '../../functions/store/items/reset-request.ts';
import { secretKey } from '../../functions/store/items/secret.ts';
import { sessionKey } from '../../functions/store/items/session.ts';
import { shardKey } from '../../functions/store/items/shard.ts';
import { staffChangeKey } from '../../functions/store/items/staff-change.ts';
import { tallyKey } from '../../functions/store/items/tally.ts';
import { TOKEN_KEYS } from '../../functions/store/items/token-keys.ts';
import { emailKey, userKey } from '../../functions/store/items/user.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import { deliveryKey } from '../../functions/store/items/webhook-delivery.ts';
import { endpointCountKey, endpointKey, replayKey } from '../../functions/store/items/webhook-endpoint.ts';
import { deliveryLogKey, webhookWakeKey } from '../../functions/store/items/webhook-log-key.ts';
import { webhookWorkIn } from '../../functions/store/items/webhook-stream-record.ts';

const ids = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const shardCounts = fc.integer({ min: 0, max: Math.log2(SHARDS_MAX) }).map((power) => 2 ** power);
const instants = fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') });

test('items of different kinds have different keys, even with the same id', () => {
  const event = { id: 'x', shardCount: 4 };
  const keys = [
    eventKey('x'),
    waitlistKey('x'),
    shardKey('x', 0),
    shardKey('x', 1),
    bookingKey(event, 'x'),
    { pk: entryPartition(event, 0), sk: 'x' },
    tallyKey('x', 'x'),
    announcementKey('x', 1),
    announcementKey('x', 10),
    unsubscribedKey('x', 'x'),
    staffChangeKey('x', 'x'),
    organizedKey('x', 'x'),
    userKey('x'),
    emailKey('x'),
    resetRequestKey(emailKey('x')),
    letterKey('x', 'x'),
    sessionKey('x'),
    secretKey({ kind: 'tickets' }),
    secretKey({ kind: 'token-keys', id: 'x' }),
    TOKEN_KEYS,
    SWEEP_CURSOR,
    endpointKey('x', 'x'),
    endpointCountKey('x'),
    replayKey('x', 'x'),
    ...(['event', { bookingId: 'x' }] as const).flatMap((subject) => [
      deliveryLogKey({ event, subject, endpointId: 'x' }),
      webhookWakeKey({ event, subject, endpointId: 'x' }),
    ]),
    deliveryKey('x', deliveryIdAt(1, 'A'.repeat(22))),
  ];
  expect(new Set(keys.map(({ pk, sk }) => JSON.stringify([pk, sk]))).size).toBe(keys.length);
});

test('every booking is in one of the partitions that a list reads', () => {
  fc.assert(
    fc.property(ids, shardCounts, fc.string(), (id, shardCount, key) => {
      const event = { id, shardCount };
      expect(bookingPartitions(event)).toHaveLength(shardCount);
      expect(bookingPartitions(event)).toContain(bookingKey(event, bookingIdFor(id, 'customer', key)).pk);
    }),
  );
});

test('every entry is in one of the partitions that the clerk reads, and each partition gets some', () => {
  fc.assert(
    fc.property(ids, shardCounts, (id, shardCount) => {
      const event = { id, shardCount };
      const used = Array.from({ length: shardCount }, (_, shard) => entryPartition(event, shard));
      expect([...new Set(used)].sort()).toEqual([...entryPartitions(event)].sort());
    }),
  );
});

describe('Pending work', () => {
  test('has its event, its due time and its subject in the key, and a partition that the sweep reads', () => {
    fc.assert(
      fc.property(ids, shardCounts, instants, ids, (eventId, shardCount, dueAt, bookingId) => {
        const event = { id: eventId, shardCount };
        const marks = [
          { kind: 'release' as const, reason: 'release', key: releaseKeyOf(event, dueAt, bookingId) },
          { kind: 'due' as const, reason: 'booking', key: dueKeyOf(eventId, dueAt, bookingId) },
        ];
        for (const { kind, reason, key } of marks) {
          expect(fromPendingWorkItem(kind, key)).toEqual({ eventId, dueAt, reason, bookingId });
          expect(PENDING_WORK_PARTITION_NAMES).toContainEqual({ name: key.pendingWorkPartition, kind });
        }
      }),
    );
  });

  test('with a due time sorts by that time over all events, so that the sweep reads no work that is not due', () => {
    fc.assert(
      fc.property(ids, ids, instants, instants, (one, other, a, b) => {
        fc.pre(a < b);
        const keys = [dueKeyOf(one, b, 'waitlist'), dueKeyOf(other, a, 'event')].map(
          (key) => key.pendingWorkKey,
        );
        expect([...keys].sort()).toEqual([keys[1], keys[0]]);
        expect((keys[1] ?? '') < `${sortableInstant(a)}~`).toBe(true);
        expect((keys[0] ?? '') < `${sortableInstant(a)}~`).toBe(false);
      }),
    );
  });

  test('of releases sorts by event, the oldest first', () => {
    fc.assert(
      fc.property(ids, instants, instants, (eventId, a, b) => {
        fc.pre(a < b);
        const event = { id: eventId, shardCount: 1 };
        const keys = [b, a].map((dueAt) => releaseKeyOf(event, dueAt, 'x').pendingWorkKey);
        expect([...keys].sort()).toEqual([keys[1], keys[0]]);
        expect(keys.every((key) => key.startsWith(`${eventId}#`))).toBe(true);
      }),
    );
  });

  test('of releases is spread over one partition for each 16 shards, all of which the clerk reads', () => {
    fc.assert(
      fc.property(ids, fc.constantFrom(1, 16, 64, 256), (id, shardCount) => {
        const event = { id, shardCount };
        const partitions = releasePartitionsOf(event);
        expect(new Set(partitions).size).toBe(Math.max(1, shardCount / 16));
        // The first one is the only one of an event with few shards.
        expect(partitions[0]).toBe(releasePartitionsOf({ id, shardCount: 1 })[0]);
        const used = fc
          .sample(ids, 400)
          .map((bookingId) => releaseKeyOf(event, 1, bookingId).pendingWorkPartition);
        expect([...new Set(used)].sort()).toEqual(partitions.toSorted());
      }),
      { numRuns: 20 },
    );
  });
});

test('the due notices and webhooks of one event are spread over all partitions that the sweep reads, without twice a share in one', () => {
  const due = PENDING_WORK_PARTITION_NAMES.filter(({ kind }) => kind === 'due').map(({ name }) => name);
  const bookingIds = Array.from({ length: 1_000 * due.length }, (_, n) => bookingIdFor('e', 'c', `${n}`));
  for (const keyOf of [
    (id: string) => noticesDueKeyOf('e', 1, id),
    (id: string) => webhooksDueKeyOf('e', 1, 'w', id),
  ]) {
    const counts = new Map<string, number>();
    for (const id of bookingIds) {
      const { pendingWorkPartition } = keyOf(id);
      counts.set(pendingWorkPartition, (counts.get(pendingWorkPartition) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(due.toSorted());
    expect(Math.max(...counts.values())).toBeLessThan(2_000);
  }
});

test('the key of an email address does not contain it, and is the same each time', () => {
  const { pk } = emailKey('ada@example.com');
  expect(pk).not.toMatch(/ada|example/);
  expect(emailKey('ada@example.com').pk).toBe(pk);
  expect(emailKey('ada@example.org').pk).not.toBe(pk);
});

describe('The keys of webhooks', () => {
  const subjects = fc.oneof(
    fc.constant<WebhookSubject>('event'),
    ids.map((bookingId): WebhookSubject => ({ bookingId })),
  );
  const workAt = ({ pk, sk }: { pk: string; sk: string }) => webhookWorkIn({ pk: { S: pk }, sk: { S: sk } });

  test('say in the index and in the stream which log they are about', () => {
    fc.assert(
      fc.property(ids, instants, ids, subjects, (eventId, dueAt, endpointId, subject) => {
        const name = subject === 'event' ? subject : subject.bookingId;
        const key = webhooksDueKeyOf(eventId, dueAt, endpointId, name);
        expect(fromPendingWorkItem('due', key)).toEqual({
          eventId,
          dueAt,
          reason: 'webhooks',
          endpointId,
          subject,
        });
        const log = { event: { id: eventId, shardCount: 4 }, subject, endpointId };
        expect(workAt(webhookWakeKey(log))).toEqual({ kind: 'subject', eventId, subject, endpointId });
        expect(workAt(deliveryLogKey(log))).toBeUndefined();
      }),
    );
  });

  test('say in the stream what changed', () => {
    const [id, other] = ['a'.repeat(22), 'b'.repeat(22)];
    const booking = bookingKey({ id, shardCount: 4 }, other);
    expect(workAt(booking)).toEqual({ kind: 'subject', eventId: id, subject: { bookingId: other } });
    expect(workAt(eventKey(id))).toEqual({ kind: 'subject', eventId: id, subject: 'event' });
    const named = { organizerId: id, endpointId: other };
    expect(workAt(endpointKey(id, other))).toEqual({ kind: 'endpoint', ...named });
    expect(workAt(replayKey(id, other))).toEqual({ kind: 'replay', ...named });
    expect([endpointCountKey(id), shardKey(id, 0), userKey(id)].map(workAt)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('of deliveries sort by the instant in their id', () => {
    fc.assert(
      fc.property(ids, ids, instants, instants, (one, other, a, b) => {
        fc.pre(a < b);
        const [early, late] = [deliveryIdAt(a, one), deliveryIdAt(b, other)];
        expect([instantIn(early), early.length]).toEqual([a, 22]);
        expect(deliveryKey('x', early).sk < deliveryKey('x', late).sk).toBe(true);
      }),
    );
  });
});
