/**
 * The data directory of a local service. Its files are readable by their owner only, whatever the umask,
 * because they contain password hashes and the secrets that sign tokens and tickets.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { getSystemErrorMessage } from 'node:util';

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
const STICKY = 0o1000;
/** A directory of its own beside the files, which is not opened up or closed here: see `service-secrets.ts`. */
export const SECRETS = 'secrets';
/**
 * All files that this version and earlier ones store there. SQLite creates the files beside a database with
 * the mode of the database.
 */
const FILES = /^(table\.sqlite|service\.(lock|pid)|engine\.json|admin\.json)(-wal|-shm|-journal|\.new)?$/;

/**
 * Creates the directory if it does not exist, and removes the access of other users to it and to files of
 * earlier services. A directory that is shared or contains other files keeps its mode.
 * @throws an error that says what to do when the directory cannot be used.
 */
export function prepareDataDirectory(directory: string): void {
  explained(directory, () => {
    makeDirectory(path.resolve(directory));
    const present = readdirSync(directory).filter((name) => name !== SECRETS);
    const own = present.filter((name) => FILES.test(name));
    // ENOENT: a service that is stopping has removed the file.
    for (const name of own) ignoring('ENOENT', () => chmodSync(path.join(directory, name), FILE_MODE));
    // EPERM: the directory belongs to another user, who lets this one write to it.
    if (own.length === present.length && !isShared(directory))
      ignoring('EPERM', () => chmodSync(directory, DIRECTORY_MODE));
    rmdirSync(mkdtempSync(path.join(directory, 'probe-')));
  });
}

/** Whether the directory has the sticky bit, as /tmp has. */
function isShared(directory: string): boolean {
  return (statSync(directory).mode & STICKY) !== 0;
}

/**
 * Level by level, because Node's `recursive` never returns on a file system without new directories, as
 * /proc.
 */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  makeDirectory(path.dirname(directory));
  ignoring('EEXIST', () => mkdirSync(directory, { mode: DIRECTORY_MODE }));
}

/** @returns the real path of the engine's database file, the same for every name of the directory. */
export function databaseFileIn(directory: string): string {
  return explained(directory, () => path.join(realpathSync(directory), 'table.sqlite'));
}

/**
 * Creates the engine's database file if it does not exist; the engine would make it readable by all users.
 */
export function prepareDatabaseFile(directory: string): string {
  return explained(directory, () => makePrivateFile(databaseFileIn(directory)));
}

/** @returns the path of the lock file, which is created if it does not exist. */
export function lockFileIn(directory: string): string {
  return explained(directory, () => makePrivateFile(path.join(directory, 'service.lock')));
}

/** Replaces the file atomically: a crash leaves either the old or the new file. */
export function writePrivateFile(directory: string, name: string, text: string): void {
  explained(directory, () => {
    const [file, fresh] = [path.join(directory, name), path.join(directory, `${name}.new`)];
    rmSync(fresh, { force: true });
    writeFileSync(makePrivateFile(fresh), text);
    renameSync(fresh, file);
  });
}

/**
 * Creates the file if it does not exist. Must not open an existing one: closing it would release the locks
 * that this process holds on it (POSIX, `fcntl`).
 */
function makePrivateFile(file: string): string {
  ignoring('EEXIST', () => closeSync(openSync(file, 'wx', FILE_MODE)));
  chmodSync(file, FILE_MODE);
  return file;
}

function ignoring(code: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
  }
}

function explained<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { errno, message } = error as NodeJS.ErrnoException;
    const reason = errno === undefined ? message : getSystemErrorMessage(errno);
    throw new Error(
      `DATA_DIR=${directory} cannot be used (${reason}). Name a directory that you can write to.`,
    );
  }
}
