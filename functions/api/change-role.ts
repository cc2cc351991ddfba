/** Changes the role of an account. */
import { callers, canConfirm, mailingTo, rolePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { changeRole } from '../domain/accounts/change-role.ts';
import { changeRoleBody } from '../http/requests/accounts.ts';
import { userView } from '../http/views/accounts.ts';

const ports = rolePorts();

export const handler = endpoint(
  'change-role',
  { body: changeRoleBody, callers: callers() },
  async ({ actor, account: admin, body, id, acceptLanguage }) => {
    const told = { canConfirm: canConfirm(), mailing: mailingTo(acceptLanguage) };
    const request = { userId: id('userId'), role: body.role, actor, admin, ...told };
    return { body: userView(await changeRole(request, ports)) };
  },
);
