/**
 * Cursors: where a list goes on, as text that means nothing to a client. They name a place, not a page, so they hold
 * while items come and go. A client can send anything, so each list checks what it reads.
 */
import { notACursor } from './not-a-cursor.ts';

export type CursorFields = { [name: string]: string | number | undefined };

export function encodeCursor(fields: CursorFields): string {
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** All that our keys are made of, so that texts compare here as they do in the table. */
const KEY_TEXT = /^[ -~]+$/;

/** Its fields, each a text that a key may be, or a whole number. @throws Refusal `validation-failed` for no cursor. */
export function decodeCursor(cursor: string): CursorFields {
  try {
    const fields: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isRecord(fields) && Object.values(fields).every(isField)) return fields as CursorFields;
  } catch {
    // Falls through: not JSON is as wrong as the wrong JSON.
  }
  throw notACursor();
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isField(value: unknown): boolean {
  return typeof value === 'string' ? KEY_TEXT.test(value) : Number.isSafeInteger(value);
}
