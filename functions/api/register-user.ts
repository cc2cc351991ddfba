import { environment, sessionPorts } from '../compose.ts';
import { registerUser } from '../domain/register-user.ts';
import { endpoint } from '../http/endpoint.ts';
import { hashPassword } from '../http/passwords.ts';
import { registerUserBody } from '../http/schemas.ts';
import { openSession } from '../http/sessions.ts';

const ports = sessionPorts();

export const handler = endpoint('register-user', { body: registerUserBody }, async ({ body }) => {
  const account = { ...body, passwordHash: await hashPassword(body.password), role: 'attendee' as const };
  const user = await registerUser(account, { users: ports.users, environment });
  return { body: await openSession(user, ports), headers: { location: '/v1/me' } };
});
