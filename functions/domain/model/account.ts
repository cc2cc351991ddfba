/**
 * The account as its owner changes it: the address that is confirmed, and the tokens by which links in mails act. Pure
 * rules; `domain/accounts` carries them out.
 */
import type { Language } from './booking.ts';
import { derivedId } from './derived-id.ts';
import type { NewLetter } from './letter.ts';
import { CONFIRMATION_TTL_MS, LETTER_PAUSE_MS, PASSWORD_RESET_TTL_MS } from './limits.ts';
import { Refusal } from './refusal.ts';
import type { SecurityEvent } from './security-event.ts';
import type { ListedUser, User } from './user.ts';

/** A token that was mailed, as its digest; it works once, until `expiresAt`. Instants in ms. */
export type IssuedToken = { digest: string; issuedAt: number; expiresAt: number };

/**
 * `version`: counts the changes. `lastChange`: identifies the last one, so that a repeat of its request recognizes it.
 * `confirmation`: the token that confirms the address; `passwordReset`: the one that sets a new password. Another one
 * replaces it.
 */
export type Account = User & {
  version: number;
  lastChange?: string;
  confirmation?: IssuedToken;
  passwordReset?: IssuedToken;
  closing?: Closing;
};

/**
 * How far the closing of an account came, if it takes several requests. `after`: the event id behind which the step goes on.
 * `version`: of the account then. `until`: from when on (ms) it begins anew; before, the account books nothing and makes no event.
 */
export type Closing = { step: ClosingStep; after: string; version: number; until: number };

/** Events that are not over, bookings that are not over, and the names on bookings, which are erased once nothing is open. */
export const CLOSING_STEPS = ['events', 'bookings', 'names'] as const;
export type ClosingStep = (typeof CLOSING_STEPS)[number];

/** What a request learns of its caller's account. */
export type VersionedUser = ListedUser & Pick<Account, 'version' | 'closing'>;

/** An account that is not stored yet. `confirmation`: missing where no mail is sent. */
export type NewAccount = User & Pick<Account, 'confirmation'>;

/**
 * A change to make: the account after it, and the letters that tell of it. `keptSessionId`: a session that stays open
 * although the change ends the sessions of the account. `securityEvent`: its entry in the trail.
 */
export type AccountChange = {
  after: Account;
  letters: NewLetter[];
  keptSessionId?: string;
  securityEvent?: SecurityEvent;
};

/** Somebody asked for a link to reset the password of an address. `requestedAt` in ms; `language`: of the letter. */
export type ResetRequest = { requestId: string; requestedAt: number; language: Language };

/**
 * Somebody registers with an address that a link has to confirm first. `id`: names the address. `requestId`: of the
 * request that was noted. `digest`: of the token of its link. `requestedAt` in ms; `language`: of the letter.
 */
export type Registration = ResetRequest & {
  id: string;
  name: string;
  email: string;
  digest: string;
};

/**
 * Keeps roles from an account that somebody else than the owner of its address may have registered. `canConfirm`: the service
 * sends mail, or another issuer keeps the accounts and confirms.
 * @throws Refusal `address-not-confirmed`
 */
export function refuseUnconfirmed(
  { isAddressConfirmed }: Pick<User, 'isAddressConfirmed'>,
  canConfirm: boolean,
): void {
  if (!canConfirm || isAddressConfirmed) return;
  const detail =
    'The address of this account is not confirmed. Its owner opens the link of the mail that confirms it; then try again.';
  throw new Refusal('address-not-confirmed', detail);
}

/**
 * Keeps an account that is being closed from booking and from making events: what was looked at already would not be looked at
 * again. `now` in ms. @throws Refusal `account-closing`
 */
export function refuseWhileClosing(account: Pick<Account, 'closing'> | undefined, now: number): void {
  if (account?.closing === undefined || account.closing.until <= now) return;
  throw new Refusal(
    'account-closing',
    'You are closing this account. Repeat the request that closes it, or wait for ten minutes to keep it.',
  );
}

/** Identifies the change that a request makes, the same for its repeats. */
export function changeIdOf(what: string, userId: string, requestKey: string): string {
  return derivedId('account-change', what, userId, requestKey);
}

/** A token for confirming an address, issued at `now` (ms). */
export function confirmationOf(digest: string, now: number): IssuedToken {
  return { digest, issuedAt: now, expiresAt: now + CONFIRMATION_TTL_MS };
}

/** A token for a new password, that was asked for at `now` (ms). */
export function passwordResetOf(digest: string, now: number): IssuedToken {
  return { digest, issuedAt: now, expiresAt: now + PASSWORD_RESET_TTL_MS };
}

/** Whether a token was issued so recently that its mail may still be on its way. `now` in ms. */
export function isFresh(token: IssuedToken | undefined, now: number): boolean {
  return token !== undefined && now < token.issuedAt + LETTER_PAUSE_MS;
}

/**
 * The account with its address, or the new one, confirmed by a token. `now` in ms.
 * @throws Refusal `link-void` for a token that is not the latest, was used, or has expired
 */
export function withConfirmedAddress(account: Account, digest: string, now: number): Account {
  const { confirmation, newEmail, passwordReset, ...others } = account;
  requireToken(confirmation, digest, now);
  // A link that resets the password was mailed to the address that the account has no more.
  if (newEmail !== undefined)
    return { ...others, email: newEmail, isAddressConfirmed: true, credentialsSetAt: now };
  return { ...others, ...(passwordReset && { passwordReset }), isAddressConfirmed: true };
}

/** The account without the address that was to replace its own; the link to that address is void. */
export function withoutNewAddress({ newEmail: _new, confirmation: _void, ...account }: Account): Account {
  return account;
}

/** `now` in ms. @throws Refusal `link-void` for a token that is not the latest, was used, or has expired. */
export function requireReset({ passwordReset }: Account, digest: string, now: number): void {
  requireToken(passwordReset, digest, now);
}

/**
 * The account with a new password. It ends all sessions, and voids a new address that is not confirmed: somebody else may have asked
 * for it, with a session that is ended now. A link that resets the password stays valid: the owner of the address has it, and whoever
 * knows the password may be somebody else, who registered with that address. `now` in ms.
 */
export function withNewPassword(account: Account, passwordHash: string, now: number): Account {
  const kept = account.newEmail === undefined ? account : withoutNewAddress(account);
  return withEndedSessions({ ...kept, passwordHash, credentialsSetAt: now });
}

/** The account with the password of a link that resets it: its address is confirmed, and the link is used up. `now` in ms. */
export function withResetPassword(account: Account, passwordHash: string, now: number): Account {
  const { passwordReset: _used, ...others } = withNewPassword(account, passwordHash, now);
  return { ...others, isAddressConfirmed: true };
}

/** The account with all its sessions ended, access tokens included. */
export function withEndedSessions(account: Account): Account {
  const generation = account.sessionGeneration + 1;
  return { ...account, sessionGeneration: generation, endedGeneration: generation };
}

function requireToken(token: IssuedToken | undefined, digest: string, now: number): void {
  if (token?.digest !== digest || token.expiresAt <= now) throw linkVoid();
}

export function linkVoid(): Refusal {
  return new Refusal(
    'link-void',
    'This link was used, has expired, is of another account, or a later mail has another one. Ask for a new one.',
  );
}
