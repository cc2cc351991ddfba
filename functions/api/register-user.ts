import { environment, sessionPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { Refusal } from '../domain/refusal.ts';
import { registerUser } from '../domain/register-user.ts';
import { registerUserBody } from '../http/account-schemas.ts';
import { checkPassword, hashPassword } from '../http/passwords.ts';
import { openSession } from '../http/sessions.ts';

const ports = sessionPorts();

/** A repeat finds its account and its session. */
export const handler = endpoint(
  'register-user',
  { body: registerUserBody },
  async ({ body, idempotencyKey }) => {
    const passwordHash = await hashPassword(body.password);
    const account = { ...body, passwordHash, role: 'attendee' as const, idempotencyKey };
    const user = await registerUser(account, { users: ports.users, environment });
    const isSame =
      user.passwordHash === passwordHash || (await checkPassword(body.password, user.passwordHash));
    if (!isSame || user.name !== body.name) {
      throw new Refusal('idempotency-key-reused', 'This Idempotency-Key was used with another body.');
    }
    return { body: await openSession(user, idempotencyKey, ports), headers: { location: '/v1/me' } };
  },
);
