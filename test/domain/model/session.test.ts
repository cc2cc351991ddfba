/** Sessions in the model: whether one is open, and whether it is current. */
import { expect, test } from '@jest/globals';
import { REFRESH_GRACE_MS } from '../../../functions/domain/model/limits.ts';
import {
  isCurrent,
  isEndedBy,
  isOpen,
  type Session,
  secondExchange,
} from '../../../functions/domain/model/session.ts';
import type { User } from '../../../functions/domain/model/user.ts';

const NOW = Date.parse('2030-01-01T00:00:00.000Z');

function aSession(fields: Partial<Session> = {}): Session {
  return { id: 'session', userId: 'user', tokenHash: 'hash', expiresAt: NOW + 1, generation: 0, ...fields };
}

function aUser(sessionGeneration: number): User {
  const account = { id: 'user', name: 'Ada', email: 'ada@example.com', passwordHash: '', createdAt: '' };
  return { ...account, role: 'attendee', sessionGeneration };
}

test.each<[string, Partial<Session>, boolean]>([
  ['has a token and a millisecond left', {}, true],
  ['ends at exactly now', { expiresAt: NOW }, false],
  ['has ended', { expiresAt: NOW - 1 }, false],
  ['was logged out', { tokenHash: '' }, false],
])('a session is open until it expires or is logged out: one that %s', (_, fields, expected) => {
  expect(isOpen(aSession(fields), NOW)).toBe(expected);
});

test.each([
  ['began after the last change that ends log-ins', 1, true],
  ['began before it', 0, false],
])('a session is current if no later change ended it: one that %s', (_, generation, expected) => {
  expect(isCurrent(aSession({ generation }), aUser(1))).toBe(expected);
});

const LATELY = { refreshedAt: NOW - REFRESH_GRACE_MS + 1 };
const BEFORE = { repeatedHash: 'used' };

test.each<[string, Partial<Session>, string | undefined, ReturnType<typeof secondExchange>]>([
  ['a moment ago', LATELY, undefined, 'repeat'],
  ['a moment ago, with another key', { ...LATELY, refreshedBy: 'a' }, 'b', 'repeat'],
  ['a moment ago, with the same key', { ...LATELY, refreshedBy: 'a' }, 'a', 'known'],
  ['twice, a moment ago', { ...LATELY, repeatedHash: 'hash' }, undefined, 'known'],
  ['a moment ago, as the one before twice', { ...LATELY, ...BEFORE }, undefined, 'reuse'],
  ['so, with the same key', { ...LATELY, ...BEFORE, refreshedBy: 'a' }, 'a', 'known'],
  ['so, with another key', { ...LATELY, ...BEFORE, refreshedBy: 'a' }, 'b', 'reuse'],
  ['a moment ago, and one long before twice', { ...LATELY, repeatedHash: 'other' }, undefined, 'repeat'],
  ['when the grace ends', { refreshedAt: NOW - REFRESH_GRACE_MS }, undefined, 'reuse'],
  ['never', {}, undefined, 'reuse'],
  ['long ago, with the same key', { refreshedAt: 0, refreshedBy: 'a' }, 'a', 'known'],
  ['long ago, with another key', { refreshedAt: 0, refreshedBy: 'a' }, 'b', 'reuse'],
  ['long ago without a key', { refreshedAt: 0 }, 'a', 'reuse'],
])('what the exchange of a used token is if it was exchanged %s', (_, fields, by, expected) => {
  expect(secondExchange(aSession(fields), 'used', by, NOW)).toBe(expected);
});

test.each([
  [undefined, false],
  [1, false],
  [2, true],
])('a session of generation 1 is ended by an account whose ended generation is %s', (ended, expected) => {
  const user = ended === undefined ? {} : { endedGeneration: ended };
  expect(isEndedBy(aSession({ generation: 1 }), user)).toBe(expected);
});
