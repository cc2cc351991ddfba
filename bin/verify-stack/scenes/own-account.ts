/** What somebody does with their account, also by links that are mailed, and what admins see of it. */
import { type Account, PASSWORD, type People, register } from '../people.ts';
import type { Stage } from '../stage.ts';
import { answered, holds, refused, type Steps } from '../steps.ts';
import { linkMailed } from '../waiting.ts';

const NEW_PASSWORD = 'staple battery horse correct';

export async function ownAccount(stage: Stage, steps: Steps, { admin }: People): Promise<void> {
  const dora = await register(stage, steps, 'Dora');
  await byMail(stage, steps, dora);
  const token = await sessions(stage, steps, dora);
  await closing(stage, steps, dora.email, token);
  await admins(stage, steps, admin, dora);
}

/** The first session ends with the new password. */
async function byMail(stage: Stage, steps: Steps, { token, email }: Account): Promise<void> {
  const { client } = stage;
  await steps.take('Dora confirms her address by a link that is mailed', async () => {
    answered(await client.call('request-confirmation', { token, body: {} }), 204);
    const body = { token: await linkMailed(stage, email, /#confirm\/(\S+)/) };
    answered(await client.call('confirm-address', { token, body }), 204);
  });
  await steps.take('Dora forgets the password, and sets another one by a link that is mailed', async () => {
    answered(await client.call('forgot-password', { body: { email } }), 202);
    const mailed = await linkMailed(stage, email, /#reset\/(\S+)/);
    const body = { token: mailed, password: NEW_PASSWORD };
    answered(await client.call('reset-password', { body }), 204);
    refused(await client.call('read-me', { token }), 401, 'unauthenticated');
  });
}

/** @returns the token of the session that is left. */
async function sessions({ client }: Stage, steps: Steps, { email }: Account): Promise<string> {
  const logIn = async (password: string) =>
    answered(await client.call('log-in', { body: { email, password } }), 200);
  const first = await steps.take(
    'Dora logs in, changes the password, and refreshes the session',
    async () => {
      const { accessToken, refreshToken } = await logIn(NEW_PASSWORD);
      const body = { password: NEW_PASSWORD, newPassword: PASSWORD };
      answered(await client.call('change-password', { token: accessToken, body }), 204);
      return answered(await client.call('refresh-session', { body: { refreshToken } }), 200);
    },
  );
  const token = first.accessToken;
  await steps.take('Dora ends one other session, then all others, and logs out of one', async () => {
    const others = [await logIn(PASSWORD), await logIn(PASSWORD)];
    const { items } = answered(await client.call('list-sessions', { token }), 200);
    const sessionId = items.find(({ isThisOne }) => !isThisOne)?.id ?? '';
    answered(await client.call('end-session', { path: { sessionId }, token }), 204);
    answered(await client.call('end-other-sessions', { token }), 204);
    const { refreshToken = '' } = others[0] ?? {};
    answered(await client.call('log-out', { body: { refreshToken } }), 204);
    answered(await client.call('read-me', { token }), 200);
  });
  return token;
}

async function closing({ client }: Stage, steps: Steps, email: string, token: string): Promise<void> {
  await steps.take('Dora changes her name, exports what is stored, and closes the account', async () => {
    answered(await client.call('change-me', { token, body: { name: 'Dora Elenius' } }), 200);
    const exported = answered(await client.call('export-me', { token }), 200);
    holds(JSON.stringify(exported).includes(email), 'the export has the address');
    answered(await client.call('close-account', { token, body: { password: PASSWORD } }), 204);
  });
}

async function admins({ client }: Stage, steps: Steps, token: string, { id }: Account): Promise<void> {
  await steps.take('the admin lists accounts and what was done to them, and reads the limits', async () => {
    const [users, trail, limits] = await Promise.all([
      client.call('list-users', { token }),
      client.call('list-security-events', { token }),
      client.call('read-limits', { token }),
    ]);
    answered(users, 200);
    answered(limits, 200);
    holds(JSON.stringify(answered(trail, 200)).includes(id), 'the trail has the closed account');
  });
}
