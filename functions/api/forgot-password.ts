/** Has a link to reset a password mailed, if the address has an account. It never looks whether there is one. */
import { limiter, mailingTo, resetRequests, runtime } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { requestReset } from '../domain/accounts/reset-password.ts';
import { forgotPasswordBody } from '../http/requests/accounts.ts';

const ports = { resetRequests: resetRequests(), runtime };

export const handler = endpoint(
  'forgot-password',
  { body: forgotPasswordBody, limiter: limiter() },
  async ({ body: { email }, acceptLanguage, idempotencyKey }) => {
    await requestReset({ email, idempotencyKey, ...mailingTo(acceptLanguage) }, ports);
    return {};
  },
);
