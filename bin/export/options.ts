/** The options of an export, from the command line and the environment. */
import { parseArgs } from 'node:util';
import { withEventInOneWord } from '../event-option.ts';

export type ExportOptions = {
  /** The address of the first page. */
  url: URL;
  token: string;
  /** Undefined: standard output. */
  output: string | undefined;
};

const USAGE = `npm run --silent export -- --event ID [options] > bookings.csv
  --event ID        the event whose bookings to export
  --status STATUS   only bookings that are confirmed, waitlisted, offered or cancelled
  --output FILE     write to a file instead of standard output

Set BOXOFFICE_URL to the address of the service, and BOXOFFICE_TOKEN to an access token of the event's organizer or
of an admin.`;

type Environment = Record<string, string | undefined>;

/**
 * @throws an error with the usage when an option is unknown, missing or invalid, or a variable is not set.
 */
export function readOptions(args: string[], environment: Environment, isTerminal: boolean): ExportOptions {
  try {
    const { values } = parseArgs({
      args: withEventInOneWord(args),
      options: { event: { type: 'string' }, status: { type: 'string' }, output: { type: 'string' } },
    });
    const { event, status, output } = values;
    if (event === undefined) throw new Error('--event is missing.');
    if (output === undefined && !isTerminal) refuseBanner(environment);
    const path = `/v1/events/${encodeURIComponent(event)}/bookings`;
    const url = new URL(path, required('BOXOFFICE_URL', environment));
    if (status !== undefined) url.searchParams.set('status', status);
    return { url, token: required('BOXOFFICE_TOKEN', environment), output };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function required(name: string, environment: Environment): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

/**
 * Without `--silent`, `npm run` prints its own lines to standard output, where they would corrupt the CSV.
 */
function refuseBanner({ npm_lifecycle_event: script, npm_config_loglevel: level }: Environment): void {
  if (script !== 'export' || level === 'silent') return;
  throw new Error('npm has printed its own lines into this output. Use `npm run --silent`, or --output.');
}
