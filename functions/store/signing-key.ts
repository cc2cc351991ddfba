/**
 * The key that signs access tokens: 256 random bits in the table, made by whoever needs it first. It costs nothing
 * while idle, unlike a managed secret, and is encrypted at rest with the table.
 */
import { randomBytes } from 'node:crypto';
import type { Table } from './client.ts';
import { IS_NEW } from './conditions.ts';
import { SIGNING_KEY } from './keys.ts';
import { getItem } from './read.ts';
import { write } from './write.ts';

export async function readSigningKey(table: Table): Promise<Uint8Array> {
  const known = await getItem(table, SIGNING_KEY);
  if (known !== undefined) return known['secret'];
  await write(table, { put: { ...SIGNING_KEY, secret: randomBytes(32) }, when: IS_NEW });
  return readSigningKey(table);
}
