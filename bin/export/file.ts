/**
 * Writes an export to a file, which has the names and addresses of people: only its owner can read it. The file has a whole export or
 * stays as it was.
 */
import { createWriteStream, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const OWNER_ONLY = 0o600;

/**
 * Writes beside the file, as `FILE.part`, and renames that at the end; it replaces one that an interrupted export left. What is no
 * plain file, such as a pipe or /dev/stdout, is written to as it is.
 * @throws when a page or the file cannot be read or written, or when another export to the same file began meanwhile
 */
export async function writeToFile(pages: AsyncIterable<string>, output: string): Promise<void> {
  const isThere = existsSync(output);
  if (isThere && !statSync(output).isFile()) return pipeline(pages, createWriteStream(output));
  const file = isThere ? realpathSync(output) : output;
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const opened = await open(part, 'wx', OWNER_ONLY);
  const { ino } = await opened.stat();
  const isOwn = () => statSync(part, { throwIfNoEntry: false })?.ino === ino;
  try {
    await pipeline(pages, opened.createWriteStream({ flush: true }));
    if (!isOwn()) throw new Error(`Another export to ${file} began. This one was not written to it.`);
    renameSync(part, file);
  } catch (error) {
    if (isOwn()) rmSync(part);
    throw error;
  }
}
