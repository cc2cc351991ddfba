/**
 * The verb `verify-tickets`: checks the signatures of tickets with the event's public key alone, for an
 * entrance without a network. Reads and prints line by line in constant memory. It cannot tell whether a
 * ticket was cancelled or checked in after it was signed. Exits with 1 when a ticket is invalid.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { readTicket } from '../functions/credentials/ticket-code.ts';
import { boundedLines } from './verify-tickets/bounded-lines.ts';

/** Longer than any ticket code. */
const LINE_LIMIT_CHARACTERS = 200;

/** @throws when the file cannot be read, or an error that says what it must be when it has no Ed25519 public key. */
function readKey(file: string): KeyObject {
  const key = publicKeyIn(readFileSync(file, 'utf8').trim());
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new Error(
    `${file} is not the key of an event. Give the answer of GET /v1/events/{eventId}/ticket-key, or its publicKey (PEM).`,
  );
}

function publicKeyIn(text: string): KeyObject | undefined {
  try {
    return createPublicKey(text.startsWith('{') ? JSON.parse(text).publicKey : text);
  } catch {
    return undefined;
  }
}

/**
 * Yields a verdict for each line that is not empty, then the number of valid and invalid codes. Ignores white space and a byte
 * order mark around a code, as the service does.
 */
async function* judge(lines: AsyncIterable<string>, key: KeyObject): AsyncGenerator<string> {
  const counts = { valid: 0, invalid: 0 };
  let lineNumber = 0;
  for await (const line of lines) {
    lineNumber += 1;
    const code = line.trim();
    if (code === '') continue;
    const ticket = readTicket(code, key);
    counts[ticket === undefined ? 'invalid' : 'valid'] += 1;
    const verdict = ticket ? `valid, ticket ${ticket.number} of booking ${ticket.bookingId}` : 'invalid';
    yield `line ${lineNumber}: ${verdict}\n`;
  }
  if (counts.invalid > 0) process.exitCode = 1;
  yield `${counts.valid} valid, ${counts.invalid} invalid\n`;
}

type VerifyOptions = { key: string };

/** Prints a verdict on each code. `file` undefined: reads standard input. */
export async function verifyTickets(file: string | undefined, options: VerifyOptions): Promise<void> {
  const key = readKey(options.key);
  const codes = file === undefined ? process.stdin : createReadStream(file);
  await pipeline(
    codes.setEncoding('utf8'),
    (chunks: AsyncIterable<string>) => judge(boundedLines(chunks, LINE_LIMIT_CHARACTERS), key),
    process.stdout,
  );
}

export function defineVerb(command: Command): void {
  command
    .usage('-- --key FILE [CODES]')
    .argument('[codes]', 'a file with one code per line (default: standard input)')
    .requiredOption('--key <file>', 'answer of GET /v1/events/{eventId}/ticket-key, or its publicKey (PEM)')
    .addHelpText('after', '\nExample:\n  npm run verify-tickets -- --key key.json codes.txt')
    .action(verifyTickets);
}
