/** Each function declares the kinds of secrets that its code reads, by what it takes of the parts that are joined for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { SecretKind } from '../../functions/domain/ports/secret-store.ts';
import { ROUTES, type RouteName } from '../../functions/http/routes.ts';
import {
  NOTICE_RIGHTS,
  type Rights,
  SECRETS_OF_ROUTES,
  WEBHOOK_RIGHTS,
  WORKER_RIGHTS,
} from '../../lib/rights.ts';

const FUNCTIONS = join(import.meta.dirname, '../../functions');

/** What each part reads. `tokens` signs: `callers` has it too, but verifies alone, with public keys. */
const READS: Record<string, SecretKind[]> = {
  tokens: ['token-keys'],
  sessionPorts: ['derived', 'token-keys'],
  derivedSecrets: ['derived'],
  challengeSecrets: ['challenges'],
  bookTicketsPorts: ['challenges'],
  accountPorts: ['derived'],
  tickets: ['tickets'],
  scanPorts: ['tickets'],
  noticePorts: ['derived', 'tickets', 'token-keys'],
  letterPorts: ['derived'],
  newSecretPorts: ['webhooks'],
  deliverOncePorts: ['webhooks'],
  sendWebhooksPorts: ['webhooks'],
};
/** These take more than they use: they compare digests, undo a scan by its ids, or end a session. */
const USES_LESS: Record<string, SecretKind[]> = {
  'api/change-password': [],
  'api/confirm-address': [],
  'api/log-out': ['derived'],
  'api/reset-password': [],
  'api/undo-check-in': [],
};

/** The names that a file takes from the files that join the parts. */
function takenBy(path: string): string[] {
  const source = readFileSync(join(FUNCTIONS, `${path}.ts`), 'utf8');
  const imports = source.matchAll(/import \{([^}]*)\} from '\.\.\/compose[\w-]*\.ts'/g);
  return [...imports].flatMap(([, names = '']) => names.split(',').map((name) => name.trim()));
}

const routes = (Object.keys(ROUTES) as RouteName[]).map((name): [string, Pick<Rights, 'secrets'>] => [
  `api/${name}`,
  { secrets: SECRETS_OF_ROUTES[name] },
]);
const workers: [string, Pick<Rights, 'secrets'>][] = Object.entries<Rights>({
  ...WORKER_RIGHTS,
  ...NOTICE_RIGHTS,
  ...WEBHOOK_RIGHTS,
}).map(([name, rights]) => [`workers/${name}`, rights]);

test.each([...routes, ...workers])(
  '%s declares the kinds of secrets that it reads',
  (path, { secrets = [] }) => {
    const needed = USES_LESS[path] ?? takenBy(path).flatMap((name) => READS[name] ?? []);
    expect([...secrets].sort()).toEqual([...new Set(needed)].sort());
  },
);
