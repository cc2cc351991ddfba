/**
 * `NoOvertaking` with a time for the head: a `strict` head that holds tickets back for longer than its event states is
 * passed, by the clock alone and not before, and then gets its tickets like an entry under `skip`. The negative controls
 * remove the conditions of the write.
 */
import { describe, expect, test } from '@jest/globals';
import { readReceipt, receiptFaults } from '../../functions/domain/bookings/receipt.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { readHold } from '../../functions/domain/waitlist/read-hold.ts';
import {
  PROMOTIONS_ARE_WHAT_WAS_SEEN,
  UNASSIGNED_IS_WHAT_WAS_SEEN,
} from '../../functions/store/items/waitlist-state.ts';
import { listingStore } from '../../functions/store/listings.ts';
import { waitlistStore } from '../../functions/store/waitlist.ts';
import { aBoxoffice, type Ports, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSoldOutWaitlist } from '../kit/sold-out-waitlist.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const TIME_SECONDS = 600;
const TIME_MS = TIME_SECONDS * 1000;
const WAITLIST = { enabled: true, policy: 'strict', passHeadAfterSeconds: TIME_SECONDS } as const;

/** A sold-out event of six tickets, and a waitlist of the given quantities. */
async function aQueue(quantities: number[], change?: (ports: Ports) => Partial<Ports>) {
  const queue = await aSoldOutWaitlist({ capacity: 6, waitlist: WAITLIST }, quantities, change);
  const { boxoffice, event, clock } = queue;
  /** Lets the time pass, and the sweep alone wake the clerk. @returns how many messages it sent. */
  const sweepLater = async (ms: number) => {
    clock.aheadMs += ms;
    const sent = await boxoffice.sweep();
    await boxoffice.serve();
    return sent;
  };
  const states = async () =>
    (await queue.bookings()).map(
      ({ status, history }) => `${status}${history.some(({ what }) => what === 'passed') ? ', passed' : ''}`,
    );
  const heldBack = async () => (await boxoffice.snapshot(event)).waitlist.heldBack;
  return { ...queue, sweepLater, states, heldBack };
}

describe('A head that holds tickets back', () => {
  test('is passed after the stated time, and served as soon as its tickets are free', async () => {
    const { boxoffice, event, waiters, now, release, sweepLater, states } = await aQueue([4, 3, 1]);
    await release(2);
    const hold = () => readHold(event, boxoffice.ports);
    const { because, head } = await hold();
    expect([because, head?.waitsFor]).toEqual(['head-wants-more', 4]);
    expect((head?.heldBackUntil ?? 0) - (head?.heldBackSince ?? 0)).toBe(TIME_MS);
    expect(await sweepLater((head?.heldBackUntil ?? 0) - now() - 1_000)).toBe(0);
    expect(await states()).toEqual(['waitlisted', 'waitlisted', 'waitlisted']);

    expect(await sweepLater(1_000)).toBe(1);
    expect(await states()).toEqual(['waitlisted, passed', 'waitlisted', 'waitlisted']);
    expect(await hold()).toMatchObject({ because: 'head-wants-more', head: { waitsFor: 3 } });
    await sweepLater(TIME_MS);
    expect(await states()).toEqual(['waitlisted, passed', 'waitlisted, passed', 'confirmed']);
    expect(await hold()).toMatchObject({ because: 'nobody-fits', head: { passedAt: expect.any(Number) } });

    await release(3);
    expect(await states()).toEqual(['confirmed, passed', 'waitlisted, passed', 'confirmed']);
    expect(await boxoffice.broken(event)).toEqual([]);
    const ports = {
      ...boxoffice.ports,
      listings: listingStore(boxoffice.table),
      positions: boxoffice.positions,
    };
    const { bookings } = await boxoffice.snapshot(event);
    for (const { id } of waiters) {
      const receipt = await readReceipt(
        event,
        bookings.find((one) => one.id === id) as Booking,
        undefined,
        ports,
      );
      expect(receiptFaults(receipt, receipt.items)).toEqual([]);
      const { passed, ...silent } = receipt;
      if (passed !== undefined && id === waiters[0]?.id)
        expect(receiptFaults(silent, receipt.items)).toHaveLength(1);
    }
  });

  test('keeps its time while others join and leave behind it, and when it gives up a part', async () => {
    const { boxoffice, event, waiters, release, sweepLater, heldBack } = await aQueue([4, 3]);
    const [head, behind] = waiters as [Booking, Booking];
    await release(1);
    const first = await heldBack();
    await sweepLater(TIME_MS / 2);
    await boxoffice.cancel(behind);
    await boxoffice.book(event, { quantity: 3 });
    await boxoffice.serve();
    await release(1);
    expect(await heldBack()).toEqual(first);
    const fewer = await boxoffice.cancel(head, 1);
    await boxoffice.serve();
    expect(await heldBack()).toEqual(first);
    await boxoffice.cancel(fewer);
    await boxoffice.serve();
    expect((await heldBack())?.key).not.toBe(first?.key);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('is passed in the stated time although it gives up one ticket after the other', async () => {
    const { boxoffice, event, waiters, release, sweepLater, states } = await aQueue([6, 1]);
    await release(1);
    const [head] = waiters as [Booking];
    for (let step = 1; step <= 3; step += 1) {
      await sweepLater(TIME_MS / 4);
      await boxoffice.cancel(head, 1);
      await boxoffice.serve();
      expect(await states()).toEqual(['waitlisted', 'waitlisted']);
    }
    await sweepLater(TIME_MS / 4);
    expect(await states()).toEqual(['waitlisted, passed', 'confirmed']);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('holds none back while nobody can be promoted', async () => {
    const { release, patch, heldBack, sweepLater, states } = await aQueue([4, 1]);
    await release(2);
    const first = await heldBack();
    expect(first).toBeDefined();
    await patch({ capacity: 4 });
    expect(await heldBack()).toBeUndefined();
    await patch({ capacity: 5 });
    const second = await heldBack();
    expect(second?.since).toBeGreaterThan(first?.since ?? Infinity);
    await patch({ waitlist: { enabled: false } });
    expect(await heldBack()).toBeUndefined();
    await sweepLater(2 * TIME_MS);
    await patch({ waitlist: { enabled: true } });
    expect(await states()).toEqual(['waitlisted', 'waitlisted']);
    await patch({ waitlist: { passHeadAfterSeconds: null } });
    expect(await heldBack()).toBeUndefined();
    await patch({ waitlist: { passHeadAfterSeconds: 1 } });
    await sweepLater(PENDING_WORK_GRACE_MS + 1_000);
    expect(await states()).toEqual(['waitlisted, passed', 'confirmed']);
  });
});

/** The condition of the write by which others may pass a head, and of no other write. */
const AS_SEEN = `${UNASSIGNED_IS_WHAT_WAS_SEEN} AND ${PROMOTIONS_ARE_WHAT_WAS_SEEN}`;

describe.each([
  ['by the conditions of the write', undefined],
  ['a negative control: without them', tableWithout(AS_SEEN)],
])('While a clerk lets others pass a head, %s', (_, tampered) => {
  const isControl = tampered !== undefined;
  /** Tickets are held back for the whole time, and `act` happens when the clerk is about to write. */
  const passWhile = async (act: (ports: Ports, event: Event) => Promise<unknown>) => {
    const table = waitlistStore(tampered ?? strictTable(TABLE_NAME));
    const queue = await aQueue([4, 1], (ports) => ({
      waitlist: {
        ...ports.waitlist,
        passHead: async (event, ...rest) => {
          await act(ports, event);
          return table.passHead(event, ...rest);
        },
      },
    }));
    await queue.release(2);
    await queue.sweepLater(TIME_MS).catch((error) => expect(error).toBeInstanceOf(Busy));
    return queue;
  };

  test('a raised capacity serves the head instead', async () => {
    const { states } = await passWhile(async (ports, { id: eventId, organizerId }) => {
      const actor = { userId: organizerId, role: 'organizer' as const };
      await changeEvent({ eventId, actor, change: { capacity: 8 } }, ports);
    });
    const [head] = await states();
    expect(head).toBe(isControl ? 'confirmed, passed' : 'confirmed');
  });

  test('a clerk that takes over lets others pass it once', async () => {
    const { boxoffice, event, states } = await passWhile(async ({ runtime }, { id }) => {
      const other = aBoxoffice((ports) => ({ ...ports, runtime }));
      await promoteWaitlist(id, [], other.ports);
    });
    await boxoffice.serve();
    expect(await states()).toEqual(['waitlisted, passed', 'confirmed']);
    expect((await boxoffice.broken(event)).map(({ guarantee }) => guarantee)).toEqual(
      isControl ? ['OneEffect'] : [],
    );
  });
});
