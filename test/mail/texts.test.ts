/**
 * The texts of all letters and notices, compared with the files in `texts`, which are there to be read.
 * `WRITE_TEXTS=1 npm test -- test/mail/texts` writes them anew.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LANGUAGES, type Language } from '../../functions/domain/model/booking.ts';
import { hasLink, LETTER_KINDS } from '../../functions/domain/model/letter.ts';
import type { NoticeKind } from '../../functions/domain/model/notice.ts';
import { renderLetter } from '../../functions/mail/render-letter.ts';
import { CASES, caseOf, noticeMail, render } from './notice-cases.ts';

const KINDS = Object.keys(CASES) as NoticeKind[];

type Shown = { about: string; subject: string; text: string };

const asText = (mails: Shown[]) =>
  mails
    .map(({ about, subject, text }) => `===== ${about} =====\n\nSubject: ${subject}\n\n${text}`)
    .join('\n');

/** All cases of a kind as one text. */
const noticesText = (kind: NoticeKind, language: Language) =>
  asText(CASES[kind].map((one) => ({ about: one.about, ...render(one, language) })));

/** All letters as one text. */
const lettersText = (language: Language) =>
  asText(
    LETTER_KINDS.map((kind) => {
      const letter = { kind, to: { name: 'Ada', email: 'ada@example.com' }, language };
      const link = hasLink({ kind }) ? `https://tickets.example/account#${kind}/token` : undefined;
      const brand = { name: 'Town hall', color: '#1d4ed8' };
      return { about: kind, ...renderLetter(letter, { brand, link }) };
    }),
  );

function expectStored(language: Language, name: string, text: string) {
  const file = path.join(import.meta.dirname, 'texts', language, `${name}.txt`);
  if (process.env['WRITE_TEXTS'] !== undefined) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(text);
}

describe('The texts', () => {
  test.each(LANGUAGES)('of the letters in %s are those of their file', (language) => {
    expectStored(language, 'letters', lettersText(language));
  });

  test.each(KINDS.flatMap((kind) => LANGUAGES.map((language) => [kind, language] as const)))(
    'of the notice %s in %s are those of its file',
    (kind, language) => {
      expectStored(language, kind, noticesText(kind, language));
    },
  );

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
