/**
 * `Proved`, for times: one fault of each kind is planted in the stored items of an event that breaks nothing, and the
 * audit names the guarantee and the bookings. Each event is audited before, too, so that nothing but the fault is
 * found.
 */
import { afterAll, beforeAll, describe, test } from '@jest/globals';
import type { Fact } from '../../functions/domain/booking.ts';
import { entryKeyOf } from '../../functions/store/items.ts';
import { eventKey, lineKey } from '../../functions/store/keys.ts';
import {
  booked,
  handedOn,
  joined,
  minute,
  type Name,
  promoted,
  type SoundEvent,
} from '../kit/sound-event.ts';
import { aStage, type Stage } from '../kit/stage.ts';
import { aStored, expectFound } from '../kit/stored-event.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

describe('OnTime is found broken by', () => {
  const OFFERS = { waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 600 } } as const;
  const offered = (expiresAt: number, at = 101): Fact => ({
    what: 'offered',
    at: minute(at),
    quantity: 2,
    turn: 1,
    expiresAt: minute(expiresAt),
  });
  const answered = (what: 'accepted' | 'expired', at: number): Fact => ({
    what,
    at: minute(at),
    quantity: 2,
  });
  const withOffer = ({ bookings }: SoundEvent) => {
    bookings.first.history = [joined(2, 20), offered(111), answered('accepted', 105)];
  };
  const afterClose = 31 * 24 * 60 + 5;

  test.each<[string, Name, Fact[]]>([
    ['an offer accepted after it ran out', 'first', [joined(2, 20), offered(111), answered('accepted', 111)]],
    [
      'an offer that lasts longer than the event says',
      'first',
      [joined(2, 20), offered(120), answered('accepted', 105)],
    ],
    ['a sale before the opening', 'whole', [booked(4, -10)]],
    ['a sale after the close', 'whole', [booked(4, afterClose)]],
    ['a place in the line after the close', 'next', [joined(3, afterClose)]],
    ['a promotion after the close', 'second', [joined(1, 21), promoted(1, 2, afterClose)]],
  ])('%s', async (_, name, history) => {
    const stored = await aStored(withOffer, OFFERS);
    await stored.rewrite(name, { history });
    await expectFound(stored, { OnTime: [name] });
  });

  test('an offer taken back before it ran out', async () => {
    const stored = await aStored(withOffer, OFFERS);
    const expired = [joined(2, 20), offered(111), answered('expired', 110), handedOn(2)];
    await stored.rewrite('first', { status: 'cancelled', quantity: 0, history: expired });
    await stored.set(lineKey(stored.event.id), { poolTickets: 3 });
    await stored.set(entryKeyOf(stored.event, stored.bookings.next), { quantity: 4 });
    await stored.rewrite('next', { quantity: 4, history: [joined(4, 31)] });
    await expectFound(stored, { OnTime: ['first'] });
  });

  test('a promotion after the event was cancelled, whatever was changed before', async () => {
    const stored = await aStored();
    const cancelledAt = new Date(minute(90)).toISOString();
    await stored.set(eventKey(stored.event.id), { revision: 2, cancelledAt, salesCloseAt: cancelledAt });
    await expectFound(stored, { OnTime: ['first', 'second'] });
  });

  test('an offer accepted long after the event was cancelled', async () => {
    const stored = await aStored(withOffer, OFFERS);
    const cancelledAt = new Date(minute(104)).toISOString();
    await stored.set(eventKey(stored.event.id), { revision: 1, cancelledAt, salesCloseAt: cancelledAt });
    await expectFound(stored, { OnTime: ['first'] });
  });

  test('and is only in doubt where the window may have been another', async () => {
    const stored = await aStored();
    const salesCloseAt = new Date(minute(90)).toISOString();
    await stored.set(eventKey(stored.event.id), { revision: 1, salesCloseAt });
    await expectFound(stored, { 'OnTime?': ['first', 'second'], NoLostTicket: ['next'] });
  });
});
