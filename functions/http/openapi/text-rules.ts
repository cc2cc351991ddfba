/** What 422 guards in texts beyond their patterns, as sentences for the rules of a route. */

/** `fields` as they are called in the body or the query. */
export function visibleRule(...fields: string[]): string {
  const names = fields.map((field) => `\`${field}\``).join(', ');
  return `${names}: has a character that can be seen, and none that Unicode calls a noncharacter.`;
}

export function addressRule(field: string): string {
  return `\`${field}\`: the part after the @ can be written in ASCII (IDNA), in 254 characters with the rest.`;
}
