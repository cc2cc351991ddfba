/** The zod schema of a link that an organizer states. */
import * as z from 'zod/mini';
import { orElse } from './fields.ts';

const LINK_LIMIT_CHARACTERS = 500;
const NOT_A_LINK = 'must be a link like https://example.com/hall, with http or https, without spaces';

/** The characters of a URI (RFC 3986); others are percent-encoded, or in a domain in ASCII (IDNA). */
const LINK = /^https?:\/\/[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]+$/;

/** A link that names somebody before its host is rejected, because it looks like one to another host. */
function isLink(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** An HTTP link, kept as it was sent. */
export const link = z
  .string()
  .check(
    z.maxLength(LINK_LIMIT_CHARACTERS, orElse(`must have at most ${LINK_LIMIT_CHARACTERS} characters`)),
    z.regex(LINK, orElse(NOT_A_LINK)),
    z.refine(isLink, orElse(NOT_A_LINK)),
  );
