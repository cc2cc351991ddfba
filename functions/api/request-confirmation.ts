/** Has the link that confirms the caller's address mailed again. */
import { accountPorts, callers, limiter, mailingTo } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { requestConfirmation } from '../domain/accounts/confirm-address.ts';
import { noBody } from '../http/requests/bookings.ts';

const ports = accountPorts();

export const handler = endpoint(
  'request-confirmation',
  { body: noBody, callers: callers(), limiter: limiter() },
  async ({ actor: { userId }, acceptLanguage, idempotencyKey }) => {
    await requestConfirmation({ userId, idempotencyKey, ...mailingTo(acceptLanguage) }, ports);
    return {};
  },
);
