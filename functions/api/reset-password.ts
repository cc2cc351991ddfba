/** Sets a new password by a token that was mailed, and ends all sessions of the account. */
import { accountPorts, limiter, logInPorts, sendsMail } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { refuseSamePassword, refuseWeakPassword } from '../credentials/password-rules.ts';
import { hashPassword } from '../credentials/passwords.ts';
import { rememberSource } from '../domain/accounts/guard-log-in.ts';
import { resetPassword } from '../domain/accounts/reset-password.ts';
import { languageOf } from '../http/accept.ts';
import { resetPasswordBody } from '../http/requests/accounts.ts';
import { sourceOf } from '../http/source-address.ts';

const ports = accountPorts();
const { guard } = logInPorts();

export const handler = endpoint(
  'reset-password',
  { body: resetPasswordBody, limiter: limiter() },
  async ({ body: { token, password }, sourceIp, acceptLanguage, idempotencyKey }) => {
    const told = { language: languageOf(acceptLanguage), sendsMail: sendsMail() };
    const { email: address } = await resetPassword(
      {
        token,
        ...told,
        idempotencyKey,
        hash: async (person) => {
          refuseWeakPassword(password, person);
          await refuseSamePassword(password, person);
          return hashPassword(password);
        },
      },
      ports,
    );
    if (guard) await rememberSource({ address, source: sourceOf(sourceIp) }, guard);
    return {};
  },
);
