/** Logs in with an email address and a password, and opens a session. */
import { limiter, logInPorts, sessionPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { openSession } from '../credentials/sessions.ts';
import { logIn } from '../domain/accounts/log-in.ts';
import { clientOf } from '../domain/model/client.ts';
import { logInBody } from '../http/requests/accounts.ts';
import { sourceOf } from '../http/source-address.ts';
import { sessionView } from '../http/views/accounts.ts';

const ports = logInPorts();
const sessions = sessionPorts();

export const handler = endpoint(
  'log-in',
  { body: logInBody, limiter: limiter() },
  async ({ body, sourceIp, idempotencyKey, userAgent }) => {
    const user = await logIn({ ...body, source: sourceOf(sourceIp) }, ports);
    return { body: sessionView(await openSession(user, idempotencyKey, sessions, clientOf(userAgent))) };
  },
);
