import { logInPorts, sessionPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { logIn } from '../domain/log-in.ts';
import { logInBody } from '../http/account-schemas.ts';
import { openSession } from '../http/sessions.ts';

const ports = logInPorts();
const sessions = sessionPorts();

export const handler = endpoint('log-in', { body: logInBody }, async ({ body, sourceIp, idempotencyKey }) => {
  const user = await logIn({ ...body, sourceIp }, ports);
  return { body: await openSession(user, idempotencyKey, sessions) };
});
