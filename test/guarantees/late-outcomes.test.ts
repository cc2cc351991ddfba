/**
 * `Notified`, and webhooks likewise, where the outcome of what was sent is stored after its sender gave up: what is left then is
 * still found. The negative controls leave out the note of whoever looked meanwhile.
 */
import { describe, expect, test } from '@jest/globals';
import { NOTICE_CLAIM_MS, WEBHOOK_CLAIM_MS } from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { type SendWebhooksPorts, sendWebhooks } from '../../functions/domain/webhooks/send-webhooks.ts';
import { wakeKey } from '../../functions/store/items/notices.ts';
import { webhookWakeKey } from '../../functions/store/items/webhook-log-key.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import type { Key } from '../../functions/store/table/item.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { aBoxoffice, TABLE_NAME } from '../kit/boxoffice.ts';
import { tableWithLateWrite } from '../kit/late-write.ts';
import { aSender } from '../kit/notice-sender.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';
import { anEndpoint, aWebhookSender, logOf } from '../kit/webhook-sender.ts';

useTestTable();

const boxoffice = aBoxoffice();
/** The value that an outcome has and no other write. */
const OUTCOME = ':handled';
const MINUTE_MS = 60_000;

const isWoken = async (key: Key) => (await getItem(strictTable(TABLE_NAME), key)) !== undefined;

async function aBooking() {
  const event = await boxoffice.anEvent();
  return { event, booking: await boxoffice.book(event, { quantity: 3 }) };
}

describe('A notice whose outcome is stored late', () => {
  test.each([
    ['is sent again, and so is what came meanwhile', true],
    ['hides what came meanwhile, without the note of whoever looked then', false],
  ])('%s', async (_, hasNote) => {
    const { event, booking } = await aBooking();
    const { table, arrive } = tableWithLateWrite(OUTCOME);
    const first = aSender({ table });
    await expect(sendNotices(event, [booking.id], first.ports)).rejects.toThrow(Busy);
    await boxoffice.cancel(booking, 1);
    const other = aSender();
    if (!hasNote) other.ports.notices.noteAwaited = async () => true;
    await sendNotices(event, [booking.id], other.ports);
    expect([first.sent, other.sent]).toEqual([['booked 3'], []]);
    await arrive().catch(() => undefined);
    await boxoffice.sweep(NOTICE_CLAIM_MS + MINUTE_MS);
    expect(await isWoken(wakeKey(event, booking.id))).toBe(hasNote);
    if (!hasNote) return;
    const later = aSender({ laterMs: NOTICE_CLAIM_MS + MINUTE_MS });
    await sendNotices(event, [booking.id], later.ports);
    expect(later.sent).toEqual(['booked 3', 'cancelled 1']);
  });

  test('is stored all the same if its sender is alive, which sends what came meanwhile', async () => {
    const { event, booking } = await aBooking();
    const [atWork, other] = [aSender(), aSender()];
    const { send } = atWork.ports.sender;
    atWork.ports.sender.send = async (addressed) => {
      atWork.ports.sender.send = send;
      await boxoffice.cancel(booking, 1);
      await sendNotices(event, [booking.id], other.ports);
      await sendNotices(event, [booking.id], other.ports);
      return send(addressed);
    };
    await sendNotices(event, [booking.id], atWork.ports);
    expect([atWork.sent, other.sent]).toEqual([['booked 3', 'cancelled 1'], []]);
    const { records, ...log } = await noticeStore(strictTable(TABLE_NAME)).readLog(event, booking.id);
    expect(records).toHaveLength(2);
    expect(log).toEqual({ handledEntries: 2, failures: 0 });
    await boxoffice.sweep(NOTICE_CLAIM_MS + MINUTE_MS);
    expect(await isWoken(wakeKey(event, booking.id))).toBe(false);
  });
});

describe('A webhook whose outcome is stored late', () => {
  async function aSubject() {
    const { event, booking } = await aBooking();
    const endpoint = await anEndpoint(event.organizerId);
    const subject = { bookingId: booking.id };
    const send = (ports: SendWebhooksPorts) =>
      sendWebhooks({ event, subject, endpoint: { ...endpoint }, until: Infinity }, ports);
    return { event, booking, endpoint, subject, send };
  }

  test.each([
    ['is sent again, and so is what came meanwhile', true],
    ['hides what came meanwhile, without the note of whoever looked then', false],
  ])('%s', async (_, hasNote) => {
    const { event, booking, endpoint, subject, send } = await aSubject();
    const { table, arrive } = tableWithLateWrite(OUTCOME);
    const first = aWebhookSender({ table });
    await expect(send(first.ports)).rejects.toThrow(Busy);
    await boxoffice.cancel(booking, 1);
    const other = aWebhookSender();
    if (!hasNote) other.ports.deliveries = { ...other.ports.deliveries, noteAwaited: async () => true };
    await send(other.ports);
    expect([first.told.length, other.told.length]).toEqual([1, 0]);
    await arrive().catch(() => undefined);
    await boxoffice.sweep(WEBHOOK_CLAIM_MS + MINUTE_MS);
    expect(await isWoken(webhookWakeKey({ event, endpointId: endpoint.id, subject }))).toBe(hasNote);
    if (!hasNote) return;
    const later = aWebhookSender({ laterMs: WEBHOOK_CLAIM_MS + MINUTE_MS });
    await send(later.ports);
    expect(later.told.map(({ type }) => type)).toEqual(['booking.booked', 'booking.cancelled']);
  });

  test('is stored all the same if its sender is alive, which sends what came meanwhile', async () => {
    const { event, booking, endpoint, subject, send } = await aSubject();
    const other = aWebhookSender();
    const atWork = aWebhookSender({
      answer: async ({ entry }) => {
        if (entry > 0) return { status: 204, text: '' };
        await boxoffice.cancel(booking, 1);
        await send(other.ports);
        await send(other.ports);
        return { status: 204, text: '' };
      },
    });
    await send(atWork.ports);
    expect(atWork.told.map(({ type }) => type)).toEqual(['booking.booked', 'booking.cancelled']);
    expect(other.told).toEqual([]);
    const log = await logOf(event, subject, endpoint);
    expect(log).toMatchObject({ handledEntries: 2, failures: 0 });
    expect([log.claimedBy, log.isAwaited, log.nextAttemptAt]).toEqual([undefined, undefined, undefined]);
  });
});
