/**
 * Every text that comes in, and the fields that several bodies have, as zod schemas. What may be in a text is decided
 * here alone. Patterns use no `\p{…}`, so that every reader of the API's description can apply them; what a pattern
 * cannot say is a check beside it, and a sentence in the description (`openapi/text-rules.ts`).
 */
import * as z from 'zod/mini';
import { BOOKING_LIMIT_TICKETS, REASON_LIMIT_CHARACTERS } from '../domain/limits.ts';
import { normalizeEmail } from '../domain/user.ts';

/** One fault for each text: the first check that fails ends the rest. */
const orElse = (error: string) => ({ error, abort: true });

const CONTROLS_BUT_LINE_BREAKS_AND_TABS = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f';
const CONTROLS = `${CONTROLS_BUT_LINE_BREAKS_AND_TABS}\\t\\n\\r\\u2028\\u2029`;

/** White space at the ends is dropped, so it may be anything. */
const without = (characters: string) => new RegExp(`^\\s*[^${characters}]*\\s*$`);

const ONE_LINE = without(CONTROLS);
const PARAGRAPHS = without(CONTROLS_BUT_LINE_BREAKS_AND_TABS);
/** Embeddings, overrides and isolates. The marks U+200E, U+200F and U+061C are part of right-to-left text. */
const KEEPS_DIRECTION = /^[^\u202a-\u202e\u2066-\u2069]*$/;

/** A character that a reader sees: U+2800 and U+1D159 are blank in every font, though Unicode calls them symbols. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{M}\u2800\u{1d159}]/u;
const NONCHARACTER = /\p{Noncharacter_Code_Point}/u;

const BLANK = 'must have a visible character';

const keepsDirection = z.regex(
  KEEPS_DIRECTION,
  orElse('must not change the direction of text (U+202A to U+202E, U+2066 to U+2069)'),
);
const hasNoNoncharacter = z.refine<string>(
  (text) => !NONCHARACTER.test(text),
  orElse('must not have characters that Unicode keeps free (noncharacters)'),
);

/** One line with something to see, in the form NFC. `most` in code points, after white space at the ends is dropped. */
export const line = (most: number) =>
  z.string().check(
    z.trim(),
    z.normalize('NFC'),
    // First, since the time that the patterns take grows with the square of the length.
    z.maxLength(most, { abort: true }),
    // Not a least length, which would let spaces through where only the schema is known.
    z.regex(/\S/, orElse(BLANK)),
    z.regex(ONE_LINE, orElse('must be one line without control characters')),
    keepsDirection,
    hasNoNoncharacter,
    z.refine((text) => VISIBLE.test(text), orElse(BLANK)),
  );

/** The same with line breaks and tabs; it may be empty. */
export const paragraphs = (most: number) =>
  z.string().check(
    z.trim(),
    z.normalize('NFC'),
    z.maxLength(most, { abort: true }),
    z.regex(PARAGRAPHS, orElse('must not have control characters other than line breaks and tabs')),
    keepsDirection,
    hasNoNoncharacter,
    z.refine((text) => text === '' || VISIBLE.test(text), orElse(BLANK)),
  );

const ADDRESS = 'must be an address like ada@example.com, in ASCII before the @';

/**
 * At most 64 characters before the @ (RFC 5321), in ASCII: few servers take mail for others (RFC 6531), and two
 * spellings that look the same would be two accounts. After it names as RFC 1123 has them, or in letters of any script.
 */
const EMAIL =
  /^(?=.{1,64}@)(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff-]{0,61}[A-Za-z0-9\u00a1-\uffff])?\.)+(?:[A-Za-z\u00a1-\uffff]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})$/;
const EMAIL_LIMIT_CHARACTERS = 254;
/** Once the names after the @ are in ASCII (RFC 5891). */
const ASCII_DOMAIN = /^[^@]+@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** IDNA drops invisible characters, which must not be kept and shown either. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

function isAddress(text: string): boolean {
  const normalized = normalizeEmail(text);
  return (
    normalized.length <= EMAIL_LIMIT_CHARACTERS && ASCII_DOMAIN.test(normalized) && !INVISIBLE.test(text)
  );
}

/** As it is written: `normalizeEmail` says whose it is. */
export const email = z
  .stringFormat('idn-email', EMAIL, orElse(ADDRESS))
  .check(z.maxLength(EMAIL_LIMIT_CHARACTERS), z.refine(isAddress, orElse(ADDRESS)));

/** Instants are compared as text, so only those with a year of four digits will do. */
export const instant = z
  .pipe(
    z.iso.datetime({ offset: true }),
    z.transform((text: string) => new Date(text).toISOString()),
  )
  .check(z.refine((text) => /^\d{4}-/.test(text), 'the year must lie between 0000 and 9999'));

/** A count of at least one. */
export const atLeastOne = (most: number) => z.int().check(z.gte(1), z.lte(most));

export const ticketsOfBooking = atLeastOne(BOOKING_LIMIT_TICKETS);

/** Why somebody acts on another person's booking. */
export const reason = line(REASON_LIMIT_CHARACTERS);
