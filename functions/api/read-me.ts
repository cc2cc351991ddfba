/** Reads the caller's own account. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { tagOf } from '../http/etag.ts';
import { taggedJson } from '../http/versions.ts';
import { userView } from '../http/views/accounts.ts';

export const handler = endpoint('read-me', { callers: callers() }, async ({ account }) => {
  const answer = userView(account);
  return taggedJson(answer, tagOf(JSON.stringify(answer)));
});
