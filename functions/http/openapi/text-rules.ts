/** Sentences for the rules of a route that reject a text although it matches its pattern. */

/** `fields` are names of fields of the body or the query. */
export function visibleRule(...fields: string[]): string {
  const names = fields.map((field) => `\`${field}\``).join(', ');
  return `A text that is not empty has a visible character and no Unicode noncharacter: ${names}.`;
}

/** The schema cannot list the time zones, because they change with the runtime's data. */
export const TIME_ZONE_RULE = '`timeZone` is a name that the IANA time zone database knows.';

export function addressRule(field: string): string {
  return `The domain of \`${field}\` has an ASCII form (IDNA), and the address in that form has at most 254 characters.`;
}

export const START_RULE = '`startsAt`, if it is new, is in the future.';

export const LINK_RULE = '`url` is a URL with a host, and without a user name or password.';

/** The list of common passwords is too long for a schema. */
export const PASSWORD_RULE =
  'A new password is not one of the common ones, which are tried first, and not the name or the address of the account. It has at least 4 different characters, not counting blanks, and is not the password so far.';
