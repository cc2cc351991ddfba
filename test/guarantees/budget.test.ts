/**
 * What each operation costs: the calls to DynamoDB, and the capacity units that the engine reports for them.
 */
import { describe, expect, test } from '@jest/globals';
import { TicketIssuer } from '../../functions/credentials/ticket-issuer.ts';
import { changeRole } from '../../functions/domain/accounts/change-role.ts';
import { nameTicket } from '../../functions/domain/bookings/name-ticket.ts';
import { checkInBatch } from '../../functions/domain/door/check-in-batch.ts';
import { checkInTickets } from '../../functions/domain/door/check-in-tickets.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import type { AuditedBooking } from '../../functions/domain/ports/audit-store.ts';
import { auditStore } from '../../functions/store/audits.ts';
import { securityTrail } from '../../functions/store/security-events.ts';
import { sessionStore } from '../../functions/store/sessions.ts';
import { userStore } from '../../functions/store/users.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { TestClock, timesOf, withDraw } from '../kit/draw.ts';
import { aLimiter } from '../kit/limiter.ts';
import { aMeteredBoxoffice, callsOf, LONG_NAMED, meter, totalUnits } from '../kit/metering.ts';
import { aSender } from '../kit/notice-sender.ts';
import { aSecurityLog } from '../kit/security-log.ts';
import { asAdmin, aUser } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

describe('The cost', () => {
  test('of a direct booking is one transaction of 6 write units and nothing else', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 100 });
    await boxoffice.book(event);
    uses.length = 0;
    await boxoffice.book(event, { quantity: 2, attendee: LONG_NAMED, idempotencyKey: 'a'.repeat(64) });
    expect(uses).toEqual([{ command: 'TransactWriteItemsCommand', units: 6 }]);
  });

  test('of a booking in an on-sale, until the event is sold out, is at most 7.2 write units', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 400 });
    await boxoffice.book(event);
    uses.length = 0;
    for (let round = 0; round < 8; round += 1) {
      await Promise.all(
        Array.from({ length: 50 }, () =>
          boxoffice.book(event, { onSoldOut: 'reject' }).catch(() => undefined),
        ),
      );
    }
    const { bookings } = await boxoffice.snapshot(event);
    const writes = uses.filter((use) => use.command === 'TransactWriteItemsCommand');
    const spent = totalUnits(writes);
    expect(bookings).toHaveLength(400);
    expect(spent / bookings.length).toBeLessThanOrEqual(7.2);
  });

  test('of replacing a waiting booking is a transaction of 12 write units, after one that is refused', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({
      capacity: 1,
      waitlist: { enabled: true, policy: 'strict', limitPerCustomer: 1 },
    });
    await boxoffice.book(event);
    const { id, customerId } = await boxoffice.book(event, { attendee: LONG_NAMED });
    uses.length = 0;
    await boxoffice.book(event, {
      customerId,
      attendee: LONG_NAMED,
      replaces: id,
      idempotencyKey: 'a'.repeat(64),
    });
    expect(uses.map(({ command, units }) => `${command} ${units}`)).toEqual([
      // The booking; the first transaction is refused and has no units here.
      'GetItemCommand 1',
      'BatchGetItemCommand 1',
      'GetItemCommand 1',
      'TransactWriteItemsCommand 12',
      // The state of the waitlist.
      'GetItemCommand 1',
    ]);
  });

  test('of an addition is one read of the booking and one transaction of 6 write units', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 100 });
    const booking = await boxoffice.book(event, { attendee: LONG_NAMED });
    uses.length = 0;
    await boxoffice.add(booking, 2, 'a'.repeat(64));
    expect(uses).toEqual([
      { command: 'GetItemCommand', units: 1 },
      { command: 'TransactWriteItemsCommand', units: 6 },
    ]);
  });

  test('of joining the waitlist is 8 write units', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1 });
    await boxoffice.book(event);
    await boxoffice.book(event);
    uses.length = 0;
    await boxoffice.book(event, { attendee: LONG_NAMED });
    const writes = uses.filter((use) => use.command === 'TransactWriteItemsCommand');
    expect(writes).toEqual([{ command: 'TransactWriteItemsCommand', units: 8 }]);
    expect(uses.filter((use) => use.command !== 'TransactWriteItemsCommand')).toEqual([
      { command: 'GetItemCommand', units: 1 },
    ]);
  });

  test('of a booking in the window of a draw is one transaction of 8 write units and nothing else', async () => {
    const table = strictTable(TABLE_NAME);
    const clock = new TestClock();
    const boxoffice = aBoxoffice(() => ({ runtime: clock.runtime }), table);
    const uses = meter(table);
    const event = await boxoffice.anEvent(withDraw());
    clock.set(timesOf(event).during(1));
    await boxoffice.book(event);
    uses.length = 0;
    await boxoffice.book(event, { attendee: LONG_NAMED, idempotencyKey: 'a'.repeat(64) });
    expect(uses).toEqual([{ command: 'TransactWriteItemsCommand', units: 8 }]);
    uses.length = 0;
    await expect(boxoffice.book(event, { onSoldOut: 'reject' })).rejects.toMatchObject({
      code: 'draw-is-open',
    });
    expect(uses).toEqual([]);
  });

  test('of a notice is 5 write units and 5 read units, besides the read of the account', async () => {
    const { boxoffice } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 10 });
    const { id } = await boxoffice.book(event, { attendee: LONG_NAMED });
    const table = strictTable(TABLE_NAME);
    const { sent, ports } = aSender({ table });
    const uses = meter(table);
    await sendNotices(event, [id], ports);
    expect(sent).toEqual(['booked 1']);
    const unitsOf = (isWrite: boolean) =>
      totalUnits(uses.filter(({ command }) => isWrite === (command === 'UpdateItemCommand')));
    expect({ write: unitsOf(true), read: unitsOf(false) }).toEqual({ write: 5, read: 5 });
  });

  test('of an audit is one query of notice logs for each page of bookings, 20 logs for a read unit', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 40 });
    const bookings: Booking[] = [];
    for (let made = 0; made < 40; made += 1) bookings.push(await boxoffice.book(event));
    const { ports } = aSender();
    await Promise.all(bookings.map(({ id }) => sendNotices(event, [id], ports)));
    const audit = auditStore(boxoffice.table);
    const pages: AuditedBooking[][] = [];
    let logs = 0;
    for await (const { read } of audit.bookings(event)) pages.push(read);
    uses.length = 0;
    for (const page of pages) for await (const { read } of audit.noticeLogs(event, page)) logs += read.size;
    const units = totalUnits(uses);
    expect(logs).toBe(40);
    expect(callsOf(uses)).toEqual({ QueryCommand: pages.length });
    expect(units).toBeLessThanOrEqual(bookings.length / 20 + pages.length / 2);
  });

  test('of a cancellation is 2 write units', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 10 });
    const booking = await boxoffice.book(event, { quantity: 3, attendee: LONG_NAMED });
    uses.length = 0;
    await boxoffice.cancel(booking, 1);
    expect(uses.filter((use) => use.command === 'PutItemCommand')).toEqual([
      { command: 'PutItemCommand', units: 2 },
    ]);
    expect(uses.filter((use) => use.command !== 'PutItemCommand')).toEqual([
      { command: 'GetItemCommand', units: 1 },
    ]);
  });

  test('of a check-in is 1 write unit, 1 read unit each for the event and the booking, and half a one for its account', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const codes = new TicketIssuer(async () => Buffer.alloc(32));
    const event = await boxoffice.anEvent({ capacity: 10 });
    const booking = await boxoffice.book(event, { quantity: 2, attendee: LONG_NAMED });
    const [code = ''] = await codes.issue(event.id, booking.id, [2]);
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    uses.length = 0;
    await checkInTickets(
      { eventId: event.id, code, actor, idempotencyKey: undefined },
      { ...boxoffice.ports, codes, users: userStore(boxoffice.table) },
    );
    const read = { command: 'GetItemCommand', units: 1 };
    expect(uses).toEqual([
      read,
      read,
      { command: 'BatchGetItemCommand', units: 0.5 },
      { command: 'UpdateItemCommand', units: 1 },
    ]);
  });

  test('of the check-in of a family is that of a single check-in', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const codes = new TicketIssuer(async () => Buffer.alloc(32));
    const event = await boxoffice.anEvent({ capacity: 10 });
    const { id: bookingId } = await boxoffice.book(event, { quantity: 4, attendee: LONG_NAMED });
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    uses.length = 0;
    await checkInTickets(
      { eventId: event.id, bookingId, actor, idempotencyKey: undefined },
      { ...boxoffice.ports, codes, users: userStore(boxoffice.table) },
    );
    expect(uses.at(-1)).toEqual({ command: 'UpdateItemCommand', units: 1 });
    expect(uses).toHaveLength(4);
  });

  test('of a batch of scans is 1 read unit for the event, and 1 read unit and 1 write unit for each booking', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const codes = new TicketIssuer(async () => Buffer.alloc(32));
    const event = await boxoffice.anEvent({ capacity: 10 });
    const scans: { code: string; scannedAt: number }[] = [];
    for (const numbers of [[1, 2], [2]]) {
      const { id } = await boxoffice.book(event, { quantity: 2, attendee: LONG_NAMED });
      const printed = await codes.issue(event.id, id, numbers);
      scans.push(...printed.map((code) => ({ code, scannedAt: Date.now() })));
    }
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    const batch = { eventId: event.id, actor, device: 'East door', scans };
    uses.length = 0;
    await checkInBatch(batch, { ...boxoffice.ports, codes });
    const write = { command: 'UpdateItemCommand', units: 1 };
    const reads = [
      { command: 'GetItemCommand', units: 1 },
      { command: 'BatchGetItemCommand', units: 2 },
    ];
    expect(uses).toEqual([...reads, write, write]);
    uses.length = 0;
    await checkInBatch(batch, { ...boxoffice.ports, codes });
    expect(uses).toEqual(reads);
  });

  test('of a name on a ticket is 1 write unit and 1 read unit', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 10 });
    const booking = await boxoffice.book(event, { quantity: 2, attendee: LONG_NAMED });
    const actor = { userId: booking.customerId, role: 'attendee' as const };
    const holder = { firstName: 'Grace', lastName: 'Hopper' };
    const request = { eventId: event.id, bookingId: booking.id, number: 2, actor, holder };
    uses.length = 0;
    await nameTicket(request, boxoffice.ports);
    expect(uses).toEqual([
      { command: 'GetItemCommand', units: 1 },
      { command: 'UpdateItemCommand', units: 1 },
    ]);
    uses.length = 0;
    await nameTicket(request, boxoffice.ports);
    expect(uses).toEqual([{ command: 'GetItemCommand', units: 1 }]);
  });

  test('of reading the session and account of the caller is one call of 2 read units', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const [id, userId] = [realRuntime.newId(), realRuntime.newId()];
    const person = {
      id: userId,
      name: LONG_NAMED.firstName,
      email: LONG_NAMED.email,
      passwordHash: 'a'.repeat(100),
    };
    const account = { ...person, role: 'attendee' as const, createdAt: '', sessionGeneration: 0 };
    const session = { id, userId, tokenHash: 'a'.repeat(43), expiresAt: 0, generation: 0 };
    await userStore(boxoffice.table).create(account, session);
    uses.length = 0;
    const { passwordHash: _hash, sessionGeneration: _generation, ...user } = account;
    expect(await sessionStore(boxoffice.table).readWithUser(id, userId)).toEqual({
      session,
      user: { ...user, version: 0 },
    });
    expect(uses).toEqual([{ command: 'BatchGetItemCommand', units: 2 }]);
  });

  test('of a security event is 2 write units more in the transaction of its act, and 1 for the reads of an hour', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const { table } = boxoffice;
    const [admin, person] = [await aUser('admin'), await aUser()];
    const ports = { users: userStore(table), securityLog: aSecurityLog(), runtime: realRuntime };
    uses.length = 0;
    await changeRole({ userId: person.id, role: 'organizer', ...asAdmin(admin) }, ports);
    const [read, transaction, ...others] = uses;
    expect([read?.command, transaction?.command, others]).toEqual([
      'GetItemCommand',
      'TransactWriteItemsCommand',
      [],
    ]);
    // Two each for the account, its move to another list, the check of the admin, and the security event.
    expect(transaction?.units).toBe(8);
    uses.length = 0;
    await securityTrail(table).add({ id: realRuntime.newId(), kind: 'accounts-listed', at: 0, by: admin.id });
    expect(uses).toEqual([{ command: 'PutItemCommand', units: 1 }]);
  });

  test('of a limited request is one write unit more, and of a booking by an account none in general', async () => {
    const { limiter, table } = aLimiter('on');
    const uses = meter(table);
    const key = realRuntime.newId();
    for (const limit of [
      'register',
      'book-as-guest',
      'request-link',
      'appoint',
      'send-webhook',
      'replay-webhooks',
      'transfer',
    ] as const) {
      uses.length = 0;
      await limiter.count(limit, key);
      expect([limit, uses]).toEqual([limit, [{ command: 'UpdateItemCommand', units: 1 }]]);
    }
    for (const [limit, free] of [
      ['book', 14],
      ['read', 29],
      ['refresh', 29],
    ] as const) {
      uses.length = 0;
      for (let n = 0; n < free; n += 1) await limiter.count(limit, key);
      expect([limit, uses]).toEqual([limit, []]);
      await limiter.count(limit, key);
      expect([limit, uses]).toEqual([limit, [{ command: 'UpdateItemCommand', units: 1 }]]);
    }
  });

  test('of a request before sales open, or after they closed, is one read, and no write', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const early = await boxoffice.anEvent({ salesOpenAt: '2098-01-01T00:00:00.000Z' });
    const late = await boxoffice.anEvent({ salesCloseAt: '2001-01-01T00:00:00.000Z' });
    for (const [event, code] of [
      [early, 'sales-not-open'],
      [late, 'sales-closed'],
    ] as const) {
      await boxoffice.ports.cache.get(event.id);
      uses.length = 0;
      await expect(boxoffice.book(event)).rejects.toMatchObject({ code });
      expect(uses).toEqual([{ command: 'GetItemCommand', units: 1 }]);
    }
  });

  test('of a change of the event without new terms is one read, one write and no message', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1_000 });
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    uses.length = 0;
    await changeEvent(
      { eventId: event.id, actor, change: { name: 'Second night', venue: 'Hall' } },
      boxoffice.ports,
    );
    expect(callsOf(uses)).toEqual({ GetItemCommand: 1, PutItemCommand: 1 });
    expect(boxoffice.sent).toEqual([]);
  });

  test('of availability is half a read unit for each shard, and one for the waitlist', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1_000 });
    uses.length = 0;
    await boxoffice.ports.cache.availability(event, boxoffice.ports.waitlist);
    await boxoffice.ports.cache.availability(event, boxoffice.ports.waitlist);
    expect(totalUnits(uses)).toBe(event.shardCount * 0.5 + 1);
  });
});
