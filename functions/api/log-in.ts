import { sessionPorts } from '../compose.ts';
import { Refusal } from '../domain/refusal.ts';
import { normalizeEmail } from '../domain/user.ts';
import { endpoint } from '../http/endpoint.ts';
import { checkPassword } from '../http/passwords.ts';
import { logInBody } from '../http/schemas.ts';
import { openSession } from '../http/sessions.ts';

const ports = sessionPorts();

export const handler = endpoint('log-in', { body: logInBody }, async ({ body }) => {
  const user = await ports.users.readByEmail(normalizeEmail(body.email));
  const isRight = await checkPassword(body.password, user?.passwordHash);
  if (user === undefined || !isRight) throw new Refusal('wrong-credentials', 'Check both and try again.');
  return { body: await openSession(user, ports) };
});
