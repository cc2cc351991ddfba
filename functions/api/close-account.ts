/** Closes the caller's account. */
import { callers, limiter, logInPorts, mailingTo } from '../compose.ts';
import { closeAccountPorts } from '../compose-erasure.ts';
import { endpoint } from '../compose-frame.ts';
import { closeAccount } from '../domain/accounts/close-account.ts';
import { logIn } from '../domain/accounts/log-in.ts';
import { closeAccountBody } from '../http/requests/accounts.ts';
import { sourceOf } from '../http/source-address.ts';
import { expectedVersions } from '../http/versions.ts';

const ports = closeAccountPorts();
const logIns = logInPorts();

/** The password is checked as by a log-in, so that the same limit bounds guesses. */
export const handler = endpoint(
  'close-account',
  { body: closeAccountBody, callers: callers(), limiter: limiter() },
  async ({ actor: { userId }, body: { password }, sourceIp, acceptLanguage, ifMatch }) => {
    const told = mailingTo(acceptLanguage);
    const check = ({ email }: { email: string }) =>
      logIn({ email, password, source: sourceOf(sourceIp), hasSession: true }, logIns);
    await closeAccount({ userId, check, ...told, expected: expectedVersions(ifMatch) }, ports);
    return {};
  },
);
