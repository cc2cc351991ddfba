/**
 * Signs webhooks as the specification of Standard Webhooks says: HMAC-SHA256 over the id, the instant
 * and the body, one signature for each secret.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
const VERSION = 'v1';

/** `now`: the instant of the attempt, ms. @returns the three headers of the specification. */
export function signedHeaders(
  secrets: string[],
  { webhookId, now, body }: { webhookId: string; now: number; body: string },
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    const signature = createHmac('sha256', key).update(`${webhookId}.${timestamp}.${body}`).digest('base64');
    return `${VERSION},${signature}`;
  });
  return {
    'webhook-id': webhookId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
