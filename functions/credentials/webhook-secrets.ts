/**
 * The secrets that sign webhooks. Each follows from a secret of the service, the endpoint and a salt, so that who reads the
 * table learns none. It has 32 bytes; the specification of Standard Webhooks asks for 24 to 64. Endpoints of earlier versions
 * have theirs stored until it is rotated.
 */
import type { WebhookSecret } from '../domain/model/webhook-endpoint.ts';
import type { WebhookSecrets } from '../domain/ports/webhook-sender.ts';
import type { DerivedSecrets } from './derived-secrets.ts';

const PREFIX = 'whsec_';

export function webhookSecrets(secrets: DerivedSecrets): WebhookSecrets {
  const textOf = async (endpointId: string, one: WebhookSecret): Promise<string> => {
    if ('secret' in one) return one.secret;
    const derived = await secrets.derive(`webhooks of ${endpointId}, ${one.salt}`);
    return `${PREFIX}${Buffer.from(derived, 'base64url').toString('base64')}`;
  };
  return {
    // Whatever is derived first has the secret of the service read.
    ready: async () => {
      await secrets.derive('webhooks');
    },
    of: (endpointId, some) => Promise.all(some.map((one) => textOf(endpointId, one))),
  };
}
