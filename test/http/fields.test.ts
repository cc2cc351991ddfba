/** The text fields of requests: accepted texts, their stored form, and the faults of the others. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import type { ZodMiniType } from 'zod/mini';
import { email, line, paragraphs } from '../../functions/http/requests/fields.ts';

const name = line(200);
const description = paragraphs(2_000);

/** @returns the faults of the text; none for an accepted one. */
const faults = (schema: ZodMiniType<string>, text: string) =>
  schema.safeParse(text).error?.issues.map(({ message }) => message) ?? [];

const VISIBLE = [expect.stringContaining('visible')];
const DIRECTION = [expect.stringContaining('direction')];
const NONCHARACTERS = [expect.stringContaining('noncharacters')];

describe.each<[string, ZodMiniType<string>]>([
  ['A single-line text', name],
  ['A description', description],
])('%s', (_what, schema) => {
  test.each([
    ['emoji joined by U+200D', '👩‍👩‍👧 family night'],
    ['an emoji with a variation selector', '❤️'],
    ['a flag made of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['Persian with U+200C', 'می‌خواهم'],
    ['Hebrew', 'ערב ראשון'],
    ['Arabic with U+200F', 'ليلة‏ (1)'],
    ['marks that no precomposed letter has', 'Z͑a̶lgo'],
    ['Thai', 'กรุงเทพฯ'],
    ['Hindi', 'पहली रात'],
    ['quotes and signs', `"O'Neill" <b>; DROP TABLE -- 100 % ☂`],
    ['a character that Unicode may assign one day', 'x\u{3fffd}'],
  ])('may have %s', (_which, text) => {
    expect(schema.parse(text)).toBe(text);
  });

  test.each<[string, string]>([
    ['spaces at its ends', '  Ada  '],
    ['a line break and a tab at its ends', '\tAda\r\n'],
    ['U+3000 and U+FEFF at its ends', '\ufeffAda\u3000'],
  ])('loses %s', (_which, text) => {
    expect(schema.parse(text)).toBe('Ada');
  });

  test('is kept in the form NFC', () => {
    expect(schema.parse('Zoe\u0308 \u1100\u1161')).toBe('Zoë 가');
  });

  test.each<[string, string, unknown[]]>([
    ['U+200B alone', '\u200b', VISIBLE],
    ['a Hangul filler alone', '\u3164', VISIBLE],
    ['a half-width Hangul filler alone', ' \uffa0 ', VISIBLE],
    ['U+2800 alone', '\u2800\u2800', VISIBLE],
    ['a soft hyphen alone', '\u00ad', VISIBLE],
    ['joiners and variation selectors alone', '\u200d\ufe0f\u{e0101}', VISIBLE],
    ['marks without a letter', '\u0301\u0302', VISIBLE],
    ['a tag alone', '\u{e0041}', VISIBLE],
    ['an empty note head alone', '\u{1d159}', VISIBLE],
    ['U+202E', 'a\u202eb', DIRECTION],
    ['U+202A', '\u202aab\u202c', DIRECTION],
    ['U+2066', 'a\u2066b', DIRECTION],
    ['U+2069', 'ab\u2069', DIRECTION],
    ['U+FFFF', 'a\uffff', NONCHARACTERS],
    ['U+FDD0', 'a\ufdd0', NONCHARACTERS],
    ['U+1FFFE', 'a\u{1fffe}', NONCHARACTERS],
  ])('is rejected with %s, with one fault that has the reason', (_which, text, expected) => {
    expect(faults(schema, text)).toEqual(expected);
  });

  test('accepts no text that its JSON Schema excludes', () => {
    const { allOf = [] } = z.toJSONSchema(schema, { io: 'input' });
    const patterns = allOf.map((part) => new RegExp((part as { pattern: string }).pattern, 'u'));
    expect(patterns.length).toBeGreaterThan(1);
    const odd = fc.constantFrom(...'\0\t\n\v\f\r\u001f\u0085\u00a0\u200b\u2028\u202e\u2066\ufeff\uffff a山🎟');
    const text = fc.string({
      unit: fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 1 })),
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, (given) => {
        fc.pre(faults(schema, given).length === 0);
        expect(patterns.filter((pattern) => !pattern.test(given))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is checked quickly for every text', () => {
    for (const text of [`a${' '.repeat(16_000)}\u0001b`, `a${' '.repeat(190)}\u0001b`]) {
      const started = performance.now();
      faults(schema, text);
      expect(performance.now() - started).toBeLessThan(500);
    }
  });
});

const CONTROLS = [expect.stringContaining('control characters')];

test.each([
  ['a line break', 'A\nB'],
  ['a carriage return', 'A\rB'],
  ['a tab', 'A\tB'],
  ['U+2028', 'A\u2028B'],
  ['U+0085', 'A\u0085B'],
  ['U+0000', 'A\0B'],
  ['U+001B', 'A\u001b[31mB'],
  ['U+007F', 'A\u007fB'],
])('a single-line text with %s inside is rejected', (_which, text) => {
  expect(faults(name, text)).toEqual(CONTROLS);
});

test('a description may have line breaks and tabs, and no other control characters', () => {
  const text = 'Doors at seven.\r\n\tBring\u2028a friend.\n\nAda';
  expect(description.parse(text)).toBe(text);
  for (const control of '\0\u0008\u000b\u001b\u007f\u0085') {
    expect(faults(description, `A${control}B`)).toEqual(CONTROLS);
  }
});

test('a description may be empty, and a single-line text may not', () => {
  for (const text of ['', ' \n ']) {
    expect(description.parse(text)).toBe('');
    expect(faults(name, text)).toEqual(VISIBLE);
  }
});

test.each<[string, string, number]>([
  ['letters', 'a', 200],
  ['emoji', '🎟', 200],
  ['letters with combining marks, which are counted together', 'e\u0301', 200],
])('a single-line text of %s has the maximum length', (_which, unit, most) => {
  expect(faults(name, unit.repeat(most))).toEqual([]);
  expect(faults(name, unit.repeat(most + 1))).toHaveLength(1);
});

test.each([
  'ada@example.com',
  'Ada.Lovelace+tickets@Mail.Example.COM',
  'ivan@xn--80ak6aa92e.xn--p1ai',
  'IVAN@XN--80AK6AA92E.XN--P1AI',
  'x@münchen.de',
  'ivan@почта.рф',
  'taro@例え.テスト',
  'x@straße.example',
])('%s is an address', (text) => {
  expect(email.parse(text)).toBe(text);
});

test.each([
  ['no @', 'ada.example.com'],
  ['two of them', 'ada@example.com@example.org'],
  ['another, full-width @ in it', 'ada@example＠example.com'],
  ['letters beyond ASCII before the @', 'jürgen@example.com'],
  ['a space', 'ada lovelace@example.com'],
  ['an IP address', 'ada@127.0.0.1'],
  ['a domain without a dot', 'ada@localhost'],
  ['an empty label in the domain', 'ada@example..com'],
  ['a label that begins with a hyphen', 'ada@-example.com'],
  ['a top-level domain of digits', 'ada@example.123'],
  ['U+202E', 'ada@\u202eelpmaxe.com'],
  ['an invisible character', 'ada@exa\u00admple.com'],
  ['a label that is too long in ASCII', `ada@${'ü'.repeat(63)}.de`],
  ['a domain that is too long in ASCII', `ada@${'münchen.'.repeat(30)}de`],
  ['65 characters before the @', `${'a'.repeat(65)}@example.com`],
])('an address with %s is rejected', (_what, text) => {
  expect(faults(email, text).length).toBeGreaterThan(0);
});
