/**
 * Writes an export to a file, which has the names and addresses of people: only its owner can read it. The file has a whole export or
 * stays as it was.
 */
import { createWriteStream, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const OWNER_ONLY = 0o600;

/**
 * Writes beside the file, as `FILE.part`, and renames that at the end; it replaces one that an interrupted export left. What is no
 * plain file, such as a pipe or /dev/stdout, is written to as it is.
 * @throws when a page or the file cannot be read or written
 */
export async function writeToFile(pages: AsyncIterable<string>, output: string): Promise<void> {
  const isThere = existsSync(output);
  if (isThere && !statSync(output).isFile()) return pipeline(pages, createWriteStream(output));
  const file = isThere ? realpathSync(output) : output;
  const part = `${file}.part`;
  rmSync(part, { force: true });
  try {
    await pipeline(pages, createWriteStream(part, { flags: 'wx', mode: OWNER_ONLY, flush: true }));
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
