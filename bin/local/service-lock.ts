/**
 * Allows one service at a time on a data directory. The lock is one of the operating system, so that the
 * kernel releases it when its process ends, also by SIGKILL. Node has no function for file locks, so the lock
 * is the one that SQLite takes on the database `service.lock`, in which nothing is stored.
 */

import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFileIn } from './service-directory.ts';

/** The wait for a lock: a killed process may hold it for seconds, until the kernel has freed its memory. */
const TIMEOUT_MS = 5_000;
/** The wait before a message is printed. */
const SILENCE_MS = 500;
const RETRY_MS = 25;
const SQLITE_BUSY = 5;

/** References to the locks, because a database without references is closed by the garbage collector. */
const held = new Set<DatabaseSync>();

/**
 * Waits up to 5 s for the lock, for a service that is stopping.
 * @returns a function that releases the lock.
 * @throws an error that says what to do when a running service holds the lock.
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
    if (waitedMs > TIMEOUT_MS) {
      throw new Error(
        `The data in ${directory} are in use by a running service. End it, or start with another DATA_DIR.`,
      );
    }
    if (isTold || waitedMs < SILENCE_MS) continue;
    isTold = true;
    console.log(`Waiting for the service that uses the data in ${directory} to end …`);
  }
}

/** @returns undefined if another connection, of this or another process, holds the lock. */
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
