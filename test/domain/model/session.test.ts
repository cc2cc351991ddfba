/** Sessions in the model: whether one is open, and whether it is current. */
import { expect, test } from '@jest/globals';
import { isCurrent, isOpen, type Session } from '../../../functions/domain/model/session.ts';
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
