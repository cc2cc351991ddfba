/**
 * Reads the secrets for signatures: 256 random bits each, created by the first process that needs them. They
 * are in the table, which encrypts them at rest, because managed secrets cost money even while idle.
 */
import { randomBytes } from 'node:crypto';
import { Busy } from '../domain/model/refusal.ts';
import { fromSecretItem, SIGNING_KEY, TICKET_SECRET, toSecretItem } from './items/secret.ts';
import type { Table } from './table/client.ts';
import { IS_NEW } from './table/existence.ts';
import type { Key } from './table/item.ts';
import { getItem } from './table/read.ts';
import { write } from './table/write.ts';

/** The secret that signs access tokens. */
export function readSigningKey(table: Table): Promise<Uint8Array> {
  return readSecret(table, SIGNING_KEY);
}

/** The secret from which the signing key of every event's tickets is derived. */
export function readTicketSecret(table: Table): Promise<Uint8Array> {
  return readSecret(table, TICKET_SECRET);
}

/** Reads a secret and creates it if it is missing. @throws Busy when the creation failed. */
async function readSecret(table: Table, key: Key): Promise<Uint8Array> {
  const known = await getItem(table, key);
  if (known !== undefined) return fromSecretItem(known);
  await write(table, { put: toSecretItem(key, randomBytes(32)), when: IS_NEW });
  const made = await getItem(table, key);
  if (made === undefined) throw new Busy();
  return fromSecretItem(made);
}
