import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkInTicket } from '../../functions/domain/check-in-ticket.ts';
import { TicketIssuer } from '../../functions/http/ticket-issuer.ts';
import { aCast, aStage, type Cast, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

type Use = { command: string; units: number };
type Consumed = { CapacityUnits?: number };

/** A cast whose calls are counted in the units that the engine reports. */
function aMeteredCast(): { cast: Cast; uses: Use[] } {
  const table = strictTable(TABLE_NAME);
  const uses: Use[] = [];
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(args);
        const { ConsumedCapacity } = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
        const units = [ConsumedCapacity ?? []]
          .flat()
          .reduce((sum, used) => sum + (used.CapacityUnits ?? 0), 0);
        uses.push({ command: commandName, units });
        return result;
      },
    { step: 'initialize', name: 'meter' },
  );
  return { cast: aCast(undefined, table), uses };
}

const attendee = { firstName: 'Maximiliane', lastName: 'Wolkenstein', email: 'maximiliane@example.com' };

describe('The budget', () => {
  test('a direct booking is one transaction of 6 write units and nothing else', async () => {
    const { cast, uses } = aMeteredCast();
    const event = await cast.anEvent({ capacity: 100 });
    await cast.book(event);
    uses.length = 0;
    await cast.book(event, { quantity: 2, attendee, idempotencyKey: 'a'.repeat(64) });
    expect(uses).toEqual([{ command: 'TransactWriteItemsCommand', units: 6 }]);
  });

  test('until it is sold out, an on-sale costs at most 7.2 write units a booking', async () => {
    const { cast, uses } = aMeteredCast();
    const event = await cast.anEvent({ capacity: 400 });
    await cast.book(event);
    uses.length = 0;
    for (let round = 0; round < 8; round += 1) {
      await Promise.all(
        Array.from({ length: 50 }, () => cast.book(event, { onSoldOut: 'reject' }).catch(() => undefined)),
      );
    }
    const { bookings } = await cast.picture(event);
    const writes = uses.filter((use) => use.command === 'TransactWriteItemsCommand');
    const spent = writes.reduce((sum, use) => sum + use.units, 0);
    expect(bookings).toHaveLength(400);
    expect(spent / bookings.length).toBeLessThanOrEqual(7.2);
  });

  test('joining the line costs at most 8 write units', async () => {
    const { cast, uses } = aMeteredCast();
    const event = await cast.anEvent({ capacity: 1 });
    await cast.book(event);
    await cast.book(event);
    uses.length = 0;
    await cast.book(event, { attendee });
    const writes = uses.filter((use) => use.command === 'TransactWriteItemsCommand');
    expect(writes).toEqual([{ command: 'TransactWriteItemsCommand', units: 8 }]);
    expect(uses.filter((use) => use.command !== 'TransactWriteItemsCommand')).toEqual([
      { command: 'GetItemCommand', units: 1 },
    ]);
  });

  test('a cancellation costs 2 write units', async () => {
    const { cast, uses } = aMeteredCast();
    const event = await cast.anEvent({ capacity: 10 });
    const booking = await cast.book(event, { quantity: 3, attendee });
    uses.length = 0;
    await cast.cancel(booking, 1);
    expect(uses.filter((use) => use.command === 'PutItemCommand')).toEqual([
      { command: 'PutItemCommand', units: 2 },
    ]);
    expect(uses.filter((use) => use.command !== 'PutItemCommand')).toEqual([
      { command: 'GetItemCommand', units: 1 },
    ]);
  });

  test('a check-in costs 1 write unit after one read', async () => {
    const { cast, uses } = aMeteredCast();
    const codes = new TicketIssuer(async () => Buffer.alloc(32));
    const event = await cast.anEvent({ capacity: 10 });
    const booking = await cast.book(event, { quantity: 2, attendee });
    const [code = ''] = await codes.issue(event.id, booking.id, [2]);
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    uses.length = 0;
    await checkInTicket(
      { eventId: event.id, code, actor, idempotencyKey: undefined },
      { ...cast.ports, codes },
    );
    expect(uses).toEqual([
      { command: 'GetItemCommand', units: 1 },
      { command: 'UpdateItemCommand', units: 1 },
    ]);
  });

  test('a promotion in a full batch costs at most 8 write units', async () => {
    const { cast, uses } = aMeteredCast();
    const event = await cast.anEvent({ capacity: 33 });
    const held = await Promise.all(Array.from({ length: 33 }, () => cast.book(event)));
    await Promise.all(Array.from({ length: 33 }, () => cast.book(event)));
    await Promise.all(held.map((booking) => cast.cancel(booking)));
    uses.length = 0;
    await cast.serve();
    const written = uses
      .filter((use) => /Transact|Update|Put/.test(use.command))
      .reduce((sum, use) => sum + use.units, 0);
    expect((await cast.picture(event)).line.served).toBe(33);
    expect(written / 33).toBeLessThanOrEqual(8);
  });

  test('availability costs half a read unit for each shard, and one for the line', async () => {
    const { cast, uses } = aMeteredCast();
    const event = await cast.anEvent({ capacity: 1_000 });
    uses.length = 0;
    await cast.ports.memory.availability(event, cast.ports.line);
    await cast.ports.memory.availability(event, cast.ports.line);
    expect(uses.reduce((sum, use) => sum + use.units, 0)).toBe(event.shardCount * 0.5 + 1);
  });
});
