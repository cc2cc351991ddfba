/** Changes the name and the address of the caller's account. */
import { accountPorts, callers, limiter, logInPorts, mailingTo, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { changeProfile } from '../domain/accounts/change-profile.ts';
import { logIn } from '../domain/accounts/log-in.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { changeMeBody } from '../http/requests/accounts.ts';
import { sourceOf } from '../http/source-address.ts';
import { invalid } from '../http/validation.ts';
import { expectedVersions } from '../http/versions.ts';
import { taggedUser } from '../http/views/accounts.ts';

const ports = { ...accountPorts(), users: users() };
const logIns = logInPorts();

/** The password is checked as by a log-in, so that the same limit bounds guesses. */
export const handler = endpoint(
  'change-me',
  { body: changeMeBody, callers: callers(), limiter: limiter() },
  async ({ actor: { userId }, body: { password, ...fields }, sourceIp, acceptLanguage, ifMatch }) => {
    const told = mailingTo(acceptLanguage);
    const check = async ({ email }: { email: string }) => {
      if (password === undefined)
        throw invalid([{ pointer: '/password', detail: 'must be there with a new address' }]);
      return logIn({ email, password, source: sourceOf(sourceIp), hasSession: true }, logIns);
    };
    const request = { userId, ...fields, check, ...told, expected: expectedVersions(ifMatch) };
    const changed = await changeProfile(request, ports);
    if (changed === undefined) throw new Refusal('unauthenticated', 'The account was closed.');
    return taggedUser(changed);
  },
);
