import { environment, sessionPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { Refusal } from '../domain/refusal.ts';
import { newUser, registerUser } from '../domain/register-user.ts';
import { registerUserBody } from '../http/account-schemas.ts';
import { checkPassword, hashPassword } from '../http/passwords.ts';
import { openSession, prepareSession } from '../http/sessions.ts';

const ports = sessionPorts();
const headers = { location: '/v1/me' };

/** A repeat finds its account and its session. */
export const handler = endpoint(
  'register-user',
  { body: registerUserBody },
  async ({ body, idempotencyKey }) => {
    const passwordHash = await hashPassword(body.password);
    const user = newUser({ ...body, passwordHash, role: 'attendee', idempotencyKey }, environment);
    const { session, answer } = await prepareSession(user, idempotencyKey, ports);
    const stored = await registerUser(user, session, { users: ports.users, environment });
    // The salt is random, so an equal hash means that this request wrote the account, together with the session.
    if (stored.passwordHash === passwordHash) return { body: answer, headers };
    const isSame = await checkPassword(body.password, stored.passwordHash);
    if (!isSame || stored.name !== body.name) {
      throw new Refusal('idempotency-key-reused', 'This Idempotency-Key was used with another body.');
    }
    return { body: await openSession(stored, idempotencyKey, ports), headers };
  },
);
