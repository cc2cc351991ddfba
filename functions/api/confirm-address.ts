/** Confirms the address of an account, by the token that was mailed to it. */
import { accountPorts, limiter } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { confirmAddress } from '../domain/accounts/confirm-address.ts';
import { languageOf } from '../http/accept.ts';
import { mailedTokenBody } from '../http/requests/accounts.ts';

const ports = accountPorts();

export const handler = endpoint(
  'confirm-address',
  { body: mailedTokenBody, limiter: limiter() },
  async ({ body: { token }, idempotencyKey, acceptLanguage }) => {
    await confirmAddress({ token, idempotencyKey, language: languageOf(acceptLanguage) }, ports);
    return {};
  },
);
