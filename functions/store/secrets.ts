/**
 * The secrets of the service, in a table of their own on AWS. Earlier versions kept some in the table of everything else, from
 * which they are taken over.
 */
import { randomBytes } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { Busy } from '../domain/model/refusal.ts';
import { SECRET_KINDS, type SecretKind, type SecretStore } from '../domain/ports/secret-store.ts';
import { FORMER_SECRETS, fromSecretItem, secretKey, toSecretItem } from './items/secret.ts';
import { orBusy, type Table } from './table/client.ts';
import { IS_NEW } from './table/existence.ts';
import { getItem } from './table/read.ts';
import { isWritten } from './table/write.ts';

const SECRET_BYTES = 32;

/** `table`: the one that holds secrets and nothing else. */
export function secretTable(table: Table): SecretStore {
  const read: SecretStore['read'] = async (name) => {
    const item = await getItem(table, secretKey(name));
    return item && fromSecretItem(item);
  };
  return {
    read,
    async create(name, secret) {
      if (await isWritten(table, { put: toSecretItem(secretKey(name), secret), when: IS_NEW })) return secret;
      const earlier = await read(name);
      if (earlier === undefined) throw new Busy();
      return earlier;
    },
    async remove(name) {
      await orBusy(table.client.send(new DeleteCommand({ TableName: table.name, Key: secretKey(name) })));
    },
  };
}

/** Reads the secret of a kind, and makes it if it is missing. @throws Busy */
export async function secretOf(kind: SecretKind, secrets: SecretStore, table: Table): Promise<Uint8Array> {
  const known = await secrets.read({ kind });
  return known ?? secrets.create({ kind }, (await formerSecret(kind, table)) ?? randomBytes(SECRET_BYTES));
}

async function formerSecret(kind: SecretKind, table: Table): Promise<Uint8Array | undefined> {
  const key = FORMER_SECRETS[kind];
  const item = key && (await getItem(table, key));
  return item && fromSecretItem(item);
}

/**
 * Moves the secrets that earlier versions kept in the table of everything else. One that differs from what is in use now
 * stays there.
 * @returns the number of secrets that were moved. @throws Busy
 */
export async function moveFormerSecrets(secrets: SecretStore, table: Table): Promise<number> {
  let moved = 0;
  for (const kind of SECRET_KINDS) {
    const key = FORMER_SECRETS[kind];
    const former = await formerSecret(kind, table);
    if (key === undefined || former === undefined) continue;
    const used = await secrets.create({ kind }, former);
    if (!Buffer.from(used).equals(former)) continue;
    await orBusy(table.client.send(new DeleteCommand({ TableName: table.name, Key: key })));
    moved += 1;
  }
  return moved;
}
