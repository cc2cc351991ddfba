/** The people of a walk: what they are called, and how they get their accounts. */
import type { Stage } from './stage.ts';
import { answered, refused, type Steps } from './steps.ts';
import { linkMailed } from './waiting.ts';

export const PASSWORD = 'correct horse battery staple';
const ADMIN = { ADMIN_EMAIL: 'admin@example.org', ADMIN_PASSWORD: PASSWORD, ADMIN_NAME: 'Admin' };

export type Account = { id: string; token: string; refreshToken: string; email: string };
export type People = { admin: string; organizer: Account; ada: Account; ben: Account; cleo: Account };

export function register({ client }: Pick<Stage, 'client'>, steps: Steps, name: string): Promise<Account> {
  return steps.take(`${name} registers`, async () => {
    const email = `${name.toLowerCase()}@example.org`;
    const reply = await client.call('register-user', { body: { name, email, password: PASSWORD } });
    const { user, accessToken, refreshToken } = answered(reply, 201);
    return { id: user.id, token: accessToken, refreshToken, email };
  });
}

/** Opens the link that was mailed with the registration. Nobody gets a role before that. */
export async function confirmAddress(stage: Stage, { email, token }: Account): Promise<void> {
  const body = { token: await linkMailed(stage, email, /#confirm\/(\S+)/) };
  answered(await stage.client.call('confirm-address', { token, body }), 204);
}

export async function makeOrganizer(
  { client }: Pick<Stage, 'client'>,
  admin: string,
  { id }: Account,
): Promise<void> {
  const body = { role: 'organizer' as const };
  answered(await client.call('change-role', { path: { userId: id }, token: admin, body }), 200);
}

export async function accounts(stage: Stage, steps: Steps): Promise<People> {
  const { client, command } = stage;
  await steps.take('the command create-admin makes the first admin', () => command(['create-admin'], ADMIN));
  const admin = await steps.take('the admin logs in', async () => {
    const body = { email: ADMIN.ADMIN_EMAIL, password: PASSWORD };
    return answered(await client.call('log-in', { body }), 200).accessToken;
  });
  const organizer = await register(stage, steps, 'Olga');
  await steps.take('the admin makes Olga an organizer, once she has confirmed her address', async () => {
    const asked = { path: { userId: organizer.id }, token: admin, body: { role: 'organizer' as const } };
    refused(await client.call('change-role', asked), 409, 'address-not-confirmed');
    await confirmAddress(stage, organizer);
    await makeOrganizer(stage, admin, organizer);
  });
  const ada = await register(stage, steps, 'Ada');
  const ben = await register(stage, steps, 'Ben');
  const cleo = await register(stage, steps, 'Cleo');
  return { admin, organizer, ada, ben, cleo };
}
