/**
 * `Notified`, of a place in the waitlist: nobody is told that they wait while the request may still remove the booking.
 * The negative control takes the instant of the join for an earlier one.
 */
import { describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { JOIN_IS_FINAL_MS } from '../../functions/domain/model/limits.ts';
import { type SendNoticesPorts, sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { noticesKey, wakeKey } from '../../functions/store/items/notices.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { aBoxoffice, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSender } from '../kit/notice-sender.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();
const LATER_MS = JOIN_IS_FINAL_MS + 1_000;
const REPEATED = { customerId: 'waiter', idempotencyKey: 'place' };

async function aWaiter(): Promise<{ event: Event; waiter: Booking; holder: Booking }> {
  const event = await boxoffice.anEvent({ capacity: 1 });
  const holder = await boxoffice.book(event);
  const waiter = await boxoffice.book(event, REPEATED);
  return { event, waiter, holder };
}

/** What the request does if its wait at the fence times out. */
const giveUp = (event: Event, waiter: Booking) => boxoffice.ports.bookings.removeWaiting(event, waiter);

/** Makes the sender believe that the waiter joined so much earlier. */
function withEarlierJoin(ports: SendNoticesPorts): void {
  const { readMany } = ports.notices;
  ports.notices.readMany = async (...asked) => {
    const read = await readMany(...asked);
    return read.map(({ booking, log }) => {
      const history = booking.history.map((entry) => ({ ...entry, at: entry.at - LATER_MS }));
      return { booking: { ...booking, history }, log };
    });
  };
}

const logOf = (event: Event, { id }: Booking) => getItem(strictTable(TABLE_NAME), noticesKey(event, id));

describe('A place in the waitlist', () => {
  test('is told once the request cannot remove it any more, when the sweep wakes the sender', async () => {
    const { event, waiter } = await aWaiter();
    const early = aSender();
    await sendNotices(event, [waiter.id], early.ports);
    await sendNotices(event, [waiter.id], early.ports);
    expect(early.sent).toEqual([]);
    const { nextLookAt = 0 } = await noticeStore(strictTable(TABLE_NAME)).readLog(event, waiter.id);
    expect(nextLookAt).toBe((waiter.history[0]?.at ?? 0) + JOIN_IS_FINAL_MS);

    await boxoffice.sweep(LATER_MS);
    expect(await getItem(strictTable(TABLE_NAME), wakeKey(event, waiter.id))).toBeDefined();
    const late = aSender({ laterMs: LATER_MS });
    await sendNotices(event, [waiter.id], late.ports);
    await sendNotices(event, [waiter.id], late.ports);
    expect(late.sent).toEqual(['waitlisted 1']);
    expect(await logOf(event, waiter)).not.toHaveProperty('pendingWorkKey');
  });

  test('is told at once after a repeat of the request confirmed it', async () => {
    const { event, waiter } = await aWaiter();
    const { sent, ports } = aSender();
    await sendNotices(event, [waiter.id], ports);
    await boxoffice.book(event, REPEATED);
    await sendNotices(event, [waiter.id], ports);
    expect(sent).toEqual(['waitlisted 1']);
  });

  test('is not told after a promotion, which is told at once', async () => {
    const { event, waiter, holder } = await aWaiter();
    const { sent, ports } = aSender();
    await sendNotices(event, [waiter.id], ports);
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    await sendNotices(event, [waiter.id], ports);
    expect(sent).toEqual(['promoted 1']);
  });

  test('is never told if the request removes it, and nothing of it is left', async () => {
    const { event, waiter } = await aWaiter();
    const { sent, ports } = aSender();
    await sendNotices(event, [waiter.id], ports);
    expect(await giveUp(event, waiter)).toBe(true);
    const late = aSender({ laterMs: LATER_MS });
    await sendNotices(event, [waiter.id], late.ports);
    expect([...sent, ...late.sent]).toEqual([]);
    expect(await logOf(event, waiter)).toBeUndefined();
  });

  test('negative control: a sender that takes the join for an earlier one tells of a place that is removed', async () => {
    const { event, waiter } = await aWaiter();
    const { sent, ports } = aSender();
    withEarlierJoin(ports);
    await sendNotices(event, [waiter.id], ports);
    expect(await giveUp(event, waiter)).toBe(true);
    expect(sent).toEqual(['waitlisted 1']);
  });
});
