/**
 * The texts of all notices in both languages, compared with the files in `texts`, which are there to be read.
 * `WRITE_TEXTS=1 npm test -- test/mail/texts` writes them anew.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LANGUAGES } from '../../functions/domain/model/booking.ts';
import { hasLink, LETTER_KINDS } from '../../functions/domain/model/letter.ts';
import type { NoticeKind } from '../../functions/domain/model/notice.ts';
import { renderLetter } from '../../functions/mail/render-letter.ts';
import { CASES, caseOf, noticeMail, render } from './notice-cases.ts';

const KINDS = Object.keys(CASES) as NoticeKind[];
const fileOf = (kind: NoticeKind) => path.join(import.meta.dirname, 'texts', `${kind}.txt`);

/** All cases of a kind as one text. */
function textsOf(kind: NoticeKind): string {
  return LANGUAGES.flatMap((language) =>
    CASES[kind].map((one) => {
      const { subject, text } = render(one, language);
      return `===== ${language}: ${one.about} =====\n\nSubject: ${subject}\n\n${text}`;
    }),
  ).join('\n');
}

/** All letters in both languages as one text. */
const lettersText = () =>
  LANGUAGES.flatMap((language) =>
    LETTER_KINDS.map((kind) => {
      const letter = { kind, to: { name: 'Ada', email: 'ada@example.com' }, language };
      const link = hasLink({ kind }) ? `https://tickets.example/account#${kind}/token` : undefined;
      const brand = { name: 'Town hall', color: '#1d4ed8' };
      const { subject, text } = renderLetter(letter, { brand, link });
      return `===== ${language}: ${kind} =====\n\nSubject: ${subject}\n\n${text}`;
    }),
  ).join('\n');

describe('The texts', () => {
  test('of the letters are those of their file', () => {
    const file = path.join(import.meta.dirname, 'texts', 'letters.txt');
    if (process.env['WRITE_TEXTS'] !== undefined) writeFileSync(file, lettersText());
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(lettersText());
  });

  test.each(KINDS)('of the notice %s are those of its file', (kind) => {
    if (process.env['WRITE_TEXTS'] !== undefined) writeFileSync(fileOf(kind), textsOf(kind));
    expect(existsSync(fileOf(kind)) ? readFileSync(fileOf(kind), 'utf8') : '').toBe(textsOf(kind));
  });

  test('are of the kind that their file says', () => {
    const kinds = KINDS.map((kind) => CASES[kind].map((one) => noticeMail(one, 'en').notice.kind));
    expect(kinds).toEqual(KINDS.map((kind) => CASES[kind].map(() => kind)));
  });

  test('are English if the booking states no language', () => {
    const { booking, ...rest } = noticeMail(caseOf('booked'), 'en');
    const { language: _none, ...unstated } = { ...booking };
    expect(render(caseOf('booked'), 'de', { ...rest, booking: unstated }).subject).toBe(
      'Your tickets for “Nachtkonzert”',
    );
  });
});
