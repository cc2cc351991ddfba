/** Lists accounts. */
import { callers, listUsersPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { listUsers } from '../domain/accounts/list-users.ts';
import { listUsersQuery } from '../http/requests/lists.ts';
import { listedUserView } from '../http/views/accounts.ts';

const ports = listUsersPorts();

export const handler = endpoint(
  'list-users',
  { query: listUsersQuery, callers: callers() },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listUsers({ ...query, by: actor.userId }, ports);
    return { body: { items: items.map(listedUserView), nextCursor: nextCursor ?? null } };
  },
);
