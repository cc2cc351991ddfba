/** Which texts a document can print. */
import { expect, test } from '@jest/globals';
import { printable } from '../../functions/tickets/fonts.ts';

test.each(['Ada Łovelace', 'Nguyễn Thị', 'Ελένη', 'Жукова', 'Հայկ', 'გიორგი', '“Ω” – 5 €', 'q\u0303'])(
  '%s is printed as it is',
  (text) => {
    expect(printable(text)).toBe(text);
  },
);

test.each(['日本', 'สมชาย', 'आदा', 'עדה', 'سلمى', 'Ada 日', '👩‍🎤', '\u{e000}'])('%s is left out', (text) => {
  expect(printable(text)).toBeUndefined();
});

test.each([
  ['🎉 Party 🎊', 'Party'],
  ['A\u200bda', 'Ada'],
  ['e\u0301', 'é'],
])('%s is printed as %s', (text, printed) => {
  expect(printable(text)).toBe(printed);
});
