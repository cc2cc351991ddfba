import { expect, test } from '@jest/globals';
import { type Actor, hasRole, isOwner, normalizeEmail, runsEvent } from '../../functions/domain/user.ts';

const ROLES: Actor['role'][] = ['guest', 'attendee', 'organizer', 'admin'];
const actor = (role: Actor['role'], userId = 'somebody') => ({ userId, role });

test('a role may do what the roles before it may, and nothing of those after it', () => {
  const table = ROLES.map((own) => ROLES.map((needed) => hasRole(actor(own), needed)));
  expect(table).toEqual([
    [true, false, false, false],
    [true, true, false, false],
    [true, true, true, false],
    [true, true, true, true],
  ]);
});

test('an event is run by its organizer while they are one, and by admins', () => {
  const event = { organizerId: 'somebody' };
  expect(ROLES.map((role) => runsEvent(actor(role), event))).toEqual([false, false, true, true]);
  expect(ROLES.map((role) => runsEvent(actor(role, 'another'), event))).toEqual([false, false, false, true]);
});

test('a booking is its customer’s own, and a guest’s own is the one that they act on', () => {
  const booking = { id: 'booking', customerId: 'somebody' };
  expect(isOwner(actor('attendee'), booking)).toBe(true);
  expect(isOwner(actor('admin', 'another'), booking)).toBe(false);
  expect(isOwner({ ...actor('guest', 'another'), bookingId: 'booking' }, booking)).toBe(true);
  expect(isOwner({ ...actor('guest'), bookingId: 'another' }, booking)).toBe(false);
  expect(isOwner(actor('guest'), booking)).toBe(false);
});

test.each(['ada@example.com', ' Ada@Example.COM ', 'ADA@EXAMPLE.COM\n', 'ａda@example.com'])(
  'the address %j is the same as any other way to write it',
  (email) => {
    expect(normalizeEmail(email)).toBe('ada@example.com');
  },
);

test.each<[string, string[]]>([
  ['x@xn--mnchen-3ya.de', ['x@münchen.de', 'X@MÜNCHEN.DE', 'x@mu\u0308nchen.de', 'X@XN--MNCHEN-3YA.de']],
  ['ivan@xn--80ak6aa92e.xn--p1ai', ['ivan@аррӏе.рф', 'Ivan@XN--80AK6AA92E.XN--P1AI']],
])('the address %s is the same in letters of any script', (normalized, spellings) => {
  expect(spellings.map(normalizeEmail)).toEqual(spellings.map(() => normalized));
  expect(normalizeEmail(normalized)).toBe(normalized);
});

test.each(['nobody', 'a@b@c.de', '@', 'a@b c'])('what is no address stays what it is: %j', (text) => {
  expect(normalizeEmail(text)).toBe(text);
});
