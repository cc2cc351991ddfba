/**
 * The directory where a local service keeps its data. Its files are for their owner alone, whatever the umask: they
 * hold password hashes and the secrets that sign tokens and tickets.
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
/**
 * All that this version and earlier ones put there. SQLite gives the files beside a database the mode of the database.
 */
const FILES = /^(table\.sqlite|service\.(lock|pid)|engine\.json|admin\.json)(-wal|-shm|-journal|\.new)?$/;

/**
 * Makes the directory if it is not there, and closes it and the files of earlier services to others. A directory
 * that is shared or holds anything else keeps its mode. @throws with what to do when it cannot be used.
 */
export function prepareDataDirectory(directory: string): void {
  explained(directory, () => {
    makeDirectory(path.resolve(directory));
    const present = readdirSync(directory);
    const own = present.filter((name) => FILES.test(name));
    // ENOENT: a service that is ending has removed it.
    for (const name of own) ignoring('ENOENT', () => chmodSync(path.join(directory, name), FILE_MODE));
    // EPERM: it is another user's, who lets this one write there.
    if (own.length === present.length && !isShared(directory))
      ignoring('EPERM', () => chmodSync(directory, DIRECTORY_MODE));
    rmdirSync(mkdtempSync(path.join(directory, 'probe-')));
  });
}

/** With the sticky bit, as /tmp. */
function isShared(directory: string): boolean {
  return (statSync(directory).mode & STICKY) !== 0;
}

/** Level by level: with `recursive` Node never returns where a file system makes no directories, as /proc. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  makeDirectory(path.dirname(directory));
  ignoring('EEXIST', () => mkdirSync(directory, { mode: DIRECTORY_MODE }));
}

/** The path of the engine's file, one and the same however the directory is named. */
export function databaseFileIn(directory: string): string {
  return explained(directory, () => path.join(realpathSync(directory), 'table.sqlite'));
}

/** Makes the engine's file if it is not there, before the engine makes it for all to read. */
export function prepareDatabaseFile(directory: string): string {
  return explained(directory, () => makePrivateFile(databaseFileIn(directory)));
}

/** The file whose lock says that a service runs on the data, made if it is not there. */
export function lockFileIn(directory: string): string {
  return explained(directory, () => makePrivateFile(path.join(directory, 'service.lock')));
}

/** Replaces the file as a whole, so that a crash leaves the old one or the new one. */
export function writePrivateFile(directory: string, name: string, text: string): void {
  explained(directory, () => {
    const [file, fresh] = [path.join(directory, name), path.join(directory, `${name}.new`)];
    rmSync(fresh, { force: true });
    writeFileSync(makePrivateFile(fresh), text);
    renameSync(fresh, file);
  });
}

/**
 * An existing file is not opened: to close it again would release the locks that this process has on it
 * (POSIX, `fcntl`).
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
