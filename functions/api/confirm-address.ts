/** Confirms the address of the caller, by the token that was mailed to it. */
import { accountPorts, callers, limiter } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { confirmAddress } from '../domain/accounts/confirm-address.ts';
import { languageOf } from '../http/accept.ts';
import { mailedTokenBody } from '../http/requests/accounts.ts';

const ports = accountPorts();

export const handler = endpoint(
  'confirm-address',
  { body: mailedTokenBody, callers: callers(), limiter: limiter() },
  async ({ actor: { userId }, body: { token }, idempotencyKey, acceptLanguage }) => {
    const language = languageOf(acceptLanguage);
    await confirmAddress({ userId, token, idempotencyKey, language }, ports);
    return {};
  },
);
