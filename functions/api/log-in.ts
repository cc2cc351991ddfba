/** Logs in with an email address and a password, and opens a session. */
import { logInPorts, sessionPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { openSession } from '../credentials/sessions.ts';
import { logIn } from '../domain/accounts/log-in.ts';
import { logInBody } from '../http/requests/accounts.ts';
import { sessionView } from '../http/views/accounts.ts';

const ports = logInPorts();
const sessions = sessionPorts();

export const handler = endpoint('log-in', { body: logInBody }, async ({ body, sourceIp, idempotencyKey }) => {
  const user = await logIn({ ...body, sourceIp }, ports);
  return { body: sessionView(await openSession(user, idempotencyKey, sessions)) };
});
