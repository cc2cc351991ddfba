/**
 * Where a service on one machine keeps its secrets: in a directory of their own that nobody but their owner may read, not in
 * the table, so that a copy of the table does not make tokens or tickets.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { secrets } from '../../functions/compose.ts';
import { MissingTokenKey } from '../../functions/credentials/token-keys.ts';
import { retiredKeys, signingKey, type TokenKeys } from '../../functions/domain/model/token-keys.ts';
import { isOpenToOthers } from '../../functions/store/secret-files.ts';
import { moveFormerSecrets } from '../../functions/store/secrets.ts';
import { openTable } from '../../functions/store/table/client.ts';
import { tokenKeyStore } from '../../functions/store/token-keys.ts';
import { SECRETS } from './service-directory.ts';

const VARIABLE = 'SECRETS_DIR';

/** The directory of the secrets of a service on these data. */
export function secretsDirectoryOf(dataDirectory: string): string {
  return process.env[VARIABLE] || path.join(dataDirectory, SECRETS);
}

/**
 * Sets `SECRETS_DIR` for this process, to a temporary directory if the data are in memory.
 * @returns what takes that back.
 * @throws an error that says what to do if other users may read the secrets.
 */
export function useSecrets(dataDirectory: string | undefined): () => Promise<void> {
  const given = process.env[VARIABLE];
  if (given) {
    refuseOpenSecrets(given);
    return async () => {};
  }
  const temporary =
    dataDirectory === undefined ? mkdtempSync(path.join(tmpdir(), 'boxoffice-secrets-')) : undefined;
  const directory = temporary ?? secretsDirectoryOf(dataDirectory ?? '');
  refuseOpenSecrets(directory);
  process.env[VARIABLE] = path.resolve(directory);
  return async () => {
    delete process.env[VARIABLE];
    if (temporary !== undefined) rmSync(temporary, { recursive: true });
  };
}

/** @throws an error that names what other users may read, and says what to do. */
function refuseOpenSecrets(directory: string): void {
  if (!existsSync(directory)) return;
  const files = readdirSync(directory).map((name) => path.join(directory, name));
  const open = [directory, ...files].filter(isOpenToOthers);
  if (open.length === 0) return;
  throw new Error(
    `Other users of this machine may read or change the secrets in ${directory}: ${open.join(', ')}. Run: chmod -R go= ${directory}. If somebody may have read them, run npm run rotate-keys -- --end-earlier, too.`,
  );
}

/**
 * For a command that makes a secret beside a running service. `dataDirectory` stands for a directory of secrets that does not exist yet.
 * @throws an error that says what to do if the service is that of another user, who could not read the secret.
 */
export function refuseOtherOwner(secretsDirectory: string, dataDirectory: string): void {
  const directory = [secretsDirectory, dataDirectory].find((one) => existsSync(one));
  // Windows has no user ids.
  const uid = process.getuid?.();
  if (directory === undefined || uid === undefined) return;
  const owner = statSync(directory).uid;
  if (owner === uid) return;
  throw new Error(
    `${directory} belongs to the user ${owner}, who could not read a key that you make as the user ${uid}. Run the command as that user, with the same variables. Nothing was changed.`,
  );
}

/** @returns the id of the key that signs now, if its private half is not where this process looks for secrets. */
export async function missingSigningKey(known: TokenKeys): Promise<string | undefined> {
  const current = signingKey(known, Date.now());
  if (current === undefined) return undefined;
  const secret = await secrets().read({ kind: 'token-keys', id: current.id });
  return secret === undefined ? current.id : undefined;
}

/**
 * Moves secrets that earlier versions kept in the table, and removes private keys that nobody needs any more.
 * @throws an error that says what to do if the secrets of the table's tokens and tickets are somewhere else.
 */
export async function prepareSecrets(tableName: string): Promise<void> {
  // A process may start one service after another, each with an engine of its own.
  const table = openTable(tableName);
  await moveFormerSecrets(secrets(), table);
  const known = await tokenKeyStore(table).read();
  const missing = await missingSigningKey(known);
  if (missing !== undefined) throw new MissingTokenKey(missing);
  for (const { id } of retiredKeys(known, Date.now())) await secrets().remove({ kind: 'token-keys', id });
}
