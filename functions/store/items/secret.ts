/** The secrets of the service, in a table of their own. The kind is the partition key, by which functions are let in. */
import * as z from 'zod/mini';
import type { SecretKind, SecretName } from '../../domain/ports/secret-store.ts';
import { type Item, type Key, parseItem } from '../table/item.ts';

export const secretKey = ({ kind, id = kind }: SecretName): Key => ({ pk: kind, sk: id });

/** Where earlier versions kept secrets in the table of everything else. */
export const FORMER_SECRETS: { [kind in SecretKind]?: Key } = {
  derived: { pk: 'SIGNING-KEY', sk: 'SIGNING-KEY' },
  tickets: { pk: 'TICKET-SECRET', sk: 'TICKET-SECRET' },
};

const SECRET = z.object({ secret: z.instanceof(Uint8Array) });

export function toSecretItem(key: Key, secret: Uint8Array): Item {
  return { ...key, secret };
}

export function fromSecretItem(item: Item): Uint8Array {
  return parseItem('secret', SECRET, item).secret;
}
