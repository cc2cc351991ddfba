/**
 * `Proved`, for the order: one fault of each kind is planted in the stored items of an event that breaks nothing, and
 * the audit names the guarantee and the bookings. Each event is audited before, too, so that nothing but the fault is
 * found.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Fact } from '../../functions/domain/booking.ts';
import { entryKeyOf } from '../../functions/store/items.ts';
import { lineKey } from '../../functions/store/keys.ts';
import { booked, customerOf, joined, minute, promoted } from '../kit/sound-event.ts';
import { aStage, type Stage } from '../kit/stage.ts';
import { aStored, expectFound } from '../kit/stored-event.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

describe('NoOvertaking is found broken by', () => {
  test('promotions in another order than the arrivals', async () => {
    const stored = await aStored();
    await stored.rewrite('first', { history: [joined(2, 20), promoted(2, 2)] });
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, 1)] });
    await expectFound(stored, { NoOvertaking: ['first'] });
  });

  test('a promotion past somebody who still waits', async () => {
    const stored = await aStored(({ bookings }) => {
      Object.assign(bookings.first, { arrival: minute(19) });
    });
    await stored.rewrite('second', { arrival: minute(33), history: [joined(1, 33), promoted(1, 2)] });
    await expectFound(stored, { NoOvertaking: ['next', 'last'] });
  });

  test('a promotion past somebody who left only afterwards', async () => {
    const stored = await aStored();
    const left: Fact = { what: 'left', at: minute(150), quantity: 1, by: customerOf('left') };
    await stored.rewrite('left', { history: [joined(1, 15), left] });
    await expectFound(stored, { NoOvertaking: ['left'] });
  });

  test('equal time stamps served against the order of the ids', async () => {
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

  test('a sale past the line', async () => {
    const stored = await aStored();
    await stored.rewrite('whole', { arrival: minute(40), history: [booked(4, 40)] });
    await expectFound(stored, { NoOvertaking: ['whole'] });
  });

  test('two promotions with one number, of which one is then missing', async () => {
    const stored = await aStored();
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, 1)] });
    const { findings } = await stored.audit();
    const { holds, offenders } = findings.find(({ guarantee }) => guarantee === 'NoOvertaking') ?? {};
    expect(holds).toBe(false);
    expect([stored.bookings.first.id, stored.bookings.second.id]).toContain(offenders?.[0]);
  });

  test('a promotion that the line has not counted', async () => {
    const stored = await aStored();
    await stored.set(lineKey(stored.event.id), { turnCount: 1 });
    await expectFound(stored, { NoOvertaking: ['second'] });
  });

  test('accept-fewer: a promotion past somebody who waits for the rest', async () => {
    const granted: Fact = { what: 'granted', at: minute(101), quantity: 1, turn: 1 };
    const stored = await aStored(
      ({ picture, bookings: { next } }) => {
        picture.line.pool = 0;
        picture.event.capacity = 9;
        Object.assign(next, { granted: 0 });
      },
      { waitlist: { enabled: true, policy: 'accept-fewer' } },
    );
    await stored.rewrite('first', { history: [joined(2, 20), granted, promoted(1, 3, 102)] });
    await stored.set(lineKey(stored.event.id), { turnCount: 3 });
    await expectFound(stored, { NoOvertaking: ['first'] });
  });

  test('not by somebody who joined too shortly before: that is in doubt', async () => {
    const stored = await aStored();
    const history: Fact[] = [{ what: 'joined', at: minute(101) - 2_000, quantity: 3 }];
    await stored.rewrite('next', { arrival: minute(20.5), history });
    await stored.remove(entryKeyOf(stored.event, stored.bookings.next));
    await stored.set(entryKeyOf(stored.event, { ...stored.bookings.next, arrival: minute(20.5) }), {
      quantity: 3,
    });
    await expectFound(stored, { 'NoOvertaking?': ['next'] });
  });
});

describe('Under skip NoOvertaking', () => {
  const skip = { waitlist: { enabled: true, policy: 'skip' } } as const;

  test('lets who wants fewer go first', async () => {
    const stored = await aStored(({ bookings: { first, second } }) => {
      first.history[1] = promoted(2, 2);
      second.history[1] = promoted(1, 1);
    }, skip);
    await expectFound(stored, {});
  });

  test('is found broken where as many tickets went past somebody who wanted no more', async () => {
    const stored = await aStored(undefined, skip);
    await stored.rewrite('second', { arrival: minute(33), history: [joined(1, 33), promoted(1, 2)] });
    await expectFound(stored, {});
    await stored.rewrite('first', { arrival: minute(34), history: [joined(2, 34), promoted(2, 1)] });
    await expectFound(stored, { NoOvertaking: ['second', 'last'] });
  });

  test('goes by what somebody wanted at the time', async () => {
    const stored = await aStored(undefined, skip);
    const fewer = (at: number): Fact => ({
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
