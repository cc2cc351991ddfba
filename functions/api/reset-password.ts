/** Sets a new password by a token that was mailed, and ends all sessions of the account, or makes the one of a registration. */
import { accountPorts, limiter, logInPorts, mailingTo, registrations } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { refuseSamePassword, refuseWeakPassword } from '../credentials/password-rules.ts';
import { hashPassword } from '../credentials/passwords.ts';
import { rememberSource } from '../domain/accounts/guard-log-in.ts';
import { resetPassword } from '../domain/accounts/reset-password.ts';
import { resetPasswordBody } from '../http/requests/accounts.ts';
import { sourceOf } from '../http/source-address.ts';

const ports = { ...accountPorts(), registrations: registrations() };
const { guard } = logInPorts();

export const handler = endpoint(
  'reset-password',
  { body: resetPasswordBody, limiter: limiter() },
  async ({ body: { token, password }, sourceIp, acceptLanguage, idempotencyKey }) => {
    const told = mailingTo(acceptLanguage);
    let address: string | undefined;
    await resetPassword(
      {
        token,
        ...told,
        idempotencyKey,
        hash: async ({ passwordHash, ...person }) => {
          address = person.email;
          refuseWeakPassword(password, person);
          if (passwordHash !== undefined) await refuseSamePassword(password, { passwordHash });
          return hashPassword(password);
        },
      },
      ports,
    );
    if (guard && address !== undefined) await rememberSource({ address, source: sourceOf(sourceIp) }, guard);
    return {};
  },
);
