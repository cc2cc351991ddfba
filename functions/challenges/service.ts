/**
 * Challenges of Cloudflare Turnstile and hCaptcha: the client shows the service's widget, and this service asks theirs
 * whether the token that it got is good. Their tokens work once and expire after minutes. If they do not answer, or say that
 * this service's own settings are wrong, nothing is accepted, and the request is answered 503.
 *
 * https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 * https://docs.hcaptcha.com/#verify-the-user-response-server-side
 */
import * as z from 'zod/mini';
import { derivedId } from '../domain/model/derived-id.ts';
import { CHALLENGE_SERVICE_TIMEOUT_MS, CHALLENGE_TTL_MS } from '../domain/model/limits.ts';
import { Busy } from '../domain/model/refusal.ts';
import type { Challenges } from '../domain/ports/challenges.ts';
import type { Log } from '../domain/ports/log.ts';
import type { ServiceName } from './settings.ts';

const VERIFY_URL: Record<ServiceName, string> = {
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
  hcaptcha: 'https://api.hcaptcha.com/siteverify',
};

/** What the services say of a bad token. Everything else is a fault of theirs, or of the settings. */
const BAD_TOKEN: ReadonlySet<string> = new Set([
  'already-seen-response',
  'expired-input-response',
  'invalid-input-response',
  'invalid-or-already-seen-response',
  'missing-input-response',
  'timeout-or-duplicate',
]);

const VERDICT = z.object({
  success: z.boolean(),
  action: z.optional(z.string()),
  'error-codes': z.optional(z.array(z.string())),
});

type Options = {
  provider: ServiceName;
  siteKey: string;
  secret: string;
  now: () => number;
  log: Log;
  /** Where tokens are checked: at the service, except in tests. */
  url?: string;
};

/** A token of Turnstile is good for the event of its `action`. One of hCaptcha names no event, and is good for any, once. */
export function challengeService({ provider, siteKey, secret, now, log, url }: Options): Challenges {
  const hasActions = provider === 'turnstile';
  async function verify(token: string): Promise<z.output<typeof VERDICT>> {
    const response = await fetch(url ?? VERIFY_URL[provider], {
      method: 'POST',
      body: new URLSearchParams({ secret, response: token, sitekey: siteKey }),
      redirect: 'error',
      signal: AbortSignal.timeout(CHALLENGE_SERVICE_TIMEOUT_MS),
    });
    return VERDICT.parse(await response.json());
  }
  return {
    issue: async (eventId) => ({ provider, siteKey, ...(hasActions && { action: eventId }) }),

    async check(eventId, token) {
      const verdict = await verify(token).catch((error: Error) => {
        log.warn('A service of challenges did not answer.', { provider, reason: error.name });
        throw unchecked();
      });
      const codes = verdict['error-codes'] ?? [];
      if (!verdict.success) {
        if (codes.length > 0 && codes.every((code) => BAD_TOKEN.has(code))) return undefined;
        log.warn('A service of challenges did not check a token.', { provider, codes: codes.join(', ') });
        throw unchecked();
      }
      if (hasActions && verdict.action !== eventId) return undefined;
      return { digest: derivedId(provider, token), expiresAt: now() + CHALLENGE_TTL_MS };
    },
  };
}

function unchecked(): Busy {
  return new Busy('The solution could not be checked. Solve a new challenge, then send the request again.');
}
