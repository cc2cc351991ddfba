/**
 * Says what a field of a request must be, for the rules of a schema that have no text of their own. A fault completes a
 * sentence that begins with the name of its field.
 */
import type { $ZodRawIssue } from 'zod/v4/core';

const TYPES: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'text',
};

/** What a size is counted in. A number is compared, not counted. */
const UNITS: Record<string, [one: string, many: string]> = {
  array: ['item', 'items'],
  string: ['character', 'characters'],
};

/** @returns a text such as `must have at most 200 characters`. */
export function faultText(issue: $ZodRawIssue): string {
  if (issue.input === undefined) return 'must be there';
  if (issue.code === 'invalid_type') {
    const isBody = (issue.path ?? []).length === 0;
    return isBody
      ? 'The body must be a JSON object, such as {}.'
      : `must be ${TYPES[issue.expected] ?? 'of another type'}`;
  }
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'too_small') return sizeText('at least', Number(issue.minimum), issue.origin);
  if (issue.code === 'too_big') return sizeText('at most', Number(issue.maximum), issue.origin);
  return 'is not valid';
}

function sizeText(bound: string, size: number, origin: string): string {
  const [one, many] = UNITS[origin] ?? [];
  if (one === undefined) return `must be ${bound} ${size}`;
  return `must have ${bound} ${size} ${size === 1 ? one : many}`;
}
