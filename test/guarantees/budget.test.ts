import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changeEvent } from '../../functions/domain/change-event.ts';
import { checkInTicket } from '../../functions/domain/check-in-ticket.ts';
import { TicketIssuer } from '../../functions/http/ticket-issuer.ts';
import { sessionStore } from '../../functions/store/sessions.ts';
import { userStore } from '../../functions/store/users.ts';
import { callsOf, meter, type Use } from '../kit/metering.ts';
import { aCast, aStage, type Cast, realEnvironment, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

/** A cast whose calls are counted in the units that the engine reports. */
function aMeteredCast(): { cast: Cast; uses: Use[] } {
  const table = strictTable(TABLE_NAME);
  return { cast: aCast(undefined, table), uses: meter(table) };
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

  test('a check-in costs 1 write unit after a read of the booking and half a one of its account', async () => {
    const { cast, uses } = aMeteredCast();
    const codes = new TicketIssuer(async () => Buffer.alloc(32));
    const event = await cast.anEvent({ capacity: 10 });
    const booking = await cast.book(event, { quantity: 2, attendee });
    const [code = ''] = await codes.issue(event.id, booking.id, [2]);
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    uses.length = 0;
    await checkInTicket(
      { eventId: event.id, code, actor, idempotencyKey: undefined },
      { ...cast.ports, codes, users: userStore(cast.table) },
    );
    expect(uses).toEqual([
      { command: 'GetItemCommand', units: 1 },
      { command: 'BatchGetItemCommand', units: 0.5 },
      { command: 'UpdateItemCommand', units: 1 },
    ]);
  });

  test('who calls is read in one call of 2 read units', async () => {
    const { cast, uses } = aMeteredCast();
    const [id, userId] = [realEnvironment.newId(), realEnvironment.newId()];
    const person = {
      id: userId,
      name: attendee.firstName,
      email: attendee.email,
      passwordHash: 'a'.repeat(100),
    };
    const account = { ...person, role: 'attendee' as const, createdAt: '', sessionGeneration: 0 };
    const session = { id, userId, tokenHash: 'a'.repeat(43), expiresAt: 0, generation: 0 };
    await userStore(cast.table).create(account, session);
    uses.length = 0;
    const { passwordHash: _hash, sessionGeneration: _generation, ...user } = account;
    expect(await sessionStore(cast.table).readWithUser(id, userId)).toEqual({ session, user });
    expect(uses).toEqual([{ command: 'BatchGetItemCommand', units: 2 }]);
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

  test('a place in a line that is full costs one read, and no write', async () => {
    const { cast, uses } = aMeteredCast();
    const event = await cast.anEvent({
      capacity: 1,
      waitlist: { enabled: true, policy: 'strict', limit: 1 },
    });
    await cast.book(event);
    await cast.book(event);
    uses.length = 0;
    await expect(cast.book(event)).rejects.toMatchObject({ code: 'waitlist-full', extras: { limit: 1 } });
    expect(uses).toEqual([{ command: 'GetItemCommand', units: 1 }]);
  });

  test('tickets that somebody else waits for cost who would not wait no write', async () => {
    const { cast, uses } = aMeteredCast();
    const event = await cast.anEvent({ capacity: 2 });
    const held = await cast.book(event, { quantity: 2 });
    await cast.book(event, { quantity: 2 });
    await cast.cancel(held, 1);
    await cast.serve();
    expect((await cast.picture(event)).line.pool).toBe(1);
    uses.length = 0;
    await expect(cast.book(event, { onSoldOut: 'reject' })).rejects.toMatchObject({ code: 'sold-out' });
    expect(Object.keys(callsOf(uses)).sort()).toEqual(['GetItemCommand', 'QueryCommand']);
  });

  test('a request before sales open, or after they closed, costs one read, and no write', async () => {
    const { cast, uses } = aMeteredCast();
    const early = await cast.anEvent({ salesOpenAt: '2098-01-01T00:00:00.000Z' });
    const late = await cast.anEvent({ salesCloseAt: '2001-01-01T00:00:00.000Z' });
    for (const [event, code] of [
      [early, 'sales-not-open'],
      [late, 'sales-closed'],
    ] as const) {
      await cast.ports.memory.facts(event.id);
      uses.length = 0;
      await expect(cast.book(event)).rejects.toMatchObject({ code });
      expect(uses).toEqual([{ command: 'GetItemCommand', units: 1 }]);
    }
  });

  test('a change that only describes the event is one write after one read, and tells nobody', async () => {
    const { cast, uses } = aMeteredCast();
    const event = await cast.anEvent({ capacity: 1_000 });
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    uses.length = 0;
    await changeEvent(
      { eventId: event.id, actor, change: { name: 'Second night', venue: 'Hall' } },
      cast.ports,
    );
    expect(callsOf(uses)).toEqual({ GetItemCommand: 1, PutItemCommand: 1 });
    expect(cast.sent).toEqual([]);
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
