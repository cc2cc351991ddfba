/**
 * `npm run verify-tickets`: tells an event's tickets from forgeries with its public key alone, for a door without a
 * network. It reads and answers line by line in constant memory. What it cannot know is what happened to a ticket
 * since it was signed: whether it was cancelled or somebody is in on it already.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { readTicket } from '../functions/http/ticket-code.ts';
import { boundedLines } from './verify-tickets/bounded-lines.ts';

const USAGE = `npm run verify-tickets -- --key FILE [CODES]
  --key FILE   what GET /v1/events/{eventId}/ticket-key answered, or its publicKey alone (PEM)
  CODES        a file with one code per line; without it they are read from standard input`;

/** Longer than any code. */
const LINE_LIMIT_CHARACTERS = 200;

const EXIT_SOME_INVALID = 1;
const EXIT_NOT_RUN = 2;

/** @throws when the file holds no Ed25519 key. */
function readKey(file: string): KeyObject {
  const text = readFileSync(file, 'utf8');
  const key = createPublicKey(text.startsWith('{') ? JSON.parse(text).publicKey : text);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('This is not the key of an event.');
  return key;
}

/** A verdict per line that is not empty, and at the end how many there were of each. */
async function* judge(lines: AsyncIterable<string>, key: KeyObject): AsyncGenerator<string> {
  const counts = { valid: 0, invalid: 0 };
  let lineNumber = 0;
  for await (const line of lines) {
    lineNumber += 1;
    if (line === '') continue;
    const ticket = readTicket(line, key);
    counts[ticket === undefined ? 'invalid' : 'valid'] += 1;
    const verdict = ticket ? `valid, ticket ${ticket.number} of booking ${ticket.bookingId}` : 'invalid';
    yield `line ${lineNumber}: ${verdict}\n`;
  }
  if (counts.invalid > 0) process.exitCode = EXIT_SOME_INVALID;
  yield `${counts.valid} valid, ${counts.invalid} invalid\n`;
}

try {
  const { values, positionals } = parseArgs({ options: { key: { type: 'string' } }, allowPositionals: true });
  const [file, ...others] = positionals;
  if (values.key === undefined || others.length > 0) throw new Error('One key and at most one file, please.');
  const key = readKey(values.key);
  const codes = file === undefined ? process.stdin : createReadStream(file);
  await pipeline(
    codes.setEncoding('utf8'),
    (chunks: AsyncIterable<string>) => judge(boundedLines(chunks, LINE_LIMIT_CHARACTERS), key),
    process.stdout,
  );
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = EXIT_NOT_RUN;
}
