/**
 * Which passwords nobody may have: those that are tried first, and one's own name or address. The length is checked with
 * the form of the request. Only functions that take a new password import this file: the list has 11 KB.
 */
import { createHash } from 'node:crypto';
import { Refusal } from '../domain/model/refusal.ts';
import type { Contact } from '../domain/model/user.ts';
import { COMMON_PASSWORDS, DIGEST_CHARACTERS } from './password-list.ts';

let known: ReadonlySet<string> | undefined;

/** The digests of common passwords, read from the packed list when they are first needed. */
function common(): ReadonlySet<string> {
  known ??= new Set(COMMON_PASSWORDS.match(new RegExp(`.{${DIGEST_CHARACTERS}}`, 'g')));
  return known;
}

/** Letter case makes no password harder to guess. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The digest by which a password is found in the packed list. */
export function commonDigestOf(password: string): string {
  return createHash('sha256').update(folded(password)).digest('base64url').slice(0, DIGEST_CHARACTERS);
}

const bare = (text: string): string => folded(text).replaceAll(/[^\p{L}\p{N}]/gu, '');

/** @returns what is wrong with a password of this person, as the end of a sentence; undefined if nothing is. */
export function weaknessOf(password: string, { name, email }: Contact): string | undefined {
  const own = [name, email, email.slice(0, email.lastIndexOf('@'))].map(bare);
  const asBare = bare(password);
  if (asBare !== '' && own.includes(asBare)) return 'must not be your name or your email address';
  return common().has(commonDigestOf(password))
    ? 'is one of the passwords that are tried first; choose one that is less common'
    : undefined;
}

/** `field`: the field of the body with the password. @throws Refusal `validation-failed` for a weak password. */
export function refuseWeakPassword(password: string, person: Contact, field = 'password'): void {
  const detail = weaknessOf(password, person);
  if (detail === undefined) return;
  throw new Refusal('validation-failed', 'Nothing was changed. Fix the fields listed in errors.', {
    errors: [{ pointer: `/${field}`, detail }],
  });
}
