/**
 * `npm run --silent export -- --event ID > bookings.csv`: writes all bookings of an event as CSV. Holds one
 * page in memory, so that the number of bookings does not matter. Exits with 0 when the export is complete,
 * with 1 when it is not, with 2 when an option or variable is invalid.
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ExportOptions, readOptions } from './export/options.ts';
import { exportPages } from './export/pages.ts';
import { ExportProgress } from './export/progress.ts';

async function* withProgress(pages: AsyncIterable<string>): AsyncGenerator<string> {
  const progress = new ExportProgress();
  for await (const page of pages) {
    yield page;
    progress.add(page);
  }
  progress.end();
}

async function run({ url, token, output }: ExportOptions): Promise<void> {
  const pages = Readable.from(withProgress(exportPages(url, token)), { highWaterMark: 1 });
  if (output === undefined) await pipeline(pages, process.stdout, { end: false });
  else await pipeline(pages, createWriteStream(output));
}

try {
  const options = readOptions(process.argv.slice(2), process.env, process.stdout.isTTY === true);
  try {
    await run(options);
  } catch (error) {
    console.error(`The export is incomplete. ${(error as Error).message}`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
