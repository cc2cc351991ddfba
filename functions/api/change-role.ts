import { tokens, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { Refusal } from '../domain/refusal.ts';
import { changeRoleBody } from '../http/account-schemas.ts';
import { userView } from '../http/views.ts';

const store = users();

export const handler = endpoint(
  'change-role',
  { body: changeRoleBody, tokens: tokens() },
  async ({ body, id }) => {
    const user = await store.changeRole(id('userId'), body.role);
    if (user === undefined) throw new Refusal('not-found', 'There is no such user.');
    return { body: userView(user) };
  },
);
