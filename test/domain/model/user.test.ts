/** Accounts in the model: roles, ownership, and the normal form of email addresses. */
import { expect, test } from '@jest/globals';
import {
  type Actor,
  eventRoleOf,
  hasRole,
  isOwner,
  mailboxOf,
  normalizeEmail,
  ownsEvent,
  runsEvent,
  worksAtDoor,
} from '../../../functions/domain/model/user.ts';

const ROLES: Actor['role'][] = ['guest', 'attendee', 'organizer', 'admin'];
const actor = (role: Actor['role'], userId = 'somebody') => ({ userId, role });

test('a role has the rights of the roles before it, and none of those after it', () => {
  const table = ROLES.map((own) => ROLES.map((needed) => hasRole(actor(own), needed)));
  expect(table).toEqual([
    [true, false, false, false],
    [true, true, false, false],
    [true, true, true, false],
    [true, true, true, true],
  ]);
});

test('an event is run by its organizer, while they have that role, and by admins', () => {
  const event = { organizerId: 'somebody' };
  expect(ROLES.map((role) => runsEvent(actor(role), event))).toEqual([false, false, true, true]);
  expect(ROLES.map((role) => runsEvent(actor(role, 'another'), event))).toEqual([false, false, false, true]);
});

test('the rights at an event follow from the role on its staff, whatever the account, and guests have none', () => {
  const event = { organizerId: 'owner', staff: { m: 'manager', d: 'door' } as const };
  const rightsOf = (userId: string, role: Actor['role']) => {
    const somebody = actor(role, userId);
    return [eventRoleOf(somebody, event), ownsEvent, runsEvent, worksAtDoor].map((right) =>
      typeof right === 'function' ? right(somebody, event) : right,
    );
  };
  expect(rightsOf('owner', 'organizer')).toEqual(['owner', true, true, true]);
  expect(rightsOf('owner', 'attendee')).toEqual([undefined, false, false, false]);
  for (const role of ['attendee', 'organizer'] as const) {
    expect(rightsOf('m', role)).toEqual(['manager', false, true, true]);
    expect(rightsOf('d', role)).toEqual(['door', false, false, true]);
    expect(rightsOf('x', role)).toEqual([undefined, false, false, false]);
  }
  expect(rightsOf('x', 'admin')).toEqual([undefined, true, true, true]);
  for (const userId of ['owner', 'm', 'd'])
    expect(rightsOf(userId, 'guest')).toEqual([undefined, false, false, false]);
});

test('a booking belongs to its customer, and to a guest with the token of that booking', () => {
  const booking = { id: 'booking', customerId: 'somebody' };
  expect(isOwner(actor('attendee'), booking)).toBe(true);
  expect(isOwner(actor('admin', 'another'), booking)).toBe(false);
  expect(isOwner({ ...actor('guest', 'another'), bookingId: 'booking' }, booking)).toBe(true);
  expect(isOwner({ ...actor('guest'), bookingId: 'another' }, booking)).toBe(false);
  expect(isOwner(actor('guest'), booking)).toBe(false);
});

test.each(['ada@example.com', ' Ada@Example.COM ', 'ADA@EXAMPLE.COM\n', 'ａda@example.com'])(
  'the address %j has the normal form of its other spellings',
  (email) => {
    expect(normalizeEmail(email)).toBe('ada@example.com');
  },
);

test.each<[string, string[]]>([
  ['x@xn--mnchen-3ya.de', ['x@münchen.de', 'X@MÜNCHEN.DE', 'x@mu\u0308nchen.de', 'X@XN--MNCHEN-3YA.de']],
  ['ivan@xn--80ak6aa92e.xn--p1ai', ['ivan@аррӏе.рф', 'Ivan@XN--80AK6AA92E.XN--P1AI']],
])('the address %s is the normal form of its spellings in any script', (normalized, spellings) => {
  expect(spellings.map(normalizeEmail)).toEqual(spellings.map(() => normalized));
  expect(normalizeEmail(normalized)).toBe(normalized);
});

test.each(['nobody', 'a@b@c.de', '@', 'a@b c'])('a text that is no address is unchanged: %j', (text) => {
  expect(normalizeEmail(text)).toBe(text);
});

test.each([
  ['Ada@Example.com', 'ada@example.com'],
  ['ada+tickets@example.com', 'ada@example.com'],
  ['ada+a+b@example.com', 'ada@example.com'],
  ['ada.lovelace@example.com', 'ada.lovelace@example.com'],
  ['A.d.a+x@gmail.com', 'ada@gmail.com'],
  ['ada@GoogleMail.com', 'ada@gmail.com'],
  ['A.d-a_l+x@pm.me', 'adal@proton.me'],
  ['a-d.a@ProtonMail.com', 'ada@proton.me'],
  ['ada@gmail.com.example.com', 'ada@gmail.com.example.com'],
  ['+ada@example.com', '+ada@example.com'],
  ['ada@MÜNCHEN.example', 'ada@xn--mnchen-3ya.example'],
])('the mailbox of %j is %j', (email, mailbox) => {
  expect(mailboxOf(email)).toBe(mailbox);
});
