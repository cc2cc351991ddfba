/** The conditions on offers, on what the clerk writes, and on ending what waits after sales. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Booking, type HistoryEntry, isExpired } from '../../functions/domain/model/booking.ts';
import { waitingEnded } from '../../functions/domain/model/end-bookings.ts';
import { copiedTerms } from '../../functions/domain/model/event.ts';
import { salesState } from '../../functions/domain/model/sale-terms.ts';
import { toBookingItem } from '../../functions/store/items/booking.ts';
import { toWaitlistItem } from '../../functions/store/items/waitlist-state.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { aBoxoffice } from '../kit/boxoffice.ts';
import { asStated, createConditionsTable, NOW } from '../kit/conditions-table.ts';

const { event, bookings, waitlist, put, putShard, aWrite, stop } = await createConditionsTable();
afterAll(() => stop());

describe('An offer', () => {
  const anOffer = (offerExpiresAt: number): Booking => ({
    ...aWrite(2).booking,
    status: 'offered',
    offerExpiresAt,
    released: 1,
  });
  const aroundNow = [NOW - 1, NOW, NOW + 1];
  const putShards = async (salesCloseAt: number) => {
    for (let index = 0; index < event.shardCount; index += 1) {
      const terms = { ...copiedTerms(event), salesCloseAt };
      await putShard({ index, freeTickets: 0, closed: true, joined: 0, ...terms });
    }
  };
  const acceptedOf = ({ offerExpiresAt: _offerExpiresAt, ...offer }: Booking): Booking => ({
    ...offer,
    status: 'confirmed',
    history: [...offer.history, offer.history[0] as HistoryEntry],
  });

  /** @returns whether the offer, put into the table, was accepted. */
  const accept = async (offer: Booking): Promise<boolean> => {
    await put(toBookingItem(event, offer));
    const isAccepted = await bookings.change(event, offer, acceptedOf(offer), { now: NOW, dueAt: NOW });
    expect((await bookings.read(event, offer.id))?.status).toBe(isAccepted ? 'confirmed' : 'offered');
    return isAccepted;
  };

  test.each(aroundNow)(
    'SALES_HAVE_NOT_CLOSED: can be accepted exactly before sales close, here at %i',
    async (closeAt) => {
      await putShards(closeAt);
      expect(await accept(anOffer(NOW + 1_000))).toBe(salesState(asStated(0, closeAt), NOW) === 'open');
    },
  );

  test.each(aroundNow)(
    'OFFER_HAS_NOT_RUN_OUT: that expires at %i can be accepted exactly until then',
    async (endsAt) => {
      await putShards(NOW + 1_000);
      expect(await accept(anOffer(endsAt))).toBe(!isExpired(anOffer(endsAt), NOW));
    },
  );

  test.each(aroundNow)(
    'OFFER_RAN_OUT_AS_SEEN: that expires at %i is withdrawn exactly from then on',
    async (endsAt) => {
      const offer = anOffer(endsAt);
      await put(toBookingItem(event, offer));
      await put({ ...toWaitlistItem(event), sellsInOrder: true, areShardsEmpty: true });
      const release = { bookingId: offer.id, quantity: 3, expired: 2, bytes: 500 };
      const batch = { collect: [release], promote: [], unassigned: 3 };
      const when = { now: NOW, endOfWaitlist: NOW, lookAt: NOW, last: true };
      const isTaken = await waitlist.writeBatch(event, await waitlist.read(event), batch, when);
      expect(isTaken).toBe(isExpired(offer, NOW));
      expect(await bookings.read(event, offer.id)).toMatchObject(
        isTaken
          ? { status: 'cancelled', quantity: 0, released: 0 }
          : { status: 'offered', quantity: 2, released: 1 },
      );
    },
  );

  test.each<[string, Partial<Booking>]>([
    ['was accepted', { status: 'confirmed' }],
    ['was partly cancelled', { quantity: 1, released: 2 }],
    ['was declined', { status: 'cancelled', quantity: 0, released: 3 }],
  ])('OFFER_RAN_OUT_AS_SEEN: that %s in between is unchanged', async (_, fields) => {
    const offer = { ...anOffer(NOW - 1), ...fields };
    await put(toBookingItem(event, offer));
    await put({ ...toWaitlistItem(event), sellsInOrder: true, areShardsEmpty: true });
    const batch = {
      collect: [{ bookingId: offer.id, quantity: 3, expired: 2, bytes: 500 }],
      promote: [],
      unassigned: 3,
    };
    const when = { now: NOW, endOfWaitlist: NOW, lookAt: NOW, last: true };
    expect(await waitlist.writeBatch(event, await waitlist.read(event), batch, when)).toBe(false);
    expect(await bookings.read(event, offer.id)).toEqual(offer);
  });
});

describe('The clerk’s conditions', () => {
  const putWaitlist = (fields: Item) => put({ ...toWaitlistItem(event), ...fields });
  const nobody = { collect: [], promote: [], unassigned: 0 };
  const when = { now: NOW, endOfWaitlist: NOW, lookAt: NOW, last: true };

  test.each([
    ['no process closes the sale', {}, true],
    ['the lease expired a millisecond ago', { closerUntil: NOW - 1 }, true],
    ['the lease ends at exactly now', { closerUntil: NOW }, false],
    ['the sale is closed already', { sellsInOrder: true }, false],
  ])('NOBODY_IS_CLOSING: %s', async (_, fields, isElected) => {
    await putWaitlist(fields);
    expect(await waitlist.electCloser(event, NOW, NOW + 2_000)).toBe(isElected);
  });

  test.each([
    ['the next', 8, true],
    ['the current one', 7, false],
    ['the one after the next', 9, false],
  ])('PASS_IS_NEXT: %s', async (_, pass, isOpened) => {
    await putWaitlist({ sellsInOrder: true, passNumber: 7 });
    expect(await waitlist.startPass(event, pass, '~')).toBe(isOpened);
    await putWaitlist({ sellsInOrder: false, passNumber: 7 });
    expect(await waitlist.startPass(event, pass, '~')).toBe(false);
  });

  test.each([
    ['another pass', { pass: 8 }],
    ['other unassigned tickets', { unassigned: 3 }],
    ['another pending capacity', { pendingCapacity: 1 }],
    ['another end of sales', { salesCloseAt: NOW }],
  ])('UNASSIGNED_IS_WHAT_WAS_SEEN: a batch planned with %s is not written', async (_, seen) => {
    await putWaitlist({ sellsInOrder: true, passNumber: 7, unassignedTickets: 2 });
    const state = { ...(await waitlist.read(event)), ...seen };
    expect(await waitlist.writeBatch(event, state, nobody, when)).toBe(false);
    expect(await waitlist.writeBatch(event, await waitlist.read(event), nobody, when)).toBe(true);
  });

  test.each([
    ['a millisecond before sales close', NOW + 1],
    ['at the instant they close', NOW],
  ])(
    'SALES_HAVE_NOT_CLOSED: a promotion %s is written exactly if `salesState` says open',
    async (_, closeAt) => {
      const boxoffice = aBoxoffice();
      const own = await boxoffice.anEvent({ capacity: 1 });
      await boxoffice.book(own);
      const waiter = await boxoffice.book(own);
      await put({
        ...toWaitlistItem(own),
        sellsInOrder: true,
        areShardsEmpty: true,
        unassignedTickets: 1,
        salesCloseAt: closeAt,
      });
      const { entries } = await waitlist.readHead(own, { upTo: '~' });
      const promote = entries.map((entry) => ({ entry, quantity: entry.quantity }));
      const batch = { collect: [], promote, unassigned: 0 };
      expect(entries.map((entry) => entry.bookingId)).toEqual([waiter.id]);
      const isOpen = salesState(asStated(0, closeAt), NOW) === 'open';
      expect(await waitlist.writeBatch(own, await waitlist.read(own), batch, when)).toBe(isOpen);
    },
  );
});

describe('SALES_HAVE_CLOSED', () => {
  test.each([
    ['a millisecond before sales close', NOW + 1],
    ['at the instant they close', NOW],
  ])('a waitlisted booking %s is ended exactly if `salesState` says closed', async (_, closeAt) => {
    const boxoffice = aBoxoffice();
    const own = await boxoffice.anEvent({ capacity: 1 });
    await boxoffice.book(own);
    const waiter = await boxoffice.book(own);
    await put({ ...toWaitlistItem(own), sellsInOrder: true, areShardsEmpty: true, salesCloseAt: closeAt });
    const before = await bookings.read(own, waiter.id);
    if (before === undefined) throw new Error('The booking is not stored.');
    const ended = [{ before, after: waitingEnded(before, NOW, 'sales-closed') }];
    const isEnded = await waitlist.endBookings(own, await waitlist.read(own), ended, {
      lookAt: undefined,
      afterSales: { now: NOW },
    });
    expect(isEnded).toBe(salesState(asStated(0, closeAt), NOW) === 'closed');
    expect((await bookings.read(own, waiter.id))?.status).toBe(isEnded ? 'cancelled' : 'waitlisted');
  });
});
