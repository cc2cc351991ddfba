/**
 * The verb `demo`: fills a sale of a running service with a crowd, slowly enough to watch it on the page. All of it are
 * requests of one admin, because every request comes from this machine and the service limits those of guests by address.
 */
import type { Command } from 'commander';
import { readAdminAccount } from './create-admin/account.ts';
import { type DemoPlan, runSale } from './demo/sale.ts';
import { type ApiClient, apiClient } from './local/api-client.ts';
import { type AdminCredentials, readMadeUp } from './local/first-admin.ts';
import { DEFAULT_DIRECTORY, DEFAULT_URL } from './local/settings.ts';
import { typedClient } from './local/typed-client.ts';

type Environment = Record<string, string | undefined>;

/** One account may send 300 bookings in ten minutes, so two of these fit into them. */
const PLAN: DemoPlan = {
  tickets: 100,
  crowd: 140,
  cancellations: 15,
  opensInSeconds: 8,
  bookingsPerSecond: 7,
  cancellationsPerSecond: 1.5,
  pauseSeconds: 4,
};

/** @throws an error that says what to do when there is no password to log in with. */
function adminOf({ DATA_DIR = DEFAULT_DIRECTORY, ...environment }: Environment): Required<AdminCredentials> {
  const admin = readAdminAccount(environment) ?? readMadeUp(DATA_DIR);
  if (admin !== undefined) return admin;
  throw new Error(
    'No admin to log in as. Set ADMIN_EMAIL and ADMIN_PASSWORD to what npm start printed, or DATA_DIR as for npm start.',
  );
}

/** @returns an access token. */
async function logIn(api: ApiClient, url: string, admin: Required<AdminCredentials>): Promise<string> {
  const { email, password } = admin;
  const answer = await typedClient(api)
    .call('log-in', { body: { email, password } })
    .catch(({ code }: NodeJS.ErrnoException) => {
      throw new Error(
        `No service answers on ${url} (${code}). Start it with npm start, and run this in another terminal.`,
      );
    });
  if (answer.status === 200) return answer.body.accessToken;
  throw new Error(`The service does not let ${email} in: ${answer.body.detail ?? answer.body.title}`);
}

/**
 * @param say is called with each line.
 * @throws an error that says what to do when the service is not there, or refuses something.
 */
export async function demo(
  url: string,
  environment: Environment,
  plan = PLAN,
  say: (line: string) => void = console.log,
): Promise<void> {
  const admin = adminOf(environment);
  const api = apiClient(url);
  try {
    const token = await logIn(api, url, admin);
    await runSale({ client: typedClient(api), token, url, plan, say });
  } finally {
    api.close();
  }
}

export function defineVerb(command: Command): void {
  command
    .option('--url <address>', 'where the service runs', DEFAULT_URL)
    .addHelpText(
      'after',
      `
The service has to run: start it with npm start in another terminal. The demo logs in as the admin that npm start made
up and keeps in DATA_DIR, or as ADMIN_EMAIL with ADMIN_PASSWORD. Its event stays, and no mail is sent.

Example:
  npm run demo -- --url http://127.0.0.1:8080`,
    )
    .action(({ url }: { url: string }) => demo(url.replace(/\/+$/, ''), process.env));
}
