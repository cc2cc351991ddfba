/**
 * Which passwords nobody may have: those that are tried first, and one's own name or address. The length is checked with
 * the form of the request. Only functions that take a new password import this file: the list has 11 KB.
 */
import { createHash } from 'node:crypto';
import { PASSWORD_DISTINCT_CHARACTERS } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import type { Contact } from '../domain/model/user.ts';
import { COMMON_PASSWORDS, DIGEST_CHARACTERS } from './password-list.ts';
import { checkPassword } from './passwords.ts';

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

/** The number of different characters, without white space. */
const distinctIn = (text: string): number => new Set(folded(text).replaceAll(/\s/gu, '')).size;

/** @returns what is wrong with a password of this person, as the end of a sentence; undefined if nothing is. */
export function weaknessOf(password: string, { name, email }: Contact): string | undefined {
  const own = [name, email, email.slice(0, email.lastIndexOf('@'))].map(bare);
  const asBare = bare(password);
  if (distinctIn(password) < PASSWORD_DISTINCT_CHARACTERS)
    return `must have at least ${PASSWORD_DISTINCT_CHARACTERS} different characters, not counting blanks`;
  if (asBare !== '' && own.includes(asBare)) return 'must not be your name or your email address';
  return common().has(commonDigestOf(password))
    ? 'is one of the passwords that are tried first; choose one that is less common'
    : undefined;
}

/** `field`: the field of the body with the password. @throws Refusal `validation-failed` for a weak password. */
export function refuseWeakPassword(password: string, person: Contact, field = 'password'): void {
  const detail = weaknessOf(password, person);
  if (detail !== undefined) throw refusalOf(field, detail);
}

/** @throws Refusal `validation-failed` if a new password is the one that the account has. */
export async function refuseSamePassword(
  password: string,
  { passwordHash }: { passwordHash: string },
  field = 'password',
): Promise<void> {
  if (await checkPassword(password, passwordHash)) throw refusalOf(field, 'must not be the password so far');
}

function refusalOf(field: string, detail: string): Refusal {
  return new Refusal('validation-failed', 'Nothing was changed. Fix the fields listed in errors.', {
    errors: [{ pointer: `/${field}`, detail }],
  });
}
