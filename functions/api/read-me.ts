import { tokens, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { Refusal } from '../domain/refusal.ts';
import { userView } from '../http/views.ts';

const store = users();

export const handler = endpoint('read-me', { tokens: tokens() }, async ({ actor }) => {
  const user = await store.read(actor.userId);
  if (user === undefined) throw new Refusal('not-found', 'This account is gone.');
  return { body: userView(user) };
});
