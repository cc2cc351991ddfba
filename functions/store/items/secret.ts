/** The secrets for signatures. */
import * as z from 'zod/mini';
import { type Item, type Key, parseItem } from '../table/item.ts';

export const SIGNING_KEY: Key = { pk: 'SIGNING-KEY', sk: 'SIGNING-KEY' };

export const TICKET_SECRET: Key = { pk: 'TICKET-SECRET', sk: 'TICKET-SECRET' };

const SECRET = z.object({ secret: z.instanceof(Uint8Array) });

export function toSecretItem(key: Key, secret: Uint8Array): Item {
  return { ...key, secret };
}

export function fromSecretItem(item: Item): Uint8Array {
  return parseItem('secret', SECRET, item).secret;
}
