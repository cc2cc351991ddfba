/** Changes the name and the address of the caller's account. */
import { accountPorts, callers, limiter, sendsMail, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { changeProfile } from '../domain/accounts/change-profile.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { languageOf } from '../http/accept.ts';
import { changeMeBody } from '../http/requests/accounts.ts';
import { expectedVersions } from '../http/versions.ts';
import { taggedUser } from '../http/views/accounts.ts';

const ports = { ...accountPorts(), users: users() };

export const handler = endpoint(
  'change-me',
  { body: changeMeBody, callers: callers(), limiter: limiter() },
  async ({ actor: { userId }, body, acceptLanguage, ifMatch }) => {
    const told = { language: languageOf(acceptLanguage), sendsMail: sendsMail() };
    const request = { userId, ...body, ...told, expected: expectedVersions(ifMatch) };
    const changed = await changeProfile(request, ports);
    if (changed === undefined) throw new Refusal('unauthenticated', 'The account was closed.');
    return taggedUser(changed);
  },
);
