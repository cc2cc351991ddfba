/** Sends the log lines of a thread of the service to a file instead of the terminal. */
import { Console } from 'node:console';
import { createWriteStream, openSync } from 'node:fs';
import { theLogger } from '../../functions/http/log.ts';

const OWNER_ONLY = 0o600;

/**
 * Appends to the file, which only its owner can read if it is new. Several threads may append to one file: each line is
 * one write. Lines of calls under way when the process ends may be lost.
 * @throws an error that says what to do if the file cannot be opened.
 */
export function logToFile(file: string): void {
  const stream = createWriteStream(file, { fd: openFile(file) });
  // The logger has no option for where it writes.
  Object.assign(theLogger(), { console: new Console({ stdout: stream, stderr: stream }) });
}

function openFile(file: string): number {
  try {
    return openSync(file, 'a', OWNER_ONLY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `LOG_FILE=${file} cannot be written (${code}). Name a file in a folder that exists, or unset it for the terminal.`,
    );
  }
}
