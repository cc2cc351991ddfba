/**
 * The verb `fuzz`: runs Schemathesis, an independent fuzzer, against a service in memory, once in the place of each caller.
 * From /openapi.json it derives requests, aimed at what exists, and looks for server errors and for answers that the
 * document does not describe. Then every operation must have succeeded for each caller who may carry it out, and for no other.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { CALLERS, type Caller } from './fuzz/callers.ts';
import { FUZZ_RATES } from './fuzz/rates.ts';
import { requireSchemathesis, runSchemathesis } from './fuzz/schemathesis.ts';
import { startSupplier } from './fuzz/supplier.ts';
import { Tally } from './fuzz/tally.ts';
import { apiClient } from './local/api-client.ts';
import { startService } from './local/service.ts';
import { typedClient } from './local/typed-client.ts';
import { positiveNumber } from './option-values.ts';

const MINUTES = 9;

type Options = { minutes: number; caller?: Caller };

/** Configures Google Wallet with a key made here, so that passes are signed. */
function configurePasses(): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  Object.assign(process.env, {
    GOOGLE_WALLET_ISSUER_ID: '3388000000000000000',
    GOOGLE_WALLET_EMAIL: 'boxoffice@example.com',
    GOOGLE_WALLET_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });
}

/** Starts a receiver that accepts every webhook. */
async function startReceiver(): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param passedOn options of the fuzzer. @returns whether nothing was found. */
export async function runFuzzer({ minutes, caller }: Options, passedOn: string[]): Promise<boolean> {
  requireSchemathesis();
  process.env['RATE_LIMITS'] = FUZZ_RATES;
  process.env['EVENT_QUOTA'] = 'off';
  configurePasses();
  const callers = caller === undefined ? CALLERS : [caller];
  const seconds = Math.max(1, Math.round((minutes * 60) / callers.length));
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-fuzz-'));
  const receiver = await startReceiver();
  const kinds = { servesPage: true, sendsNotices: true, sendsUpdates: true, webhooks: 'any' } as const;
  const service = await startService({ port: 0, dataDirectory: undefined, name: 'boxoffice-fuzz', ...kinds });
  const api = apiClient(service.url);
  const tally = new Tally();
  let isClean = true;
  try {
    const stage = { api, client: typedClient(api), receiverUrl: receiver.url };
    for (const one of callers) {
      console.log(`\nRequests of ${one}:\n`);
      const supplier = await startSupplier(stage, one, tally);
      const where = { serviceUrl: service.url, supplierUrl: supplier.url, directory };
      isClean = (await runSchemathesis(where, one, seconds, passedOn)) && isClean;
      await supplier.stop();
    }
  } finally {
    api.close();
    await service.stop();
    await receiver.stop();
    rmSync(directory, { recursive: true });
  }
  const faults = tally.faults(callers);
  console.log(['', tally.table(callers), '', ...tally.exceptions(), ...faults].join('\n'));
  return isClean && faults.length === 0;
}

export function defineVerb(command: Command): void {
  command
    .usage('-- [options] [-- OPTIONS OF SCHEMATHESIS]')
    .option('--minutes <number>', 'how long it sends requests', positiveNumber, MINUTES)
    .addOption(new Option('--caller <name>', 'one caller alone').choices(CALLERS))
    .argument('[options...]', 'options of `schemathesis run`, after a second --')
    .addHelpText(
      'after',
      `
Exits with 1 if a request was answered in a way that it should not be, or if an operation did not succeed for a caller who
may carry it out. Schemathesis must be on the PATH:
  pip install schemathesis

Example:
  npm run fuzz -- --caller owner --minutes 2 -- --seed 1`,
    )
    .action(async (passedOn: string[], options: Options) => {
      process.exitCode = (await runFuzzer(options, passedOn)) ? 0 : 1;
    });
}
