/** Requests that are refused, from 400 to 429, and the keys of access tokens. */
import { PASSWORD, type People } from '../people.ts';
import type { Stage } from '../stage.ts';
import { answered, holds, refused, type Steps } from '../steps.ts';

/** Above the number of failed log-ins that an address may have. */
const LOG_INS_MAX = 20;

export async function refusals({ api, client }: Stage, steps: Steps, { ada, ben }: People): Promise<void> {
  await steps.take('400 for a body that is no JSON', async () => {
    const path = '/v1/auth/login';
    const answer = await api.call({ path, body: '{', headers: { 'content-type': 'application/json' } });
    refused(answer, 400, 'malformed-json');
  });
  await steps.take('401 without a token', async () => {
    refused(await api.call({ path: '/v1/me' }), 401, 'unauthenticated');
  });
  await steps.take('403 for an attendee who lists accounts', async () => {
    refused(await client.call('list-users', { token: ada.token }), 403, 'forbidden');
  });
  await steps.take('404 for a path of no route, and for an event that is not there', async () => {
    refused(await api.call({ path: '/v1/nothing' }), 404, 'not-found');
    const reply = await client.call('read-event', { path: { eventId: 'A'.repeat(22) } });
    holds(reply.status === 404, `404, and not ${reply.status}`);
  });
  await steps.take('422 for a field that a route does not have', async () => {
    const path = '/v1/auth/login';
    const answer = await api.call({ path, body: { email: ada.email, password: PASSWORD, zebra: 1 } });
    holds(answer.status === 422, `422, and not ${answer.status}`);
  });
  await steps.take('429 for too many log-ins with a wrong password', async () => {
    const body = { email: ben.email, password: 'not the password' };
    for (let attempt = 0; attempt < LOG_INS_MAX; attempt += 1) {
      const reply = await client.call('log-in', { body });
      if (reply.status === 429) return;
      holds(reply.status === 401, `401, and not ${reply.status}`);
    }
    throw new Error(`no 429 after ${LOG_INS_MAX} log-ins`);
  });
}

/** A function that has read the keys knows the new one within a minute, so it reads them here for the first time. */
export async function keys({ client, command }: Stage, steps: Steps, { ada }: People): Promise<void> {
  await steps.take('the command rotate-keys makes a key, and both are published', async () => {
    await command(['rotate-keys']);
    const published = answered(await client.call('read-token-keys'), 200).keys;
    holds(published.length === 2, `two keys, and not ${published.length}`);
  });
  await steps.take('a token of the earlier key is accepted', async () =>
    answered(await client.call('read-me', { token: ada.token }), 200),
  );
}
