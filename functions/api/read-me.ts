/** Reads the caller's own account. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { taggedUser } from '../http/views/accounts.ts';

export const handler = endpoint('read-me', { callers: callers() }, async ({ account }) =>
  taggedUser(account),
);
