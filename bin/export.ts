/**
 * The verb `export`: writes all bookings of an event as CSV. Holds one page in memory, so that the number of
 * bookings does not matter. Exits with 1 when the export is incomplete.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { writeToFile } from './export/file.ts';
import { exportPages } from './export/pages.ts';
import { ExportProgress } from './export/progress.ts';
import { notEmpty } from './option-values.ts';

type Environment = Record<string, string | undefined>;

/** The characters of a token in a header (RFC 6750 §2.1). */
const TOKEN = /^[\w.~+/-]+=*$/;

/** `output` undefined: standard output. */
type ExportOptions = { event: string; status?: string; output?: string };

/** @throws an error that says what to do when a variable is not set or the CSV would be corrupted. */
export async function runExport(options: ExportOptions, environment: Environment): Promise<void> {
  const { event, status, output } = options;
  if (output === undefined && process.stdout.isTTY !== true) refuseBanner(environment);
  const path = `/v1/events/${encodeURIComponent(event)}/bookings`;
  const url = addressOf(path, environment);
  if (status !== undefined) url.searchParams.set('status', status);
  const token = tokenIn(environment);
  const pages = Readable.from(withProgress(exportPages(url, token)), { highWaterMark: 1 });
  try {
    if (output === undefined) await pipeline(pages, process.stdout, { end: false });
    else await writeToFile(pages, output);
  } catch (error) {
    console.error(`The export is incomplete. ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

async function* withProgress(pages: AsyncIterable<string>): AsyncGenerator<string> {
  const progress = new ExportProgress();
  for await (const page of pages) {
    yield page;
    progress.add(page);
  }
  progress.end();
}

/** @throws an error that does not show the value, which may have a password. */
function addressOf(path: string, environment: Environment): URL {
  const address = required('BOXOFFICE_URL', environment);
  if (!/^https?:/.test(address) || !URL.canParse(path, address))
    throw new Error('BOXOFFICE_URL is no address. State PublicUrl, or http://127.0.0.1:3000 here.');
  const url = new URL(path, address);
  if (url.username !== '' || url.password !== '')
    throw new Error('BOXOFFICE_URL has a user or a password in it. State it without: the token is enough.');
  return url;
}

/** @returns the token without white space around it. @throws an error that does not show the value, as that of `fetch` does. */
function tokenIn(environment: Environment): string {
  const token = required('BOXOFFICE_TOKEN', environment).trim();
  if (TOKEN.test(token)) return token;
  throw new Error(
    'BOXOFFICE_TOKEN has a character that no access token has, such as a blank or a line break. State the accessToken alone.',
  );
}

function required(name: string, environment: Environment): string {
  const value = environment[name];
  if (value) return value;
  throw new Error(`The environment variable ${name} is not set. See npm run export -- --help`);
}

/**
 * Without `--silent`, `npm run` prints its own lines to standard output, where they would corrupt the CSV.
 */
function refuseBanner({ npm_lifecycle_event: script, npm_config_loglevel: level }: Environment): void {
  if (script !== 'export' || level === 'silent') return;
  throw new Error('npm has printed its own lines into this output. Use `npm run --silent`, or --output.');
}

export function defineVerb(command: Command): void {
  const statuses = ['confirmed', 'waitlisted', 'offered', 'cancelled'];
  command
    .requiredOption('--event <id>', 'the event whose bookings to write', notEmpty)
    .addOption(
      new Option(
        '--status <status>',
        'only bookings of this status; one that has a part of its tickets and waits for the others is waitlisted',
      ).choices(statuses),
    )
    .option('--output <file>', 'where to write, readable by you alone (default: standard output)')
    .addHelpText(
      'after',
      `
Set BOXOFFICE_URL to the address of the service, and BOXOFFICE_TOKEN to an access token of the event's organizer or
of an admin.

Example:
  npm run --silent export -- --event 1jNdoKXBq-qE9GhqlR8ZBQ > bookings.csv`,
    )
    .action((options: ExportOptions) => runExport(options, process.env));
}
