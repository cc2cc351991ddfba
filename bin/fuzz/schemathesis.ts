/** Runs Schemathesis, an independent fuzzer, in the place of one caller. */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { OPERATIONS } from '../../functions/http/openapi/operations.ts';
import type { Caller } from './callers.ts';

const COMMAND = 'schemathesis';
const HOOKS = path.join(import.meta.dirname, 'hooks.py');

/** Of the first pass over the operations. Further passes follow until the time is over. */
const MAX_EXAMPLES = 25;

/**
 * Checks that contradict the API's contract: a method that a path does not have is answered 404, not 405, and
 * a deleted event is a cancelled one, which can still be read.
 */
const EXCLUDED_CHECKS = ['unsupported_method', 'use_after_free'];

/** Sequences of requests are left out, because the hooks aim each request anew. */
const PHASES = ['coverage', 'fuzzing'];

/** Statuses of a request that matches its schema but breaks a rule or meets a state that does not allow it. */
const REFUSED = ['401', '403', '404', '409', '410', '412'];

/**
 * Allows 422 for a request that matches its schema, but only for operations that have rules beyond the schema
 * or can reject a reused Idempotency-Key.
 * @returns the text of a `schemathesis.toml`.
 */
function configuration(): string {
  const operations = Object.entries(OPERATIONS).filter(
    ([, { problems, ...operation }]) =>
      'rules' in operation || (problems as readonly string[]).includes('idempotency-key-reused'),
  );
  const accepted = (statuses: string[]) =>
    `checks.positive_data_acceptance.expected-statuses = ${JSON.stringify(['2xx', ...statuses])}`;
  /** The size of a body is checked first, so that an invalid body that is also too large is answered 413. */
  const tooLarge =
    'checks.negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "409", "413", "415", "422"]';
  const perOperation = operations.map(([name]) =>
    ['[[operations]]', `include-operation-id = "${name}"`, accepted([...REFUSED, '422'])].join('\n'),
  );
  /** Schemathesis takes the schema for that of each event of a stream; in OpenAPI 3.1 it is that of the text. */
  const ofStreams = [
    '[[operations]]',
    'include-operation-id = "read-booking-updates"',
    'checks.response_schema_conformance.enabled = false',
  ].join('\n');
  return [
    `hooks = ${JSON.stringify(HOOKS)}`,
    // Else operations without parameters have no example.
    'phases.examples.fill-missing = true',
    ...EXCLUDED_CHECKS.map((check) => `checks.${check}.enabled = false`),
    tooLarge,
    accepted(REFUSED),
    ...perOperation,
    ofStreams,
  ].join('\n\n');
}

/** @throws Error that says how to install Schemathesis. */
export function requireSchemathesis(): void {
  if (spawnSync(COMMAND, ['--version']).error !== undefined)
    throw new Error(`${COMMAND} is not on the PATH. Install it with: pip install schemathesis`);
}

/**
 * Sends the examples of all operations, however long that takes, and then generated requests for the rest of `seconds`.
 * `directory`: a folder for its files. `passedOn`: options of `schemathesis run`.
 * @returns whether nothing was found.
 */
export async function runSchemathesis(
  { serviceUrl, supplierUrl, directory }: { serviceUrl: string; supplierUrl: string; directory: string },
  caller: Caller,
  seconds: number,
  passedOn: string[],
): Promise<boolean> {
  const configurationFile = path.join(directory, 'schemathesis.toml');
  writeFileSync(configurationFile, configuration());
  const begin = [
    ...['--config-file', configurationFile],
    ...['run', `${serviceUrl}/openapi.json`],
    ...['--generation-database', 'none'],
    ...['--warnings', 'off'],
  ];
  const env = { FUZZ_SUPPLIER: supplierUrl, FUZZ_HAS_TOKEN: caller === 'nobody' ? 'no' : 'yes' };
  const deadline = performance.now() + seconds * 1000;
  const isClean = await passes([...begin, '--phases', 'examples', ...passedOn], directory, env);
  const left = Math.max(1, Math.round((deadline - performance.now()) / 1000));
  const generated = ['--phases', PHASES.join(','), '--max-examples', String(MAX_EXAMPLES)];
  const timed = [...generated, '--max-time', String(left)];
  return (await passes([...begin, ...timed, ...passedOn], directory, env)) && isClean;
}

async function passes(args: string[], cwd: string, env: Record<string, string>): Promise<boolean> {
  const fuzzer = spawn(COMMAND, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
  return new Promise((resolve) => fuzzer.once('exit', (code) => resolve(code === 0)));
}
