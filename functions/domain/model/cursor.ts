/**
 * Encodes where a list continues as an opaque text. A cursor identifies a position and not a page, so it
 * stays valid while items are added and removed. A client can send any text, so each list checks the fields
 * that it decodes.
 */
import { notACursor } from './not-a-cursor.ts';

export type CursorFields = { [name: string]: string | number | undefined };

export function encodeCursor(fields: CursorFields): string {
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** Keys are printable ASCII: such texts sort in JavaScript as they do in DynamoDB. */
const KEY_TEXT = /^[ -~]+$/;

/**
 * Decodes the fields of a cursor, each a key text or an integer. The caller checks which fields there are.
 * @throws Refusal `validation-failed` for any other text
 */
export function decodeCursor(cursor: string): CursorFields {
  try {
    const fields: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (areFields(fields)) return fields;
  } catch {
    // Not JSON: rejected below, like JSON of the wrong shape.
  }
  throw notACursor();
}

function areFields(value: unknown): value is CursorFields {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord && Object.values(value).every(isField);
}

function isField(value: unknown): boolean {
  return typeof value === 'string' ? KEY_TEXT.test(value) : Number.isSafeInteger(value);
}
