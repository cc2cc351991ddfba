/** The rules of an account: tokens that work once, and what a confirmed address and a new password leave. */
import { expect, test } from '@jest/globals';
import {
  type Account,
  changeIdOf,
  confirmationOf,
  isFresh,
  passwordResetOf,
  requireReset,
  withConfirmedAddress,
  withEndedSessions,
  withNewPassword,
  withoutNewAddress,
  withResetPassword,
} from '../../../functions/domain/model/account.ts';
import {
  CONFIRMATION_TTL_MS,
  LETTER_PAUSE_MS,
  PASSWORD_RESET_TTL_MS,
} from '../../../functions/domain/model/limits.ts';

const NOW = 1_000_000;
const ACCOUNT: Account = {
  id: 'a',
  name: 'Ada',
  email: 'ada@example.com',
  role: 'attendee',
  passwordHash: 'old',
  createdAt: '2030-01-01T00:00:00.000Z',
  sessionGeneration: 2,
  version: 1,
};
const confirmation = confirmationOf('digest', NOW);
const passwordReset = passwordResetOf('digest', NOW);
const linkVoid = expect.objectContaining({ code: 'link-void', message: expect.stringMatching(/^This link/) });

test('a token has its digest and its time', () => {
  expect(confirmation).toEqual({ digest: 'digest', issuedAt: NOW, expiresAt: NOW + CONFIRMATION_TTL_MS });
  expect(passwordReset).toEqual({ digest: 'digest', issuedAt: NOW, expiresAt: NOW + PASSWORD_RESET_TTL_MS });
  expect([undefined, confirmation].map((token) => isFresh(token, NOW + LETTER_PAUSE_MS - 1))).toEqual([
    false,
    true,
  ]);
  expect(isFresh(confirmation, NOW + LETTER_PAUSE_MS)).toBe(false);
});

test('a change is identified by what it is, by the account and by the key', () => {
  const ids = [changeIdOf('one', 'a', 'k'), changeIdOf('two', 'a', 'k'), changeIdOf('one', 'b', 'k')];
  expect(new Set([...ids, changeIdOf('one', 'a', 'l')]).size).toBe(4);
  expect(changeIdOf('one', 'a', 'k')).toBe(ids[0]);
});

test('an address is confirmed once, by its own token, until that expires', () => {
  const asked = { ...ACCOUNT, confirmation, passwordReset };
  const confirmed = { ...ACCOUNT, passwordReset, isAddressConfirmed: true };
  expect(withConfirmedAddress(asked, 'digest', confirmation.expiresAt - 1)).toEqual(confirmed);
  for (const [account, digest, now] of [
    [confirmed as Account, 'digest', NOW],
    [asked, 'another', NOW],
    [asked, 'digest', confirmation.expiresAt],
  ] as const)
    expect(() => withConfirmedAddress(account, digest, now)).toThrow(linkVoid);
});

test('a new address replaces the old one once it is confirmed, and voids a link that was mailed to that', () => {
  const asked = { ...ACCOUNT, confirmation, passwordReset, newEmail: 'new@example.com' };
  const moved = { ...ACCOUNT, email: 'new@example.com', isAddressConfirmed: true, credentialsSetAt: NOW };
  expect(withConfirmedAddress(asked, 'digest', NOW)).toEqual(moved);
  expect(withoutNewAddress(asked)).toEqual({ ...ACCOUNT, passwordReset });
});

test('a password is reset by the token of that purpose alone', () => {
  expect(() => requireReset({ ...ACCOUNT, passwordReset }, 'digest', NOW)).not.toThrow();
  expect(() => requireReset({ ...ACCOUNT, confirmation }, 'digest', NOW)).toThrow(linkVoid);
  const late = passwordReset.expiresAt;
  expect(() => requireReset({ ...ACCOUNT, passwordReset }, 'digest', late)).toThrow(linkVoid);
});

test('a new password ends all sessions, and voids a new address, but no other confirmation and no link that resets it', () => {
  const ended = {
    ...ACCOUNT,
    passwordHash: 'new',
    credentialsSetAt: NOW,
    sessionGeneration: 3,
    endedGeneration: 3,
  };
  expect(withEndedSessions({ ...ACCOUNT, passwordHash: 'new', credentialsSetAt: NOW })).toEqual(ended);
  expect(withNewPassword({ ...ACCOUNT, passwordReset, confirmation }, 'new', NOW)).toEqual({
    ...ended,
    passwordReset,
    confirmation,
  });
  const asked = { ...ACCOUNT, confirmation, newEmail: 'new@example.com' };
  expect(withNewPassword(asked, 'new', NOW)).toEqual(ended);
});

test('a password that is set by a link does the same, uses the link up and confirms the address', () => {
  const asked = { ...ACCOUNT, passwordReset, confirmation, newEmail: 'new@example.com' };
  const { passwordReset: _used, ...changed } = withNewPassword(asked, 'new', NOW);
  expect(withResetPassword(asked, 'new', NOW)).toEqual({ ...changed, isAddressConfirmed: true });
});
