/**
 * `Proved`, for notices: one fault of each kind is planted in a notice log of a sound event, and the audit names the
 * booking. Each event is audited before, too, so that only the fault is found.
 */
import { describe, expect, test } from '@jest/globals';
import { NOTICE_OVERDUE_MS } from '../../functions/domain/model/limits.ts';
import type { NoticeLog, NoticeRecord } from '../../functions/domain/model/notice-log.ts';
import { noticesKey } from '../../functions/store/items/notices.ts';
import { TABLE_STREAM } from '../../functions/store/table/stream-definition.ts';
import { AUDITED_AT, minute } from '../kit/sound-event.ts';
import { soundLog } from '../kit/sound-notices.ts';
import { aStored, evidenceOf, expectFound } from '../kit/stored-event.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const told = (kind: NoticeRecord['kind'], entry: number, toHolderOf?: number): NoticeRecord => ({
  kind,
  entry,
  at: minute(200),
  outcome: 'sent',
  ...(toHolderOf !== undefined && { toHolderOf }),
});

/** A booking of three tickets: the first was transferred as number 4, and then cancelled. */
async function aStoredTransfer(transferred?: number[]) {
  const stored = await aStored();
  const { customerId, history } = stored.bookings.partly;
  const [booked, , handedOn] = history;
  if (booked === undefined || handedOn === undefined) throw new Error('The booking has no such history.');
  const by = { at: minute(11), by: customerId };
  await stored.rewrite('partly', {
    history: [
      booked,
      { what: 'ticket-transferred', ...by, ticket: 1, newTicket: 4, transferId: 'transfer' },
      { what: 'cancelled', ...by, quantity: 1, tickets: [4], ...(transferred && { transferred }) },
      handedOn,
    ],
  });
  return stored;
}

/** What the customer and the holder of the ticket were told. */
const TRANSFER_TOLD = [
  told('booked', 0),
  told('ticket-received', 1),
  told('ticket-transferred', 1),
  told('cancelled', 2, 4),
  told('cancelled', 2),
];

test('a notice is overdue once the stream delivers its record no more', () => {
  expect(NOTICE_OVERDUE_MS).toBe(TABLE_STREAM.maxAgeSeconds * 1000);
});

describe('An audit of Notified', () => {
  // The customer of this booking was told that it was booked (entry 0), and of a cancellation (entry 1).
  test.each<[string, Partial<NoticeLog>]>([
    ['a notice that was passed over', { records: [told('cancelled', 1)] }],
    ['a notice that was never sent', { handledEntries: 1, records: [told('booked', 0)] }],
    [
      'a notice whose next attempt is long overdue',
      {
        handledEntries: 1,
        records: [told('booked', 0)],
        nextAttemptAt: AUDITED_AT - NOTICE_OVERDUE_MS,
      },
    ],
    ['a notice with two outcomes', { records: [told('booked', 0), told('booked', 0), told('cancelled', 1)] }],
    ['notices out of order', { records: [told('cancelled', 1), told('booked', 0)] }],
    [
      'a notice of nothing in the history',
      { records: [told('booked', 0), told('cancelled', 1), told('cancelled', 2)] },
    ],
    [
      'a notice of another kind',
      { records: [told('booked', 0), told('event-cancelled', 1), told('cancelled', 1)] },
    ],
    [
      'a reminder of no offer',
      { records: [told('booked', 0), told('cancelled', 1), told('offer-reminder', 1)] },
    ],
    [
      'a notice of a change that the event did not have',
      { records: [told('booked', 0), told('cancelled', 1), told('event-changed', 1)] },
    ],
    ['a log that is ahead of the history', { handledEntries: 9 }],
  ])('finds %s', async (_, log) => {
    const stored = await aStored();
    await stored.rewriteLog('partly', log);
    await expectFound(stored, { Notified: ['partly'] });
  });

  test('finds a booking that the sender has overlooked', async () => {
    const stored = await aStored();
    await stored.remove(noticesKey(stored.event, stored.bookings.last.id));
    const findings = await expectFound(stored, { Notified: ['last'] });
    expect(evidenceOf(findings, 'Notified')).toContain('1 bookings with a notice that is missing');
  });

  test('is in doubt about a notice that is to be tried again', async () => {
    const stored = await aStored();
    const records = [told('booked', 0)];
    await stored.rewriteLog('partly', { handledEntries: 1, records, nextAttemptAt: AUDITED_AT });
    await expectFound(stored, { 'Notified?': ['partly'] });
  });

  test('is in doubt about what happened before the first notice', async () => {
    const stored = await aStored();
    const { event, bookings } = stored;
    for (const { id } of Object.values(bookings)) await stored.remove(noticesKey(event, id));
    const all = Object.keys(bookings) as (keyof typeof bookings)[];
    const findings = await expectFound(stored, { 'Notified?': all });
    expect(evidenceOf(findings, 'Notified')).toBe('nobody was told anything: the service may send no mail');
    const [first] = soundLog(bookings.last).records;
    if (first === undefined) throw new Error('The customer of the last booking is told nothing.');
    await stored.rewriteLog('last', { records: [{ ...first, at: AUDITED_AT }] });
    await expectFound(stored, { 'Notified?': all.filter((name) => name !== 'last') });
  });

  test('counts the notices by kind and outcome', async () => {
    const stored = await aStored();
    await stored.rewriteLog('partly', {
      records: [told('booked', 0), { ...told('cancelled', 1), outcome: 'rejected' }],
    });
    const { notices } = await stored.audit();
    expect(notices).toEqual([
      { kind: 'booked', outcome: 'sent', count: 3 },
      { kind: 'waitlisted', outcome: 'overtaken', count: 4 },
      { kind: 'waitlisted', outcome: 'sent', count: 2 },
      { kind: 'promoted', outcome: 'sent', count: 2 },
      { kind: 'wait-ended', outcome: 'sent', count: 1 },
      { kind: 'cancelled', outcome: 'rejected', count: 1 },
      { kind: 'cancelled', outcome: 'sent', count: 2 },
    ]);
  });
});

describe('An audit of Notified, of a transferred ticket that was cancelled,', () => {
  const without = (...left: NoticeRecord[]) => TRANSFER_TOLD.filter((record) => !left.includes(record));
  const [, , , toHolder = told('cancelled', 2, 4), toCustomer = told('cancelled', 2)] = TRANSFER_TOLD;

  test('finds nothing wrong if its holder was told, also if an earlier version left the ticket out of the entry', async () => {
    for (const transferred of [[4], undefined]) {
      const stored = await aStoredTransfer(transferred);
      await stored.rewriteLog('partly', { handledEntries: 4, records: TRANSFER_TOLD });
      await expectFound(stored, {});
      const { notices } = await stored.audit();
      expect(notices.filter(({ kind }) => kind === 'cancelled')).toEqual([
        { kind: 'cancelled', outcome: 'sent', count: 3 },
        { kind: 'cancelled', outcome: 'sent', count: 1, isToHolders: true },
      ]);
    }
  });

  test.each<[string, NoticeRecord[]]>([
    ['its holder, who was not told', without(toHolder)],
    ['its customer, who was not told', without(toCustomer)],
    ['its holder, who was told twice', [...TRANSFER_TOLD, toHolder]],
    ['the holder of another ticket', [...TRANSFER_TOLD, told('cancelled', 2, 5)]],
    ['its holder, who was told of another entry', [...TRANSFER_TOLD, told('cancelled', 3, 4)]],
    ['its holder, who was told of another kind', [...TRANSFER_TOLD, told('event-cancelled', 2, 4)]],
    [
      'a holder who was told of a change that the event did not have',
      [...TRANSFER_TOLD, told('event-changed', 1, 4)],
    ],
    ['a ticket that was not transferred', [...TRANSFER_TOLD, told('event-changed', 0, 2)]],
    ['a holder who was sent an announcement', [...TRANSFER_TOLD, told('announcement', 1, 4)]],
  ])('finds %s', async (_, records) => {
    const stored = await aStoredTransfer([4]);
    await stored.rewriteLog('partly', { handledEntries: 4, records });
    await expectFound(stored, { Notified: ['partly'] });
  });

  test('finds an entry that names another ticket than it voids', async () => {
    const stored = await aStoredTransfer([2]);
    await stored.rewriteLog('partly', {
      handledEntries: 4,
      records: [...without(toHolder, toCustomer), told('cancelled', 2, 2), toCustomer],
    });
    await expectFound(stored, { OneEffect: ['partly'] });
  });
});
