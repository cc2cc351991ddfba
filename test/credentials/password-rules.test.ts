/**
 * Passwords that nobody may have. The packed list is made of the development dependency that has the passwords:
 * `WRITE_PASSWORDS=1 npm test -- test/credentials/password-rules` packs it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { dictionary } from '@zxcvbn-ts/language-common';
import { COMMON_PASSWORDS } from '../../functions/credentials/password-list.ts';
import {
  commonDigestOf,
  refuseSamePassword,
  refuseWeakPassword,
  weaknessOf,
} from '../../functions/credentials/password-rules.ts';
import { hashPassword } from '../../functions/credentials/passwords.ts';
import { PASSWORD_MIN_CHARACTERS } from '../../functions/domain/model/limits.ts';

const FILE = path.join(import.meta.dirname, '../../functions/credentials/password-list.ts');
const START = 'export const COMMON_PASSWORDS = ';
const LINE_CHARACTERS = 100;
const ada = { name: 'Ada Lovelace', email: 'ada.lovelace@example.com' };

const LISTED = (dictionary['passwords-common'] as string[]).filter(
  (password) => password.length >= PASSWORD_MIN_CHARACTERS,
);

test('the packed list is that of the package', () => {
  const packed = [...new Set(LISTED.map(commonDigestOf))].sort().join('');
  if (process.env['WRITE_PASSWORDS'] !== undefined) {
    const lines = packed.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, 'g')) ?? [];
    const [head] = readFileSync(FILE, 'utf8').split(START);
    writeFileSync(FILE, `${head}${START}\`\n${lines.join('\n')}\n\`.replaceAll('\\n', '');\n`);
  } else expect(COMMON_PASSWORDS).toBe(packed);
});

test('every listed password is refused, in any letter case', () => {
  expect(LISTED.length).toBeGreaterThan(1_500);
  expect(LISTED.filter((password) => weaknessOf(password, ada) === undefined)).toEqual([]);
  expect(weaknessOf('QwertyUiop', ada)).toContain('tried first');
});

test.each(['Ada Lovelace', 'ada-lovelace', 'ADA.LOVELACE@EXAMPLE.COM', 'adalovelace'])(
  'Ada cannot have the password %s',
  (password) => {
    expect(weaknessOf(password, ada)).toContain('your name');
  },
);

test.each([' '.repeat(10), 'aaaaaaaaaa', 'aA aA aA aA', '1212121212', 'abcabcabca', ' a\t\u00a0b\u2003c   '])(
  'a password of fewer than four different characters is refused: %j',
  (password) => {
    expect(weaknessOf(password, ada)).toContain('4 different characters');
  },
);

test('four different characters are enough, of any script', () => {
  expect(weaknessOf('abcdabcdabcd', ada)).toBeUndefined();
  expect(weaknessOf('马驴骡牛马驴骡牛马驴', ada)).toBeUndefined();
});

test('the password so far is refused as a new one', async () => {
  const passwordHash = await hashPassword('correct horse battery');
  await expect(
    refuseSamePassword('correct horse battery', { passwordHash }, 'newPassword'),
  ).rejects.toMatchObject({
    code: 'validation-failed',
    extras: { errors: [{ pointer: '/newPassword', detail: 'must not be the password so far' }] },
  });
  await expect(refuseSamePassword('another horse battery', { passwordHash })).resolves.toBeUndefined();
});

test('other passwords are allowed, and a refusal names the field but not the password', () => {
  expect(weaknessOf('correct horse battery', ada)).toBeUndefined();
  expect(() => refuseWeakPassword('qwertyuiop', ada, 'newPassword')).toThrow(
    expect.objectContaining({
      code: 'validation-failed',
      extras: {
        errors: [{ pointer: '/newPassword', detail: expect.not.stringContaining('qwertyuiop') }],
      },
    }),
  );
});
