/**
 * Each history entry is sent to each endpoint, in the order of its booking, and again only if the sender died between
 * the request and the note of its answer. The sender is killed at each of its calls, and called twice at once; the
 * negative controls remove the claim, and the condition that the log is as it was read.
 */
import { describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import {
  WEBHOOK_CLAIM_MS,
  WEBHOOK_FAILING_LIMIT_MS,
  WEBHOOK_POSTPONED_MS,
  WEBHOOK_REST_MS,
  WEBHOOK_RETRY_PAUSES_MS,
  WEBHOOK_SLOW_MS,
} from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { type WebhookSubject, webhooksOfBooking } from '../../functions/domain/model/webhook.ts';
import type { ReceiverAnswer } from '../../functions/domain/model/webhook-delivery.ts';
import type { WebhookEndpoint } from '../../functions/domain/model/webhook-endpoint.ts';
import { EndpointsOfBatch } from '../../functions/domain/webhooks/endpoints-of-batch.ts';
import { type SendWebhooksPorts, sendWebhooks } from '../../functions/domain/webhooks/send-webhooks.ts';
import { serveChange } from '../../functions/domain/webhooks/serve-change.ts';
import { WEBHOOK_CAN_BE_CLAIMED } from '../../functions/store/items/webhook-delivery.ts';
import { webhookWakeKey } from '../../functions/store/items/webhook-log-key.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { webhookEndpointStore } from '../../functions/store/webhook-endpoints.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { dyingTable } from '../kit/dying-table.ts';
import { meter, totalUnits } from '../kit/metering.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';
import { ACCEPTED, anEndpoint, aWebhookSender, FAILED, logOf } from '../kit/webhook-sender.ts';

useTestTable();

const boxoffice = aBoxoffice();
const endpoints = webhookEndpointStore(strictTable(TABLE_NAME));

type Life = { event: Event; booking: Booking; endpoint: WebhookEndpoint; subject: WebhookSubject };

/** A booking of three tickets of which one was cancelled, then the others, and an endpoint of its organizer. */
async function aLife(fields: Partial<WebhookEndpoint> = {}, of?: Event): Promise<Life> {
  const event = of ?? (await boxoffice.anEvent());
  const booking = await boxoffice.book(event, { quantity: 3 });
  await boxoffice.cancel(booking, 1);
  await boxoffice.cancel(booking);
  const endpoint = await anEndpoint(event.organizerId, fields);
  return { event, booking, endpoint, subject: { bookingId: booking.id } };
}

const WHOLE_LIFE = ['booking.booked', 'booking.cancelled', 'booking.cancelled'];

const send = ({ event, endpoint, subject }: Life, ports: SendWebhooksPorts, until = Infinity) =>
  sendWebhooks({ event, subject, endpoint: { ...endpoint }, until }, ports);

const stored = async ({ organizerId, id }: WebhookEndpoint) => {
  const endpoint = await endpoints.read(organizerId, id);
  if (endpoint === undefined) throw new Error('The endpoint is gone.');
  return endpoint;
};

/** Two senders that meet before their first claims, each after it has read the same log. */
function twoAtOnce(table?: Table) {
  const bothHaveRead = barrier(2);
  return Array.from({ length: 2 }, () => {
    const { told, ports } = aWebhookSender(table && { table });
    const { claim } = ports.deliveries;
    const deliveries: typeof ports.deliveries = {
      ...ports.deliveries,
      async claim(...by) {
        await bothHaveRead();
        return claim(...by);
      },
    };
    return { told, ports: { ...ports, deliveries } };
  });
}

describe('Webhooks', () => {
  test('are sent once each, in order, however often the sender is called, also by two at once', async () => {
    const life = await aLife();
    const senders = twoAtOnce();
    await Promise.all(senders.map(({ ports }) => send(life, ports)));
    await send(life, aWebhookSender().ports);
    const told = senders.flatMap((sender) => sender.told).sort((a, b) => a.entry - b.entry);
    expect(told.map(({ type }) => type)).toEqual(WHOLE_LIFE);
    expect(new Set(told.map(({ webhookId }) => webhookId)).size).toBe(3);
    for (const { webhookId } of told) expect(webhookId).toMatch(/^msg_[\w-]{22}$/);
    expect(await logOf(life.event, life.subject, life.endpoint)).toMatchObject({ handledEntries: 3 });
  });

  test('are sent twice by senders at the same time without the claim', async () => {
    const life = await aLife();
    const senders = twoAtOnce(tableWithout(WEBHOOK_CAN_BE_CLAIMED));
    await Promise.all(senders.map(({ ports }) => send(life, ports)));
    expect(senders.flatMap(({ told }) => told).length).toBeGreaterThan(WHOLE_LIFE.length);
  });

  test.each(['before', 'after'] as const)(
    'are all sent, in order, if the sender dies %s any of its calls',
    async (moment) => {
      const event = await boxoffice.anEvent({ capacity: 100 });
      for (let index = 1; ; index += 1) {
        const life = await aLife({}, event);
        const { table, died } = dyingTable(index, moment);
        const first = aWebhookSender({ table });
        await send(life, first.ports).catch(() => undefined);
        const second = aWebhookSender({ laterMs: WEBHOOK_CLAIM_MS + 1 });
        await send(life, second.ports);
        const told = [...first.told, ...second.told];
        // A webhook that was sent twice has the same id both times, by which a receiver drops it.
        const distinct = told.filter(({ webhookId }, at) => webhookId !== told[at - 1]?.webhookId);
        expect(distinct.map(({ type, entry }) => [type, entry])).toEqual(
          WHOLE_LIFE.map((type, entry) => [type, entry]),
        );
        expect(told.length - WHOLE_LIFE.length).toBeLessThanOrEqual(1);
        if (!died()) break;
      }
    },
  );

  test('go on if the answer of the store to an outcome is lost', async () => {
    const life = await aLife();
    const { types, ports } = aWebhookSender();
    const { deliveries } = ports;
    let isLost = false;
    const settle: typeof deliveries.settle = async (...settled) => {
      const isDone = await deliveries.settle(...settled);
      if (isLost) return isDone;
      isLost = true;
      throw new Busy();
    };
    await send(life, { ...ports, deliveries: { ...deliveries, settle } });
    expect(types()).toEqual(WHOLE_LIFE);
  });

  test('of which time is over before they are sent are postponed, and the sweep wakes the sender', async () => {
    const life = await aLife();
    const wake = webhookWakeKey({ ...life, endpointId: life.endpoint.id });
    const { types, ports } = aWebhookSender();
    await send(life, ports, realRuntime.now() - 1_000);
    // Nobody sends until then, and the attempt that was not made counts as none.
    await send(life, ports);
    expect([types(), await getItem(strictTable(TABLE_NAME), wake)]).toEqual([[], undefined]);
    await boxoffice.sweep(WEBHOOK_POSTPONED_MS + 1_000);
    expect(await getItem(strictTable(TABLE_NAME), wake)).toBeDefined();
    const later = aWebhookSender({ laterMs: WEBHOOK_POSTPONED_MS + 1_000 });
    await send(life, later.ports);
    expect(later.types()).toEqual(WHOLE_LIFE);
    const { failures, handledEntries } = await logOf(life.event, life.subject, life.endpoint);
    expect([failures, handledEntries]).toEqual([0, WHOLE_LIFE.length]);
  });

  test('of which time is over after one was sent are left to the sweep', async () => {
    const life = await aLife();
    const slow = aWebhookSender({ answer: () => slow.ports.runtime.sleep(10_000).then(() => ACCEPTED) });
    await send(life, slow.ports, realRuntime.now() + 5_000);
    expect(slow.types()).toEqual(['booking.booked']);
    await boxoffice.sweep(20_000);
    const wake = webhookWakeKey({ ...life, endpointId: life.endpoint.id });
    expect(await getItem(strictTable(TABLE_NAME), wake)).toBeDefined();
  });

  test('wait for an earlier one of their booking that failed, and the sweep wakes the sender', async () => {
    const life = await aLife();
    const failing = aWebhookSender({ answer: FAILED });
    await send(life, failing.ports);
    await send(life, failing.ports);
    expect(failing.types()).toEqual(['booking.booked']);
    const { nextAttemptAt = 0, failures } = await logOf(life.event, life.subject, life.endpoint);
    expect(failures).toBe(1);
    const pause = nextAttemptAt - realRuntime.now();
    expect(pause).toBeGreaterThan(WEBHOOK_RETRY_PAUSES_MS[0] / 2);
    expect(pause).toBeLessThan(WEBHOOK_RETRY_PAUSES_MS[0] * 1.1);
    const wake = webhookWakeKey({ ...life, endpointId: life.endpoint.id });
    await boxoffice.sweep(0);
    expect(await getItem(strictTable(TABLE_NAME), wake)).toBeUndefined();
    await boxoffice.sweep(WEBHOOK_RETRY_PAUSES_MS[0] + 1_000);
    expect(await getItem(strictTable(TABLE_NAME), wake)).toBeDefined();
    const later = aWebhookSender({ laterMs: WEBHOOK_RETRY_PAUSES_MS[0] + 1_000 });
    await send(life, later.ports);
    expect(later.types()).toEqual(WHOLE_LIFE);
    expect(later.told[0]?.webhookId).toBe(failing.told[0]?.webhookId);
  });

  test('do not wait for an earlier one of their booking if a failure counts as its end', async () => {
    const life = await aLife();
    const failing = aWebhookSender({ answer: ({ entry }) => (entry === 0 ? FAILED : ACCEPTED) });
    const { deliveries } = failing.ports;
    const settle: typeof deliveries.settle = (key, attempt, _settled, delivery) =>
      deliveries.settle(key, attempt, { handledEntries: delivery.webhook.entry + 1, failures: 0 }, delivery);
    const ports = { ...failing.ports, deliveries: { ...deliveries, settle } };
    await send(life, ports);
    await send(life, ports);
    expect(failing.told.map(({ entry }) => entry)).toEqual([0, 1, 2]);
  });

  test('are given up after a day of failures, which is listed, and the next one is tried', async () => {
    const life = await aLife();
    let laterMs = 0;
    const attempts: number[] = [];
    for (const pause of [...WEBHOOK_RETRY_PAUSES_MS, 0]) {
      const { told, ports } = aWebhookSender({ laterMs, answer: FAILED });
      await send(life, ports);
      attempts.push(told.filter(({ entry }) => entry === 0).length);
      laterMs += pause * 1.1 + 2_000;
    }
    expect(attempts).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(laterMs).toBeLessThan(26 * 60 * 60 * 1000);
    expect(await logOf(life.event, life.subject, life.endpoint)).toMatchObject({
      handledEntries: 1,
      failures: 1,
    });
    const { deliveries } = aWebhookSender().ports;
    const range = { before: undefined, most: 20, now: realRuntime.now() + laterMs };
    const { deliveries: listed } = await deliveries.list(life.endpoint.id, range);
    expect(listed.map(({ webhook, attempt, outcome }) => [webhook.entry, attempt, outcome])).toEqual([
      [1, 1, 'failed'],
      [0, 8, 'given-up'],
      ...[7, 6, 5, 4, 3, 2, 1].map((attempt) => [0, attempt, 'failed']),
    ]);
    expect(listed[0]?.answer).toEqual(FAILED);
    // The time to live is two things: what is listed, and when the item goes.
    const month = { ...range, now: range.now + 31 * 24 * 60 * 60 * 1000 };
    expect((await deliveries.list(life.endpoint.id, month)).deliveries).toEqual([]);
  });

  test('of what happened before the endpoint was made are not sent', async () => {
    const life = await aLife({ deliversFrom: realRuntime.now() + 60_000 });
    const { told, ports } = aWebhookSender();
    await send(life, ports);
    expect(told).toEqual([]);
  });

  test('of a request that accepts only free tickets wait until it is served', () => {
    const joined = { what: 'joined' as const, at: 1, quantity: 1, leavesUnserved: true as const };
    expect(webhooksOfBooking({ status: 'waitlisted', history: [joined] })).toEqual([]);
    expect(webhooksOfBooking({ status: 'confirmed', history: [joined] })).toHaveLength(1);
  });
});

describe('An endpoint', () => {
  test('that does not answer rests, and webhooks of other bookings are not tried meanwhile', async () => {
    const life = await aLife();
    const booking = await boxoffice.book(life.event);
    const silent: ReceiverAnswer = { error: 'no-answer' };
    const { told, ports } = aWebhookSender({ answer: silent });
    const work = { event: life.event, endpoint: life.endpoint, until: Infinity };
    await sendWebhooks({ ...work, subject: life.subject }, ports);
    await sendWebhooks({ ...work, subject: { bookingId: booking.id } }, ports);
    expect(told).toHaveLength(1);
    const after = await stored(life.endpoint);
    expect((after.restsUntil ?? 0) - (after.failingSince ?? 0)).toBe(WEBHOOK_REST_MS);
    const later = aWebhookSender({ laterMs: WEBHOOK_REST_MS + 1_000 });
    await sendWebhooks({ ...work, endpoint: after, subject: { bookingId: booking.id } }, later.ports);
    expect(later.types()).toEqual(['booking.booked']);
    const healed = await stored(life.endpoint);
    expect([healed.failingSince, healed.restsUntil]).toEqual([undefined, undefined]);
  });

  test.each([
    ['accepts', ACCEPTED],
    ['fails', FAILED],
  ])('that %s slowly rests, too, and one that accepts soon does not', async (what, answer) => {
    const life = await aLife();
    const booking = await boxoffice.book(life.event);
    const sender = aWebhookSender({
      answer: () => sender.ports.runtime.sleep(WEBHOOK_SLOW_MS + 1).then(() => answer),
    });
    const work = { event: life.event, endpoint: life.endpoint, until: Infinity };
    await sendWebhooks({ ...work, subject: life.subject }, sender.ports);
    await sendWebhooks({ ...work, subject: { bookingId: booking.id } }, sender.ports);
    expect(sender.told).toHaveLength(1);
    const after = await stored(life.endpoint);
    expect(after.restsUntil).toBeGreaterThan(sender.ports.runtime.now() + WEBHOOK_REST_MS / 2);
    expect(after.failingSince !== undefined).toBe(what === 'fails');

    const later = aWebhookSender({ laterMs: 2 * WEBHOOK_REST_MS });
    await sendWebhooks({ ...work, endpoint: after, subject: { bookingId: booking.id } }, later.ports);
    await sendWebhooks({ ...work, endpoint: after, subject: life.subject }, later.ports);
    expect(later.types()).toEqual(['booking.booked', ...WHOLE_LIFE.slice(what === 'fails' ? 0 : 1)]);
  });

  test('that answers 410 is disabled, and gets nothing more', async () => {
    const life = await aLife();
    const { told, ports } = aWebhookSender({ answer: { status: 410, text: 'Gone' } });
    await send(life, ports);
    const after = await stored(life.endpoint);
    expect(after.disabled).toMatchObject({ because: 'gone' });
    const later = aWebhookSender({ laterMs: WEBHOOK_RETRY_PAUSES_MS[0] + 1_000 });
    await send({ ...life, endpoint: after }, later.ports);
    expect([told.length, later.told.length]).toEqual([1, 0]);
    // Nothing is due any more, so the sweep does not wake the sender again.
    expect((await logOf(life.event, life.subject, after)).nextAttemptAt).toBeUndefined();
  });

  test('with nothing but failures for five days is disabled at the next one, and a success in between counts', async () => {
    const [failing, healing] = [await aLife(), await aLife()];
    for (const life of [failing, healing]) await send(life, aWebhookSender({ answer: FAILED }).ports);
    const minute = 60_000;
    await send(
      { ...healing, endpoint: await stored(healing.endpoint) },
      aWebhookSender({ laterMs: minute }).ports,
    );
    const later = aWebhookSender({ laterMs: WEBHOOK_FAILING_LIMIT_MS + minute, answer: FAILED });
    await send({ ...failing, endpoint: await stored(failing.endpoint) }, later.ports);
    const booking = await boxoffice.book(healing.event);
    await send(
      { ...healing, endpoint: await stored(healing.endpoint), subject: { bookingId: booking.id } },
      later.ports,
    );
    expect((await stored(failing.endpoint)).disabled).toMatchObject({ because: 'failing' });
    expect((await stored(healing.endpoint)).disabled).toBeUndefined();
  });

  test('whose organizer is none any more, or that was removed, gets nothing, and nothing stays due', async () => {
    const life = await aLife();
    const { id: endpointId, organizerId } = life.endpoint;
    await send(life, aWebhookSender({ answer: FAILED }).ports);
    const later = aWebhookSender({ laterMs: WEBHOOK_RETRY_PAUSES_MS[0] + 1_000 });
    const ports = { ...later.ports, cache: boxoffice.ports.cache };
    const user = { id: organizerId, name: 'Ada', email: 'a@example.com', passwordHash: '', createdAt: '' };
    const users = {
      read: async () => ({ ...user, role: 'attendee' as const, sessionGeneration: 0 }),
    };
    const known = new EndpointsOfBatch({ endpoints, users });
    const change = { eventId: life.event.id, subject: life.subject, until: Infinity };
    await serveChange(change, known, ports);
    await serveChange({ ...change, endpointId }, known, ports);
    expect(later.told).toEqual([]);
    expect((await logOf(life.event, life.subject, life.endpoint)).nextAttemptAt).toBeUndefined();
    const named = { organizerId, id: endpointId, revision: 0 };
    expect(await endpoints.remove(named)).toBe(true);
    expect(await endpoints.remove(named)).toBe(false);
  });
});

describe('The cost', () => {
  test('of an event without endpoints is one read unit for a batch, and of a webhook 7 write units', async () => {
    const life = await aLife();
    const table = strictTable(TABLE_NAME);
    const uses = meter(table);
    const users = { read: async () => undefined };
    const batch = new EndpointsOfBatch({ endpoints: webhookEndpointStore(table), users });
    const nobody = realRuntime.newId();
    await Promise.all([batch.of(nobody), batch.of(nobody), batch.of(nobody)]);
    expect(uses).toEqual([{ command: 'QueryCommand', units: 1 }]);
    uses.length = 0;
    const { told, ports } = aWebhookSender({ table });
    await send(life, ports);
    const unitsOf = (isRead: boolean) =>
      totalUnits(uses.filter(({ command }) => isRead === (command === 'BatchGetItemCommand')));
    expect({ write: unitsOf(false) / told.length, told: told.length }).toEqual({ write: 7, told: 3 });
  });
});
