/**
 * Letters: mails about an account. A letter is stored in the transaction of the change that it tells of, so none is sent
 * of a change that was not made, and no change goes untold. Pure rules; `domain/accounts` sends letters.
 *
 * | what happened                                      | letter, and to which address               |
 * | -------------------------------------------------- | ------------------------------------------ |
 * | registered; the link was asked for again           | confirm-address, to the address            |
 * | registered, where that takes a link                | complete-registration, to the address; already-registered, if it has an account |
 * | another address was given                          | confirm-address, to that one; address-change-asked, to the old one |
 * | the other address was confirmed                    | address-changed, to the old one            |
 * | a forgotten password is to be reset                | reset-password, to the address             |
 * | the account was closed                             | account-closed, to the address it had      |
 * | the password was changed or reset                  | password-changed, to the address           |
 * | a webhook endpoint was made or enabled again, or got another address or secret | endpoint-set, to its organizer |
 * | somebody got a role on the staff of an event       | member-appointed, to the owner             |
 * | an event was handed over                           | event-handed-over, to the former owner     |
 * | an admin changed the role of an account            | role-changed, to the account               |
 * | an admin gave another account a higher role        | role-given, to the admin                   |
 * | an admin cancelled an event of others              | event-cancelled, to its owner              |
 */
import type { Language } from './booking.ts';
import {
  CONFIRMATION_TTL_MS,
  NOTICE_AGE_LIMIT_MS,
  PASSWORD_RESET_TTL_MS,
  REGISTRATION_TTL_MS,
} from './limits.ts';
import type { NoticeOutcome } from './notice-log.ts';
import type { Addressee, User } from './user.ts';

export const ACCOUNT_LETTER_KINDS = [
  'confirm-address',
  'address-change-asked',
  'address-changed',
  'reset-password',
  'password-changed',
  'account-closed',
  'complete-registration',
  'already-registered',
] as const;

/** Of letters that tell an owner what was done with their account, or with what it owns. */
export const OWNER_LETTER_KINDS = [
  'endpoint-set',
  'member-appointed',
  'event-handed-over',
  'role-changed',
  'role-given',
  'event-cancelled',
] as const;

export const LETTER_KINDS = [...ACCOUNT_LETTER_KINDS, ...OWNER_LETTER_KINDS] as const;

export type OwnerLetterKind = (typeof OWNER_LETTER_KINDS)[number];

export type LetterKind = (typeof LETTER_KINDS)[number];

/**
 * `to`: missing once the letter is settled, so that no address is kept for it; `isAddressConfirmed`: when the letter was written.
 * `at`: when that was, ms.
 */
export type Letter = {
  id: string;
  userId: string;
  kind: LetterKind;
  to?: Addressee;
  language: Language;
  at: number;
};

/** A letter that is to be sent. */
export type NewLetter = Letter & { to: Addressee };

/** A letter to the address that an account has. `at` in ms. */
export function letterTo(
  { id: userId, name, email, isAddressConfirmed }: Addressee & Pick<User, 'id'>,
  kind: LetterKind,
  language: Language,
  { id, at }: Pick<Letter, 'id' | 'at'>,
): NewLetter {
  const to = { name, email, ...(isAddressConfirmed && { isAddressConfirmed }) };
  return { id, userId, kind, to, language, at };
}

/** Whether the service sends mail, and the language of a letter: that of the request. */
export type Mailing = { language: Language; sendsMail: boolean };

/**
 * A letter to the owner of what was changed, or of the account that changed it. `at` in ms.
 * @returns undefined where no mail is sent, and for an account without an address: another issuer may state none
 */
export function letterToOwner(
  owner: Parameters<typeof letterTo>[0],
  kind: OwnerLetterKind,
  { language, sendsMail }: Mailing,
  written: Pick<Letter, 'id' | 'at'>,
): NewLetter | undefined {
  return sendsMail && owner.email !== '' ? letterTo(owner, kind, language, written) : undefined;
}

/** What may become of a letter, as of a notice. */
export const LETTER_OUTCOMES = [
  'sent',
  'rejected',
  'overtaken',
  'too-late',
  'over-limit',
  'suppressed',
] as const satisfies NoticeOutcome[];

export type LetterOutcome = (typeof LETTER_OUTCOMES)[number];

/**
 * `failures`: attempts that failed. `nextAttemptAt`: nobody sends before this instant, ms, because an attempt is under
 * way or failed. `settled`: what became of it and when, ms.
 */
export type LetterState = {
  failures: number;
  nextAttemptAt?: number;
  settled?: { at: number; outcome: LetterOutcome };
};

/** How long the link of a letter works, in ms; letters without one are missing. */
const LINK_TTL_MS: { [Kind in LetterKind]?: number } = {
  'confirm-address': CONFIRMATION_TTL_MS,
  'complete-registration': REGISTRATION_TTL_MS,
  'reset-password': PASSWORD_RESET_TTL_MS,
};

/** Whether the letter has a link with a token. */
export function hasLink({ kind }: Pick<Letter, 'kind'>): boolean {
  return LINK_TTL_MS[kind] !== undefined;
}

const REQUESTED: ReadonlySet<LetterKind> = new Set([
  'confirm-address',
  'reset-password',
  'complete-registration',
  'already-registered',
]);

/** Whether anybody may have such a letter sent, without access to the account. */
export function isRequested({ kind }: Pick<Letter, 'kind'>): boolean {
  return REQUESTED.has(kind);
}

/** Whether anybody may have one such letter sent in an hour, and no more: while its link works, no other one is mailed. */
export function isHourly({ kind }: Pick<Letter, 'kind'>): boolean {
  return kind === 'reset-password' || kind === 'complete-registration';
}

/** Whether the letter says nothing useful any more at `now` (ms): its link has expired, or it is days old. */
export function isTooLate({ kind, at }: Letter, now: number): boolean {
  return at + (LINK_TTL_MS[kind] ?? NOTICE_AGE_LIMIT_MS) <= now;
}
