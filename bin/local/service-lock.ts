/**
 * One service at a time on a data directory. The lock is the operating system's: the kernel releases it when the
 * process that holds it ends, by SIGKILL too. Node has no call for such a lock but SQLite's, which `node:sqlite` takes
 * on the file `service.lock`; nothing is stored in it.
 */

import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFileIn } from './service-directory.ts';

/** A killed process holds its lock until the kernel has taken it apart, which takes long when it has much memory. */
const PATIENCE_MS = 5_000;
const SILENCE_MS = 500;
const RETRY_MS = 25;
const SQLITE_BUSY = 5;

/** Kept here, since a lock that nobody refers to ends with the next garbage collection. */
const held = new Set<DatabaseSync>();

/**
 * Waits a moment for a service that is ending. @returns what releases the lock.
 * @throws with what to do when a running service has it.
 */
export async function lockData(directory: string): Promise<() => void> {
  const file = lockFileIn(directory);
  const began = performance.now();
  for (let isTold = false; ; await sleep(RETRY_MS)) {
    const lock = tryLock(file);
    if (lock !== undefined) {
      held.add(lock);
      return () => {
        held.delete(lock);
        lock.close();
      };
    }
    const waitedMs = performance.now() - began;
    if (waitedMs > PATIENCE_MS) {
      throw new Error(
        `The data in ${directory} are in use by a running service. End it, or start with another DATA_DIR.`,
      );
    }
    if (isTold || waitedMs < SILENCE_MS) continue;
    isTold = true;
    console.log(`Waiting for the service that uses the data in ${directory} to end …`);
  }
}

/** Undefined: another connection has it, of this process or of another. */
function tryLock(file: string): DatabaseSync | undefined {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    const { errcode, message } = error as { errcode?: number; message: string };
    if (errcode === SQLITE_BUSY) return undefined;
    throw new Error(`${file} cannot be locked (${message}). Delete it, or start with another DATA_DIR.`);
  }
}
