/** The promotion table, compared with a direct implementation of the rule against overtaking. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arrivalKey } from '../../../functions/domain/model/booking.ts';
import type { AuditedBooking } from '../../../functions/domain/ports/audit-store.ts';
import { compactArrival, isLater } from '../../../functions/domain/verify/arrival-order.ts';
import { PromotionTable, type Stay } from '../../../functions/domain/verify/promotion-table.ts';

type Promotion = { id: string; arrival: number; at: number; quantity: number; promotionNumber: number };

const idCharacter = fc.constantFrom(...'-09AZ_az');
const anId = fc.array(idCharacter, { minLength: 8, maxLength: 8 }).map((characters) => characters.join(''));

/** Promotions with numbers from 3 on, at instants that do not decrease. */
const someBatches = fc
  .array(
    fc.record({ id: anId, arrival: fc.nat(6), pause: fc.nat(2), quantity: fc.integer({ min: 1, max: 4 }) }),
    { maxLength: 30 },
  )
  .map((drawn) => {
    let at = 0;
    return drawn.map(({ pause, ...rest }, index): Promotion => {
      at += pause;
      return { ...rest, at, promotionNumber: index + 3 };
    });
  });

const aStay = fc.record<Stay>({
  after: fc.integer({ min: -1, max: 30 }),
  before: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(Number.POSITIVE_INFINITY)),
  afterPromotion: fc.nat(35),
  beforePromotion: fc.oneof(fc.integer({ min: 1, max: 35 }), fc.constant(Number.POSITIVE_INFINITY)),
  wanted: fc.integer({ min: 1, max: 4 }),
});

const asBooking = ({ id, arrival, at, quantity, promotionNumber }: Promotion): AuditedBooking => ({
  id,
  customerId: '',
  status: 'confirmed',
  quantity,
  granted: 0,
  released: 0,
  arrival,
  history: [
    { what: 'joined', at: 0, quantity },
    { what: 'promoted', at, quantity, promotionNumber },
  ],
});

function aTable(promotions: Promotion[], bySize: boolean): PromotionTable {
  const table = new PromotionTable(3, promotions.length);
  for (const promotion of [...promotions].reverse()) table.add(asBooking(promotion));
  table.close(bySize);
  return table;
}

test.each([true, false])(
  'finds the overtaken customers that the rule finds, with quantities compared: %s',
  (bySize) => {
    const property = fc.property(
      someBatches,
      aStay,
      fc.record({ id: anId, arrival: fc.nat(6) }),
      (promotions, stay, who) => {
        const expected = promotions.some(
          (promotion) =>
            arrivalKey(promotion) > arrivalKey(who) &&
            promotion.at > stay.after &&
            promotion.at < stay.before &&
            promotion.promotionNumber > stay.afterPromotion &&
            promotion.promotionNumber < stay.beforePromotion &&
            (!bySize || promotion.quantity >= stay.wanted),
        );
        const asked = bySize ? stay : { ...stay, wanted: 0 };
        expect(aTable(promotions, bySize).isOvertaken(compactArrival(who), asked)).toBe(expected);
      },
    );
    fc.assert(property, { numRuns: 500 });
  },
);

test('compact arrivals sort as arrivals do', () => {
  const who = fc.record({ id: anId, arrival: fc.nat(3) });
  const property = fc.property(who, who, (a, b) => {
    expect(isLater(compactArrival(a), compactArrival(b))).toBe(arrivalKey(a) > arrivalKey(b));
  });
  fc.assert(property, { numRuns: 500 });
});

test('a missing promotion number is no promotion, and a repeated one is reported', () => {
  const promotion = { id: 'AAAAAAAA', arrival: 9, at: 1, quantity: 1, promotionNumber: 4 };
  const table = new PromotionTable(3, 3);
  table.add(asBooking(promotion));
  table.add(asBooking({ ...promotion, id: 'BBBBBBBB' }));
  table.close(false);
  expect([table.found, table.twice.ids]).toEqual([1, ['BBBBBBBB']]);
  const forever = { after: 0, before: 9, afterPromotion: 0, wanted: 0 };
  expect(table.isOvertaken({ at: 8, id: 0 }, { ...forever, beforePromotion: 4 })).toBe(false);
  expect(table.isOvertaken({ at: 8, id: 0 }, { ...forever, beforePromotion: 5 })).toBe(true);
});
