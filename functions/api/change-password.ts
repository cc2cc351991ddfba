/** Changes the caller's password, and ends their other sessions. */
import { accountPorts, callers, limiter, logInPorts, mailingTo } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { refuseSamePassword, refuseWeakPassword } from '../credentials/password-rules.ts';
import { hashPassword } from '../credentials/passwords.ts';
import { changePassword } from '../domain/accounts/change-password.ts';
import { logIn } from '../domain/accounts/log-in.ts';
import { changePasswordBody } from '../http/requests/accounts.ts';
import { sourceOf } from '../http/source-address.ts';

const ports = accountPorts();
const logIns = logInPorts();

/** The old password is checked as by a log-in, so that the same limit bounds guesses. */
export const handler = endpoint(
  'change-password',
  { body: changePasswordBody, callers: callers(), limiter: limiter() },
  async ({ actor, sessionId, body, sourceIp, acceptLanguage, idempotencyKey }) => {
    const { password, newPassword } = body;
    await changePassword(
      {
        userId: actor.userId,
        sessionId,
        ...mailingTo(acceptLanguage),
        idempotencyKey,
        check: ({ email }) =>
          logIn({ email, password, source: sourceOf(sourceIp), hasSession: true }, logIns),
        hash: async (person) => {
          refuseWeakPassword(newPassword, person, 'newPassword');
          await refuseSamePassword(newPassword, person, 'newPassword');
          return hashPassword(newPassword);
        },
      },
      ports,
    );
    return {};
  },
);
