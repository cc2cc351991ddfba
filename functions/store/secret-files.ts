/**
 * The secrets of a service on one machine, as files in a directory of their own that nobody but their owner may read. A
 * file is written aside and linked to its name, so that it is there as a whole or not at all.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SecretName, SecretStore } from '../domain/ports/secret-store.ts';

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
const OF_OTHERS = 0o077;

/** Whether other users of the machine may read or change a file or a directory. */
export function isOpenToOthers(file: string): boolean {
  return (statSync(file).mode & OF_OTHERS) !== 0;
}

/** Reading throws an Error that says what to do if other users may read the file. */
export function secretFiles(directory: string): SecretStore {
  const fileOf = ({ kind, id }: SecretName) =>
    path.join(directory, id === undefined ? kind : `${kind}.${id}`);
  const read: SecretStore['read'] = async (name) => {
    const file = fileOf(name);
    if (!existsSync(file)) return undefined;
    if (isOpenToOthers(file))
      throw new Error(
        `Other users may read or change the secret ${file}. Run: chmod 600 ${file}, and then npm run rotate-keys -- --end-earlier, since they may have read it.`,
      );
    return readFileSync(file);
  };
  return {
    read,
    async create(name, secret) {
      mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
      const [file, aside] = [fileOf(name), path.join(directory, `${randomUUID()}.new`)];
      writeFileSync(aside, secret, { mode: FILE_MODE });
      try {
        linkSync(aside, file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      } finally {
        rmSync(aside);
      }
      return (await read(name)) ?? secret;
    },
    async remove(name) {
      rmSync(fileOf(name), { force: true });
    },
  };
}
