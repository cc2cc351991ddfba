/**
 * Zod schemas for texts in requests, and for fields that several bodies have. This file alone decides which
 * characters a text may contain. The patterns use no `\p{…}`, because they are part of the OpenAPI document
 * and not every regular expression engine supports it. Rules beyond a pattern are refinements here and
 * sentences in `openapi/text-rules.ts`.
 */
import * as z from 'zod/mini';
import { ID } from '../../domain/model/id.ts';
import {
  BOOKING_LIMIT_TICKETS,
  REASON_LIMIT_CHARACTERS,
  TICKET_NUMBER_MAX,
} from '../../domain/model/limits.ts';
import { normalizeEmail } from '../../domain/model/user.ts';

/** Stops the checks of a text at the first that fails, so that each text has one fault. */
export const orElse = (error: string) => ({ error, abort: true });

const CONTROLS_BUT_LINE_BREAKS_AND_TABS = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f';
const CONTROLS = `${CONTROLS_BUT_LINE_BREAKS_AND_TABS}\\t\\n\\r\\u2028\\u2029`;

/** Any white space is allowed at the ends, because it is removed. */
const without = (characters: string) => new RegExp(`^\\s*[^${characters}]*\\s*$`);

const ONE_LINE = without(CONTROLS);
const PARAGRAPHS = without(CONTROLS_BUT_LINE_BREAKS_AND_TABS);
/** Embeddings, overrides and isolates. The marks U+200E, U+200F and U+061C are part of right-to-left text. */
const KEEPS_DIRECTION = /^[^\u202a-\u202e\u2066-\u2069]*$/;

/** Matches a visible character. U+2800 and U+1D159 are blank, although Unicode classifies them as symbols. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{M}\u2800\u{1d159}]/u;
const NONCHARACTER = /\p{Noncharacter_Code_Point}/u;

const BLANK = 'must contain a visible character';

const keepsDirection = z.regex(
  KEEPS_DIRECTION,
  orElse(
    'must not contain characters that change the direction of text (U+202A to U+202E, U+2066 to U+2069)',
  ),
);
const hasNoNoncharacter = z.refine<string>(
  (text) => !NONCHARACTER.test(text),
  orElse('must not contain Unicode noncharacters'),
);

/** A single line with at least one visible character, in NFC. `most` counts code points after trimming. */
export const line = (most: number) =>
  z.string().check(
    z.trim(),
    z.normalize('NFC'),
    // Checked before the patterns, because their running time grows with the square of the length.
    z.maxLength(most, orElse(`must have at most ${most} characters`)),
    // A minimum length would let clients that know only the schema accept spaces.
    z.regex(/\S/, orElse(BLANK)),
    z.regex(ONE_LINE, orElse('must be one line without control characters')),
    keepsDirection,
    hasNoNoncharacter,
    z.refine((text) => VISIBLE.test(text), orElse(BLANK)),
  );

/** Like `line`, but allows line breaks, tabs and the empty text. */
export const paragraphs = (most: number) =>
  z.string().check(
    z.trim(),
    z.normalize('NFC'),
    z.maxLength(most, orElse(`must have at most ${most} characters`)),
    z.regex(PARAGRAPHS, orElse('must not contain control characters other than line breaks and tabs')),
    keepsDirection,
    hasNoNoncharacter,
    z.refine((text) => text === '' || VISIBLE.test(text), orElse(BLANK)),
  );

const ADDRESS = 'must be an address like ada@example.com, in ASCII before the @';

/**
 * The local part has at most 64 characters (RFC 5321) and is ASCII: few mail servers accept others (RFC
 * 6531), and two local parts that look the same could be two accounts. The domain is in ASCII (RFC 1123) or
 * in letters of any script.
 */
const EMAIL =
  /^(?=.{1,64}@)(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff-]{0,61}[A-Za-z0-9\u00a1-\uffff])?\.)+(?:[A-Za-z\u00a1-\uffff]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})$/;
const EMAIL_LIMIT_CHARACTERS = 254;
/** Matches a normalized address, whose domain is in ASCII (RFC 5891). */
const ASCII_DOMAIN = /^[^@]+@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * IDNA ignores these characters. They are rejected, because an address is stored and shown as it was sent.
 */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

function isAddress(text: string): boolean {
  const normalized = normalizeEmail(text);
  return (
    normalized.length <= EMAIL_LIMIT_CHARACTERS && ASCII_DOMAIN.test(normalized) && !INVISIBLE.test(text)
  );
}

/** An address as it was sent. `normalizeEmail` gives the spelling that identifies an account. */
export const email = z
  .stringFormat('idn-email', EMAIL, orElse(ADDRESS))
  .check(z.maxLength(EMAIL_LIMIT_CHARACTERS), z.refine(isAddress, orElse(ADDRESS)));

/** A whole number from 1 to `most`. */
export const atLeastOne = (most: number) => z.int().check(z.gte(1), z.lte(most));

export const ticketsOfBooking = atLeastOne(BOOKING_LIMIT_TICKETS);

/** As organizers state it: it is short, because each ticket has it, and clients show it in links. */
export const ticketTypeId = z
  .string()
  .check(
    z.regex(/^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/, 'must be up to 20 of a-z, 0-9 and - between them'),
  );

const PERSON_NAME_LIMIT_CHARACTERS = 100;

/** A given name or a family name. */
export const personName = line(PERSON_NAME_LIMIT_CHARACTERS);

export const bookingId = z.string().check(z.regex(ID, 'must be the id of a booking'));

/** The number of a ticket within its booking, as its code has it: up to three digits. */
const ticketNumber = atLeastOne(TICKET_NUMBER_MAX);

/** Numbers of tickets of one booking, each once. */
export const ticketNumbers = z.array(ticketNumber).check(
  z.minLength(1),
  z.maxLength(BOOKING_LIMIT_TICKETS),
  z.refine((numbers) => new Set(numbers).size === numbers.length, 'must not name a ticket twice'),
);

/** Why an organizer acts on another person's booking. */
export const reason = line(REASON_LIMIT_CHARACTERS);
