/**
 * `Proved`, for times: one fault of each kind is planted in the stored items of a sound event, and the audit
 * names the guarantee and the bookings. Each event is audited before, too, so that only the fault is found.
 */
import { describe, expect, test } from '@jest/globals';
import type { HistoryEntry } from '../../functions/domain/model/booking.ts';
import { entryKeyOf } from '../../functions/store/items/entry.ts';
import { eventKey } from '../../functions/store/items/event.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import {
  booked,
  handedOn,
  joined,
  minute,
  type Name,
  promoted,
  type SoundEvent,
} from '../kit/sound-event.ts';
import { aStored, expectFound } from '../kit/stored-event.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

describe('An audit of OnTime', () => {
  const OFFERS = { waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 600 } } as const;
  const offered = (expiresAt: number, at = 101): HistoryEntry => ({
    what: 'offered',
    at: minute(at),
    quantity: 2,
    promotionNumber: 1,
    expiresAt: minute(expiresAt),
  });
  const answered = (what: 'accepted' | 'expired', at: number): HistoryEntry => ({
    what,
    at: minute(at),
    quantity: 2,
  });
  const withOffer = ({ bookings }: SoundEvent) => {
    bookings.first.history = [joined(2, 20), offered(111), answered('accepted', 105)];
  };
  const afterClose = 31 * 24 * 60 + 5;

  test.each<[string, Name, HistoryEntry[]]>([
    [
      'an offer that was accepted after it expired',
      'first',
      [joined(2, 20), offered(111), answered('accepted', 111)],
    ],
    [
      'an offer that lasts longer than `offerTtlSeconds`',
      'first',
      [joined(2, 20), offered(120), answered('accepted', 105)],
    ],
    ['a sale before sales open', 'whole', [booked(4, -10)]],
    ['a sale after sales close', 'whole', [booked(4, afterClose)]],
    ['an entry that joined after sales close', 'next', [joined(3, afterClose)]],
    ['a promotion after sales close', 'second', [joined(1, 21), promoted(1, 2, afterClose)]],
  ])('finds %s', async (_, name, history) => {
    const stored = await aStored(withOffer, OFFERS);
    await stored.rewrite(name, { history });
    await expectFound(stored, { OnTime: [name] });
  });

  test('finds an offer that was collected before it expired', async () => {
    const stored = await aStored(withOffer, OFFERS);
    const expired = [joined(2, 20), offered(111), answered('expired', 110), handedOn(2)];
    await stored.rewrite('first', { status: 'cancelled', quantity: 0, history: expired });
    await stored.set(waitlistKey(stored.event.id), { unassignedTickets: 3 });
    await stored.set(entryKeyOf(stored.event, stored.bookings.next), { quantity: 4 });
    await stored.rewrite('next', { quantity: 4, history: [joined(4, 31)] });
    await expectFound(stored, { OnTime: ['first'] });
  });

  const WAIT_AGAIN = { waitlist: { ...OFFERS.waitlist, lapsedOffer: 'wait-again' } } as const;
  const first = { ...offered(111), ifUnanswered: 'keeps-place' } as HistoryEntry;
  const lapsed = (at: number): HistoryEntry => ({ what: 'lapsed', at: minute(at), quantity: 2 });
  const again = (fields: object): HistoryEntry[] => [
    { ...offered(122, 112), promotionNumber: 3, ifUnanswered: 'moves-to-end', ...fields } as HistoryEntry,
    answered('accepted', 113),
  ];
  const withLapse = ({ snapshot, bookings }: SoundEvent) => {
    bookings.first.history = [joined(2, 20), first, lapsed(112), handedOn(2), ...again({})];
    snapshot.waitlist.promotions = 3;
  };

  test.each<[string, HistoryEntry[]]>([
    ['a lapse before the offer expired', [first, lapsed(110), handedOn(2), ...again({})]],
    [
      'a second offer that ended too late',
      [first, lapsed(112), handedOn(2), ...again({ expiresAt: minute(123) })],
    ],
    [
      'a second offer that does not say that its lapse moves the booking to the end',
      [first, lapsed(112), handedOn(2), ...again({ ifUnanswered: undefined })],
    ],
  ])('finds %s', async (_, history) => {
    const stored = await aStored(withLapse, WAIT_AGAIN);
    await stored.rewrite('first', { history: [joined(2, 20), ...history] });
    await expectFound(stored, { OnTime: ['first'] });
  });

  test('finds a booking that waits again after sales close', async () => {
    const stored = await aStored(withLapse, WAIT_AGAIN);
    const history = [joined(2, 20), first, lapsed(afterClose), handedOn(2)];
    const unserved = { status: 'waitlisted', history } as const;
    await stored.rewrite('first', unserved);
    const { findings } = await stored.audit();
    expect(findings).toContainEqual(expect.objectContaining({ guarantee: 'OnTime', holds: false }));
  });

  test('finds a promotion after the event was cancelled, also if the event was changed before', async () => {
    const stored = await aStored();
    const cancelledAt = new Date(minute(90)).toISOString();
    await stored.set(eventKey(stored.event.id), { revision: 2, cancelledAt, salesCloseAt: cancelledAt });
    await expectFound(stored, { OnTime: ['first', 'second'] });
  });

  test('finds sales and joins from before the publication of the event, also if it was changed', async () => {
    const stored = await aStored();
    const publishedAt = new Date(minute(26)).toISOString();
    await stored.set(eventKey(stored.event.id), { revision: 2, publishedAt, salesOpenAt: publishedAt });
    const early = Object.entries(stored.bookings).filter(
      ([, { history }]) => (history[0]?.at ?? 0) < minute(25),
    );
    expect(early.length).toBeGreaterThan(0);
    await expectFound(stored, { OnTime: early.map(([name]) => name as Name) });
  });

  test('finds an offer that was accepted long after the event was cancelled', async () => {
    const stored = await aStored(withOffer, OFFERS);
    const cancelledAt = new Date(minute(104)).toISOString();
    await stored.set(eventKey(stored.event.id), { revision: 1, cancelledAt, salesCloseAt: cancelledAt });
    await expectFound(stored, { OnTime: ['first'] });
  });

  test('is in doubt where the sales window may have been another at that time', async () => {
    const stored = await aStored();
    const salesCloseAt = new Date(minute(90)).toISOString();
    await stored.set(eventKey(stored.event.id), { revision: 1, salesCloseAt });
    await expectFound(stored, { 'OnTime?': ['first', 'second'], NoLostTicket: ['next'] });
  });
});
