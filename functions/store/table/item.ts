/**
 * Items as they are stored, and how they are read: every item that comes from the table is parsed by the schema of its
 * kind, so that nothing of an unexpected shape reaches the domain.
 */
import * as z from 'zod/mini';

/** The attributes of a stored item. Only a schema gives them a type. */
export type Item = Record<string, unknown>;

export type Key = { pk: string; sk: string };

/** A stored item does not have the shape that this version of the service writes. */
export class UnreadableItem extends Error {
  override name = 'UnreadableItem';
}

/**
 * Parses an item; attributes that the schema does not name are left out. `kind` names the item for the error, which
 * contains the names of the faulty attributes but no values.
 * @throws UnreadableItem
 */
export function parseItem<T>(kind: string, schema: z.ZodMiniType<T>, item: unknown): T {
  const result = schema.safeParse(item);
  if (result.success) return result.data;
  const attributes = result.error.issues.map(({ path }) => path.map(String).join('.') || 'the item');
  throw new UnreadableItem(`A stored ${kind} is unreadable: ${[...new Set(attributes)].join(', ')}.`);
}

/** The schema of an attribute that an item may lack. */
export const optional = z.exactOptional;
