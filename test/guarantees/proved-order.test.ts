/**
 * `Proved`, for the order: one fault of each kind is planted in the stored items of a sound event, and the
 * audit names the guarantee and the bookings. Each event is audited before, too, so that only the fault is
 * found.
 */
import { describe, expect, test } from '@jest/globals';
import {
  AHEAD_MS,
  arrivalKey,
  type HistoryEntry,
  type Passing,
} from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { SETTLING_MS } from '../../functions/domain/verify/check-lost-tickets.ts';
import { entryKeyOf } from '../../functions/store/items/entry.ts';
import { eventKey } from '../../functions/store/items/event.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import { AUDITED_AT, booked, customerOf, joined, minute, ORGANIZER, promoted } from '../kit/sound-event.ts';
import { aStored, evidenceOf, expectFound } from '../kit/stored-event.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

describe('An audit of NoOvertaking', () => {
  test('finds promotions in another order than the arrivals', async () => {
    const stored = await aStored();
    await stored.rewrite('first', { history: [joined(2, 20), promoted(2, 2)] });
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, 1)] });
    await expectFound(stored, { NoOvertaking: ['first'] });
  });

  test('finds a booking ahead of the waitlist of which the organizer said nothing', async () => {
    const stored = await aStored();
    const arrival = stored.bookings.first.arrival - AHEAD_MS;
    await stored.rewrite('first', { arrival });
    const findings = await expectFound(stored, { NoOvertaking: ['first'] });
    expect(evidenceOf(findings, 'NoOvertaking')).toContain('1 ahead of the waitlist without a word');

    const said = { by: ORGANIZER, why: 'Speaks at seven', isAhead: true as const };
    const history = [{ ...joined(2, 20), ...said } as HistoryEntry, promoted(2, 1)];
    await stored.rewrite('first', { arrival, history });
    expect(evidenceOf(await expectFound(stored, {}), 'NoOvertaking')).toContain(
      '1 put ahead by the organizer',
    );
  });

  test('finds a promotion ahead of earlier entries that still wait', async () => {
    const stored = await aStored(({ bookings }) => {
      Object.assign(bookings.first, { arrival: minute(19) });
    });
    await stored.rewrite('second', { arrival: minute(33), history: [joined(1, 33), promoted(1, 2)] });
    await expectFound(stored, { NoOvertaking: ['next', 'last'] });
  });

  test('finds a promotion ahead of an earlier entry that left only afterwards', async () => {
    const stored = await aStored();
    const left: HistoryEntry = { what: 'left', at: minute(150), quantity: 1, by: customerOf('left') };
    await stored.rewrite('left', { history: [joined(1, 15), left] });
    await expectFound(stored, { NoOvertaking: ['left'] });
  });

  test('finds equal arrivals that were promoted against the order of their ids', async () => {
    const stored = await aStored(({ bookings: { first, second } }) => {
      const inOrder = first.id < second.id;
      first.history[1] = promoted(2, inOrder ? 1 : 2);
      second.history[1] = promoted(1, inOrder ? 2 : 1);
      second.arrival = first.arrival;
    });
    const { first, second } = stored.bookings;
    const inOrder = first.id < second.id;
    await stored.rewrite('first', { history: [joined(2, 20), promoted(2, inOrder ? 2 : 1)] });
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, inOrder ? 1 : 2)] });
    await expectFound(stored, { NoOvertaking: [inOrder ? 'first' : 'second'] });
  });

  describe('after offers that lapsed', () => {
    const fields = {
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 600, lapsedOffer: 'wait-again' },
    } as const;
    const offer = (promotionNumber: number, at: number, more: object): HistoryEntry =>
      ({
        what: 'offered',
        at: minute(at),
        quantity: 2,
        promotionNumber,
        expiresAt: minute(at + 10),
        ...more,
      }) as HistoryEntry;
    const lapse = (at: number, more: object = {}): HistoryEntry[] => [
      { what: 'lapsed', at: minute(at), quantity: 2, ...more },
      { what: 'handed-on', at: minute(at), quantity: 2 },
    ];
    const accepted: HistoryEntry = { what: 'accepted', at: minute(138), quantity: 2 };
    const [keeps, moves] = [{ ifUnanswered: 'keeps-place' }, { ifUnanswered: 'moves-to-end' }];
    const moved = lapse(122, { earlierArrival: minute(20) });
    const twice = [joined(2, 20), offer(1, 101, keeps), ...lapse(111), offer(2, 111, moves), ...moved];
    const atEnd = minute(122);
    /** The first let two offers lapse, and accepted the third after the second was served. */
    const slept = () =>
      aStored(({ snapshot, bookings: { first, second, next, last } }) => {
        for (const booking of [next, last]) {
          const { quantity, customerId, history } = booking;
          const left: HistoryEntry = { what: 'left', at: minute(128), quantity, by: customerId };
          Object.assign(booking, { status: 'cancelled', quantity: 0, history: [...history, left] });
        }
        for (const shard of snapshot.shards) shard.joined = 1;
        Object.assign(first, { arrival: atEnd, history: [...twice, offer(4, 135, {}), accepted] });
        second.history = [joined(1, 21), offerOf(1, 3, 130), { ...accepted, quantity: 1 }];
        snapshot.waitlist.promotions = 4;
      }, fields);
    const offerOf = (quantity: number, promotionNumber: number, at: number): HistoryEntry =>
      offer(promotionNumber, at, { quantity, ...keeps });

    test('accepts promotions of later arrivals while the offers were open, and after the move', async () => {
      await expectFound(await slept(), {});
    });

    test('finds a promotion ahead of a booking that got its place back', async () => {
      const stored = await slept();
      const history = [joined(2, 20), offer(1, 101, keeps), ...lapse(111), offer(4, 135, moves), accepted];
      await stored.rewrite('first', { arrival: minute(20), history });
      await stored.rewrite('second', {
        history: [joined(1, 21), offerOf(1, 2, 130), { ...accepted, quantity: 1 }],
      });
      await stored.set(waitlistKey(stored.event.id), { promotionCount: 4 });
      const { findings } = await stored.audit();
      expect(findings).toContainEqual(
        expect.objectContaining({
          guarantee: 'NoOvertaking',
          holds: false,
          offenders: [stored.bookings.first.id],
        }),
      );
    });

    test('finds a booking that was moved to the end and served before those who were there', async () => {
      const stored = await slept();
      await stored.rewrite('first', {
        history: [...twice, offer(3, 125, {}), { ...accepted, at: minute(126) }],
      });
      await stored.rewrite('second', {
        history: [joined(1, 21), offerOf(1, 4, 130), { ...accepted, quantity: 1 }],
      });
      await expectFound(stored, { NoOvertaking: ['second', 'next', 'last'] });
    });

    test('finds a move that left the booking at its place', async () => {
      const stored = await slept();
      await stored.rewrite('first', { arrival: minute(20) });
      const findings = await expectFound(stored, { NoOvertaking: ['first'] });
      expect(evidenceOf(findings, 'NoOvertaking')).toContain('1 not put behind all others');
    });

    test('finds, by the history, a second lapse that kept the place, and a third that did not end the booking', async () => {
      for (const history of [
        [joined(2, 20), offer(1, 101, keeps), ...lapse(111), offer(2, 111, keeps), ...lapse(122)],
        [...twice, offer(3, 125, moves), ...lapse(135, { earlierArrival: atEnd })],
      ]) {
        const stored = await slept();
        await stored.rewrite('first', { history: [...history, offer(4, 136, {}), accepted] });
        const { findings } = await stored.audit();
        expect(findings).toContainEqual(
          expect.objectContaining({
            guarantee: 'OneEffect',
            holds: false,
            offenders: [stored.bookings.first.id],
          }),
        );
      }
    });
  });

  test('finds an addition ahead of the waitlist', async () => {
    const stored = await aStored();
    const by = customerOf('whole');
    const added = { what: 'added' as const, at: minute(40), quantity: 1, total: 4, by, additionId: 'a' };
    await stored.rewrite('whole', { history: [booked(3, 11), added] });
    await expectFound(stored, { NoOvertaking: ['whole'] });
  });

  test('finds a sale ahead of the waitlist', async () => {
    const stored = await aStored();
    await stored.rewrite('whole', { arrival: minute(40), history: [booked(4, 40)] });
    await expectFound(stored, { NoOvertaking: ['whole'] });
  });

  test('finds two promotions with the same number', async () => {
    const stored = await aStored();
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, 1)] });
    const { findings } = await stored.audit();
    const { holds, offenders } = findings.find(({ guarantee }) => guarantee === 'NoOvertaking') ?? {};
    expect(holds).toBe(false);
    expect([stored.bookings.first.id, stored.bookings.second.id]).toContain(offenders?.[0]);
  });

  test('finds a promotion that the waitlist has not counted', async () => {
    const stored = await aStored();
    await stored.set(waitlistKey(stored.event.id), { promotionCount: 1 });
    await expectFound(stored, { NoOvertaking: ['second'] });
  });

  test('finds a promotion ahead of an entry that waits for the rest, under accept-fewer', async () => {
    const granted: HistoryEntry = { what: 'granted', at: minute(101), quantity: 1, promotionNumber: 1 };
    const stored = await aStored(
      ({ snapshot, bookings: { next } }) => {
        snapshot.waitlist.unassigned = 0;
        snapshot.event.capacity = 9;
        Object.assign(next, { granted: 0 });
      },
      { waitlist: { enabled: true, policy: 'accept-fewer' } },
    );
    await stored.rewrite('first', { history: [joined(2, 20), granted, promoted(1, 3, 102)] });
    await stored.set(waitlistKey(stored.event.id), { promotionCount: 3 });
    await expectFound(stored, { NoOvertaking: ['first'] });
  });

  test('is in doubt about an entry that joined shortly before the promotion', async () => {
    const stored = await aStored();
    const history: HistoryEntry[] = [{ what: 'joined', at: minute(101) - 2_000, quantity: 3 }];
    await stored.rewrite('next', { arrival: minute(20.5), history });
    await stored.remove(entryKeyOf(stored.event, stored.bookings.next));
    await stored.set(entryKeyOf(stored.event, { ...stored.bookings.next, arrival: minute(20.5) }), {
      quantity: 3,
    });
    await expectFound(stored, { 'NoOvertaking?': ['next'] });
  });
});

describe('An audit of bookings that others may pass', () => {
  const fields = {
    capacity: 9,
    waitlist: { enabled: true, policy: 'strict', passHeadAfterSeconds: 600 },
  } as const;
  const passed = (quantity: number, changed: Partial<Passing> = {}): HistoryEntry => {
    const at = minute(101);
    return { what: 'passed', at, quantity, heldBackSince: at - 600_000, promotions: 1, ...changed };
  };

  /** Others may pass `next` and `last` after the first promotion; the second one is of a later arrival. */
  const aPassed = (changed: Partial<Event> = {}) =>
    aStored(
      ({ snapshot: { waitlist }, bookings: { second, next, last } }) => {
        waitlist.unassigned = 0;
        Object.assign(second, { arrival: minute(33), history: [joined(1, 33), promoted(1, 2)] });
        next.history.push(passed(3));
        last.history.push(passed(2));
      },
      { ...fields, ...changed },
    );

  test.each<[string, HistoryEntry[], Parameters<typeof expectFound>[1]]>([
    ['a later promotion without a word of it', [joined(3, 31)], { NoOvertaking: ['next'] }],
    [
      'a later promotion before it',
      [joined(3, 31), passed(3, { promotions: 2 })],
      { NoOvertaking: ['next'] },
    ],
    [
      'that it was before its time',
      [joined(3, 31), passed(3, { heldBackSince: minute(101) - 599_999 })],
      { OnTime: ['next'] },
    ],
    [
      'that its time was not begun anew',
      [joined(3, 31), { ...joined(3, 31), at: minute(95) }, passed(3)],
      { OnTime: ['next'], OneEffect: ['next'] },
    ],
    ['that it was twice', [joined(3, 31), passed(3), passed(3)], { OneEffect: ['next'] }],
    ['that it was for other tickets', [joined(3, 31), passed(2)], { OneEffect: ['next'] }],
  ])('finds %s', async (_, history, expected) => {
    const stored = await aPassed();
    await stored.rewrite('next', { history });
    await expectFound(stored, expected);
  });

  test('finds a later promotion of as many tickets as one of them wants', async () => {
    const stored = await aPassed();
    await stored.rewrite('second', { arrival: minute(21), history: [joined(1, 21), promoted(1, 1)] });
    await stored.rewrite('first', { arrival: minute(34), history: [joined(2, 34), promoted(2, 2)] });
    await expectFound(stored, { NoOvertaking: ['last'] });
  });

  test('is in doubt about their time once the event was changed', async () => {
    const stored = await aPassed();
    const shorter = { ...fields.waitlist, passHeadAfterSeconds: 601 };
    await stored.set(eventKey(stored.event.id), { waitlist: shorter, revision: 1 });
    await expectFound(stored, { 'OnTime?': ['last', 'next'] });
  });

  test('finds a head that holds tickets back for longer than the event states', async () => {
    const passesAt = AUDITED_AT - SETTLING_MS + 1;
    const since = passesAt - 600_000;
    const stored = await aStored(
      ({ snapshot: { waitlist }, bookings: { next } }) => {
        waitlist.heldBack = { key: arrivalKey(next), quantity: 3, since };
      },
      { waitlist: fields.waitlist },
    );
    const { heldBack } = stored.snapshot.waitlist;
    await stored.set(waitlistKey(stored.event.id), { heldBack: { ...heldBack, since: since - 1 } });
    await expectFound(stored, { NoLostTicket: ['next'] });
    await stored.set(waitlistKey(stored.event.id), { heldBack: { ...heldBack, quantity: 2 } });
    await expectFound(stored, { NoLostTicket: ['next'] });
  });
});

describe('An audit of NoOvertaking under skip', () => {
  const skip = { waitlist: { enabled: true, policy: 'skip' } } as const;

  test('accepts an earlier promotion of a later entry that wants fewer tickets', async () => {
    const stored = await aStored(({ bookings: { first, second } }) => {
      first.history[1] = promoted(2, 2);
      second.history[1] = promoted(1, 1);
    }, skip);
    await expectFound(stored, {});
  });

  test('finds a promotion of at least as many tickets as an earlier entry wanted', async () => {
    const stored = await aStored(undefined, skip);
    await stored.rewrite('second', { arrival: minute(33), history: [joined(1, 33), promoted(1, 2)] });
    await expectFound(stored, {});
    await stored.rewrite('first', { arrival: minute(34), history: [joined(2, 34), promoted(2, 1)] });
    await expectFound(stored, { NoOvertaking: ['second', 'last'] });
  });

  test('compares with the quantity that an entry wanted at that time', async () => {
    const stored = await aStored(undefined, skip);
    const fewer = (at: number): HistoryEntry => ({
      what: 'left',
      at: minute(at),
      quantity: 1,
      by: customerOf('next'),
    });
    const entry = entryKeyOf(stored.event, stored.bookings.next);
    await stored.set(entry, { quantity: 2 });
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, 1)] });
    await stored.rewrite('first', { arrival: minute(34), history: [joined(2, 34), promoted(2, 2)] });
    await stored.rewrite('last', { arrival: minute(35), history: [joined(2, 35)] });
    await stored.remove(entryKeyOf(stored.event, stored.bookings.last));
    await stored.set(entryKeyOf(stored.event, { ...stored.bookings.last, arrival: minute(35) }), {
      quantity: 2,
    });
    await stored.rewrite('next', { quantity: 2, history: [joined(3, 31), fewer(120)] });
    await expectFound(stored, {});
    await stored.rewrite('next', { quantity: 2, history: [joined(3, 31), fewer(90)] });
    await expectFound(stored, { NoOvertaking: ['next'] });
  });
});
