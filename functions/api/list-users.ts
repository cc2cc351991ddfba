/** Lists accounts. */
import { callers, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { listUsers } from '../domain/accounts/list-users.ts';
import { listUsersQuery } from '../http/requests/lists.ts';
import { listedUserView } from '../http/views/accounts.ts';

const store = users();

export const handler = endpoint(
  'list-users',
  { query: listUsersQuery, callers: callers() },
  async ({ query }) => {
    const { items, nextCursor } = await listUsers(query, { users: store });
    return { body: { items: items.map(listedUserView), nextCursor: nextCursor ?? null } };
  },
);
