/**
 * Cursors: the key at which a listing goes on, as opaque text. They name a place, not a page, so they hold while
 * items come and go.
 */
import { notACursor } from '../domain/not-a-cursor.ts';
import type { Item } from './commit.ts';

export function encodeCursor(lastKey: Item | undefined): string | undefined {
  return lastKey && Buffer.from(JSON.stringify(lastKey)).toString('base64url');
}

/** @throws Refusal `validation-failed` for what was never a cursor. */
export function decodeCursor(cursor: string | undefined): Item | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isKey =
      typeof key === 'object' && key !== null && Object.values(key).every((v) => typeof v === 'string');
    if (isKey && 'pk' in key && 'sk' in key) return key as Item;
  } catch {
    // Falls through: not JSON is as wrong as the wrong JSON.
  }
  throw notACursor();
}
