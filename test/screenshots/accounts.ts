/** The accounts that an admin sees in the pictures, and what they did, for the security log. */
import type { ApiAnswer, ApiCall, ApiClient } from '../../bin/local/api-client.ts';
import type { Person } from '../../bin/local/people.ts';

const PASSWORD = 'correct horse battery';

export async function makeAccounts({ call }: Pick<ApiClient, 'call'>, admin: Person): Promise<void> {
  /** @throws when the service refuses the request. */
  async function ask(request: ApiCall): Promise<ApiAnswer['body']> {
    const { status, body } = await call(request);
    if (status >= 300) throw new Error(`${request.path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }
  async function register(name: string): Promise<Person> {
    const email = `${name.split(' ')[0]?.toLowerCase()}@example.com`;
    const { user, accessToken } = await ask({
      path: '/v1/auth/register',
      body: { name, email, password: PASSWORD },
    });
    return { id: user.id, token: accessToken };
  }
  for (const name of ['Ada Lovelace', 'Maximiliane Schulze-Hohenfels']) {
    const { id } = await register(name);
    const body = { role: 'organizer' };
    await ask({ method: 'PATCH', path: `/v1/users/${id}`, token: admin.token, body });
  }
  const { token: alan } = await register('Alan Turing');
  const body = { password: PASSWORD, newPassword: `${PASSWORD} staple` };
  await ask({ path: '/v1/me/password', token: alan, body });
  const { token: barbara } = await register('Barbara Liskov');
  await ask({ method: 'DELETE', path: '/v1/me/sessions', token: barbara });
}
