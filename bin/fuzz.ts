/**
 * The verb `fuzz`: runs Schemathesis, an independent fuzzer, against a service in memory. From /openapi.json it
 * derives requests, and looks for server errors and for answers that the document does not describe.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import type { OpenApiDocument } from '../functions/http/openapi/document-types.ts';
import { OPERATIONS } from '../functions/http/openapi/operations.ts';
import { apiClient } from './local/api-client.ts';
import { arrangeExamples, exampleCalls } from './local/examples.ts';
import { startService } from './local/service.ts';

const COMMAND = 'schemathesis';
const MAX_EXAMPLES = 25;
const MAX_TIME_SECONDS = 90;

/**
 * Checks that contradict the API's contract: a method that a path does not have is answered 404, not 405, and
 * a deleted event is a cancelled one, which can still be read.
 */
const EXCLUDED_CHECKS = 'unsupported_method,use_after_free';

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
  const statuses = ['2xx', '401', '403', '404', '409', '410', '422'];
  /** The size of a body is checked first, so that an invalid body that is also too large is answered 413. */
  const tooLarge =
    'checks.negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "409", "413", "415", "422"]';
  const perOperation = operations
    .map(([name]) =>
      [
        '[[operations]]',
        `include-operation-id = "${name}"`,
        `checks.positive_data_acceptance.expected-statuses = ${JSON.stringify(statuses)}`,
      ].join('\n'),
    )
    .join('\n\n');
  return [tooLarge, perOperation].join('\n\n');
}

/**
 * Sends the examples, so that the ids in them exist, but does not cancel the event.
 * @returns an admin's token.
 */
async function furnish(url: string): Promise<string> {
  const byRole = await arrangeExamples();
  const api = apiClient(url);
  try {
    const { body } = await api.call({ path: '/openapi.json' });
    const examples = exampleCalls(body as OpenApiDocument, byRole).filter(
      ({ name }) => name !== 'cancel-event',
    );
    for (const { call } of examples) await api.call(call);
  } finally {
    api.close();
  }
  return byRole.admin;
}

/** @param passedOn options of the fuzzer. @returns its exit code. */
export async function runFuzzer(passedOn: string[]): Promise<number> {
  if (spawnSync(COMMAND, ['--version']).error !== undefined) {
    throw new Error(`${COMMAND} is not on the PATH. Install it with: pip install schemathesis`);
  }
  process.env['RATE_LIMITS'] = 'off';
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-fuzz-'));
  const service = await startService({ port: 0, dataDirectory: undefined, name: 'boxoffice-fuzz' });
  try {
    const token = await furnish(service.url);
    const configurationFile = path.join(directory, 'schemathesis.toml');
    writeFileSync(configurationFile, configuration());
    const fuzzer = spawn(
      COMMAND,
      [
        ...['--config-file', configurationFile],
        ...['run', `${service.url}/openapi.json`],
        ...['--header', `Authorization: Bearer ${token}`],
        ...['--checks', 'all', '--exclude-checks', EXCLUDED_CHECKS],
        ...['--max-examples', String(MAX_EXAMPLES), '--max-time', String(MAX_TIME_SECONDS)],
        ...['--generation-database', 'none'],
        ...passedOn,
      ],
      { cwd: directory, stdio: 'inherit' },
    );
    return await new Promise<number>((resolve) => fuzzer.once('exit', (code) => resolve(code ?? 1)));
  } finally {
    await service.stop();
    rmSync(directory, { recursive: true });
  }
}

export function defineVerb(command: Command): void {
  command
    .usage('-- [options] [-- OPTIONS OF SCHEMATHESIS]')
    .argument('[options...]', 'options of `schemathesis run`, after a second --')
    .addHelpText(
      'after',
      `
Takes about ${MAX_TIME_SECONDS} seconds. Exits with the exit code of Schemathesis, which must be on the PATH:
  pip install schemathesis

Example:
  npm run fuzz -- -- --seed 1`,
    )
    .action(async (passedOn: string[]) => {
      process.exitCode = await runFuzzer(passedOn);
    });
}
