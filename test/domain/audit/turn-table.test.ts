/** The table of promotions against the rule itself, told in one line. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compactArrival, isLater } from '../../../functions/domain/audit/arrival-order.ts';
import { type Stay, TurnTable } from '../../../functions/domain/audit/turn-table.ts';
import { arrivalKey } from '../../../functions/domain/booking.ts';
import type { AuditedBooking } from '../../../functions/domain/ports.ts';

type Turn = { id: string; arrival: number; at: number; quantity: number; turn: number };

const idCharacter = fc.constantFrom(...'-09AZ_az');
const anId = fc.array(idCharacter, { minLength: 8, maxLength: 8 }).map((characters) => characters.join(''));

/** Turns from 3 on, at instants that do not go back. */
const someTurns = fc
  .array(
    fc.record({ id: anId, arrival: fc.nat(6), pause: fc.nat(2), quantity: fc.integer({ min: 1, max: 4 }) }),
    { maxLength: 30 },
  )
  .map((drawn) => {
    let at = 0;
    return drawn.map(({ pause, ...rest }, index): Turn => {
      at += pause;
      return { ...rest, at, turn: index + 3 };
    });
  });

const aStay = fc.record<Stay>({
  after: fc.integer({ min: -1, max: 30 }),
  before: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(Number.POSITIVE_INFINITY)),
  beforeTurn: fc.oneof(fc.integer({ min: 1, max: 35 }), fc.constant(Number.POSITIVE_INFINITY)),
  wanted: fc.integer({ min: 1, max: 4 }),
});

const asBooking = ({ id, arrival, at, quantity, turn }: Turn): AuditedBooking => ({
  id,
  customerId: '',
  status: 'confirmed',
  quantity,
  granted: 0,
  released: 0,
  arrival,
  history: [
    { what: 'joined', at: 0, quantity },
    { what: 'promoted', at, quantity, turn },
  ],
});

function aTable(turns: Turn[], bySize: boolean): TurnTable {
  const table = new TurnTable(3, turns.length);
  for (const turn of [...turns].reverse()) table.add(asBooking(turn));
  table.close(bySize);
  return table;
}

test.each([true, false])('says who was overtaken as the rule does, with sizes: %s', (bySize) => {
  const property = fc.property(
    someTurns,
    aStay,
    fc.record({ id: anId, arrival: fc.nat(6) }),
    (turns, stay, who) => {
      const expected = turns.some(
        (turn) =>
          arrivalKey(turn) > arrivalKey(who) &&
          turn.at > stay.after &&
          turn.at < stay.before &&
          turn.turn < stay.beforeTurn &&
          (!bySize || turn.quantity >= stay.wanted),
      );
      const asked = bySize ? stay : { ...stay, wanted: 0 };
      expect(aTable(turns, bySize).isOvertaken(compactArrival(who), asked)).toBe(expected);
    },
  );
  fc.assert(property, { numRuns: 500 });
});

test('compact arrivals sort as arrivals do', () => {
  const who = fc.record({ id: anId, arrival: fc.nat(3) });
  const property = fc.property(who, who, (a, b) => {
    expect(isLater(compactArrival(a), compactArrival(b))).toBe(arrivalKey(a) > arrivalKey(b));
  });
  fc.assert(property, { numRuns: 500 });
});

test('a turn that is not there is nobody, and one that is there twice is noticed', () => {
  const turn = { id: 'AAAAAAAA', arrival: 9, at: 1, quantity: 1, turn: 4 };
  const table = new TurnTable(3, 3);
  table.add(asBooking(turn));
  table.add(asBooking({ ...turn, id: 'BBBBBBBB' }));
  table.close(false);
  expect([table.found, table.twice.ids]).toEqual([1, ['BBBBBBBB']]);
  const forever = { after: 0, before: 9, wanted: 0 };
  expect(table.isOvertaken({ at: 8, id: 0 }, { ...forever, beforeTurn: 4 })).toBe(false);
  expect(table.isOvertaken({ at: 8, id: 0 }, { ...forever, beforeTurn: 5 })).toBe(true);
});
