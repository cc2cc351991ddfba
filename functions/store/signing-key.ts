/**
 * The secrets that sign: 256 random bits each in the table, made by whoever needs them first. They cost nothing while
 * idle, unlike managed secrets, and are encrypted at rest with the table.
 */
import { randomBytes } from 'node:crypto';
import { Busy } from '../domain/refusal.ts';
import type { Table } from './client.ts';
import { IS_NEW } from './conditions.ts';
import { type Key, SIGNING_KEY, TICKET_SECRET } from './keys.ts';
import { getItem } from './read.ts';
import { write } from './write.ts';

/** The key of access tokens. */
export function readSigningKey(table: Table): Promise<Uint8Array> {
  return readSecret(table, SIGNING_KEY);
}

/** What the keys of every event's tickets derive from. */
export function readTicketSecret(table: Table): Promise<Uint8Array> {
  return readSecret(table, TICKET_SECRET);
}

/** @throws Busy when the table has no secret and the write of a new one failed. */
async function readSecret(table: Table, key: Key): Promise<Uint8Array> {
  const known = await getItem(table, key);
  if (known !== undefined) return known['secret'];
  await write(table, { put: { ...key, secret: randomBytes(32) }, when: IS_NEW });
  const made = await getItem(table, key);
  if (made === undefined) throw new Busy();
  return made['secret'];
}
