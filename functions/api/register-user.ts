/** Registers an account and opens its first session. */
import {
  accountPorts,
  limiter,
  logInPorts,
  registersByMail,
  registrations,
  runtime,
  sendsMail,
  sessionPorts,
} from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { refuseWeakPassword } from '../credentials/password-rules.ts';
import { hashPassword } from '../credentials/passwords.ts';
import { openSession, prepareSession } from '../credentials/sessions.ts';
import { askToConfirm } from '../domain/accounts/confirm-address.ts';
import { rememberSource } from '../domain/accounts/guard-log-in.ts';
import { requestRegistration } from '../domain/accounts/register-by-mail.ts';
import { newUser, registerUser } from '../domain/accounts/register-user.ts';
import { repeatRegistration } from '../domain/accounts/repeat-registration.ts';
import { clientOf } from '../domain/model/client.ts';
import { languageOf } from '../http/accept.ts';
import { registerUserBody } from '../http/requests/accounts.ts';
import { sourceOf } from '../http/source-address.ts';
import { sessionView } from '../http/views/accounts.ts';

const ports = sessionPorts();
const logIns = logInPorts();
const { guard } = logIns;
const { letterTokens } = accountPorts();
const byMail = { registrations: registrations(), letterTokens, runtime };
const headers = { location: '/v1/me' };

/**
 * Where accounts are registered by mail, the answer and the calls are the same for every address.
 * A repeat is answered with the account and the session of the first request.
 */
export const handler = endpoint(
  'register-user',
  { body: registerUserBody, limiter: limiter() },
  async ({ body, idempotencyKey, acceptLanguage, sourceIp, userAgent }) => {
    refuseWeakPassword(body.password, body);
    if (registersByMail()) {
      const language = languageOf(acceptLanguage);
      const { name, email } = body;
      await requestRegistration({ name, email, language, idempotencyKey }, byMail);
      return { status: 202 };
    }
    const passwordHash = await hashPassword(body.password);
    const unconfirmed = newUser({ ...body, passwordHash, role: 'attendee', idempotencyKey }, runtime);
    const { session, grant } = await prepareSession(unconfirmed, idempotencyKey, ports, clientOf(userAgent));
    const { user, letter } = sendsMail()
      ? await askToConfirm(unconfirmed, languageOf(acceptLanguage), { letterTokens, runtime })
      : { user: unconfirmed };
    const stored = await registerUser(user, session, { users: ports.users, runtime }, letter);
    // The salt is random, so an equal hash means that this request wrote the account and the session.
    if (stored.passwordHash === passwordHash) {
      if (guard) await rememberSource({ address: stored.email, source: sourceOf(sourceIp) }, guard);
      return { body: sessionView(grant), headers };
    }
    await repeatRegistration(stored, { ...body, source: sourceOf(sourceIp) }, logIns);
    return { body: sessionView(await openSession(stored, idempotencyKey, ports)), headers };
  },
);
