/** Sentences for the rules of a route: what is refused in a text beyond its pattern. */

/** `fields` are names of the body or the query. */
export function visibleRule(...fields: string[]): string {
  const names = fields.map((field) => `\`${field}\``).join(', ');
  return `A text that is not empty contains a visible character and no Unicode noncharacter: ${names}.`;
}

export function addressRule(field: string): string {
  return `The domain of \`${field}\` has an ASCII form (IDNA), with which the address has at most 254 characters.`;
}
