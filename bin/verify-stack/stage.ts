/** What the walk acts on: the deployed URLs, the tables, and commands that are run against them as an operator does. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type ApiAnswer, type ApiCall, type ApiClient, apiClient } from '../local/api-client.ts';
import { type TypedClient, typedClient } from '../local/typed-client.ts';
import { CalledRoutes } from './called-routes.ts';
import type { Outputs } from './deployment.ts';
import type { Emulator } from './emulator.ts';

const ENTRY = path.join(import.meta.dirname, '../boxoffice.ts');

const WAITS_MS = 20_000;

export type Stage = {
  /** The API at the address of the gateway. */
  api: ApiClient;
  client: TypedClient;
  /** What was called of the API so far. */
  called: CalledRoutes;
  /** The address of the distribution, over what the emulator takes for HTTPS. */
  distribution: Pick<ApiClient, 'call'>;
  emulator: Emulator;
  /** How long it waits for what the queue or the stream brings. */
  waitsMs: number;
  /** Runs a command of this project. @returns what it printed. @throws Error with that if it fails. */
  command: (verb: string[], variables?: Record<string, string>) => Promise<string>;
};

/** `signal`: ends commands early. */
export function stageOf(emulator: Emulator, outputs: Outputs, signal: AbortSignal): Stage {
  const requests = apiClient(emulator.url);
  const { TableName = '', SecretsTableName = '', ApiUrl = '', DistributionDomainName = '' } = outputs;
  // Names below localhost have no address on every machine, so the host is named in a header.
  const at = (host: string, more: Record<string, string> = {}) => ({
    call: (call: ApiCall): Promise<ApiAnswer> =>
      requests.call({ ...call, headers: { ...call.headers, ...more, host } }),
    close: requests.close,
  });
  const called = new CalledRoutes();
  const api = called.watching(at(new URL(ApiUrl).host));
  return {
    api,
    client: typedClient(api),
    called,
    distribution: at(DistributionDomainName, { 'x-forwarded-proto': 'https' }),
    emulator,
    waitsMs: WAITS_MS,
    async command(verb, variables = {}) {
      const tables = { TABLE_NAME: TableName, SECRETS_TABLE_NAME: SecretsTableName };
      const env = { ...process.env, ...emulator.variables, ...tables, ...variables };
      const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, ...verb], { env, signal });
      return stdout;
    },
  };
}
