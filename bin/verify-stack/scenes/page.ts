/** The page, its files, and the description of the API. */
import { SETTINGS_HEADERS, WIDGET_HEADERS, WIDGET_PATH } from '../../../web/serving.ts';
import { SETTINGS_PATH } from '../../../web/src/page-paths.ts';
import type { Stage } from '../stage.ts';
import { answered, holds, type Steps } from '../steps.ts';

/** What the API itself serves, without a token. */
export async function service({ client }: Stage, steps: Steps): Promise<void> {
  await steps.take('the health is ok', async () => answered(await client.call('read-health'), 200));
  await steps.take('the description of the API is served, and shown', async () => {
    const { paths } = JSON.parse(JSON.stringify(answered(await client.call('read-openapi'), 200)));
    holds('/v1/events' in paths, 'it has the events');
    const [shown, file] = await Promise.all([
      client.call('read-docs'),
      client.call('read-docs-file', { path: { file: 'page.css' } }),
    ]);
    holds(String(answered(shown, 200)).includes('<html'), 'it is a page');
    answered(file, 200);
  });
}

/** CloudFront as the emulator has it: its functions, behaviors and headers, and the bucket behind it. */
export async function page({ client, distribution }: Stage, steps: Steps): Promise<void> {
  await steps.take('the function draws the list of events into the index', async () => {
    const drawn = String(answered(await client.call('read-index', { query: { locale: 'en' } }), 200));
    holds(drawn.includes('First night'), 'the list has an event');
  });
  const get = (path: string, headers: Record<string, string> = {}) => distribution.call({ path, headers });
  await steps.take('a path of the page is answered with its index', async () => {
    const answer = await get('/my-account');
    holds(answer.status === 200 && String(answer.body).includes('<html'), `HTML, and not ${answer.status}`);
    holds(answer.headers['content-security-policy'] !== undefined, 'it has a content policy');
  });
  await steps.take('a path of no page is 404', async () => {
    const answer = await get('/zebra');
    holds(answer.status === 404, `404, and not ${answer.status}`);
  });
  await steps.take('the script of the widget is for every site', async () => {
    const { status, headers } = await get(WIDGET_PATH, { origin: 'https://site.example' });
    holds(status === 200, `200, and not ${status}`);
    for (const [name, value] of Object.entries(WIDGET_HEADERS))
      holds(headers[name] === value, `${name}: ${value}, and not ${headers[name]}`);
  });
  await steps.take('the settings of the page say who keeps the accounts', async () => {
    const { status, headers, body } = await get(SETTINGS_PATH);
    holds(status === 200 && body?.issuer === null, `200 without an issuer, and not ${status}`);
    holds(headers['content-type'] === SETTINGS_HEADERS['content-type'], 'they are JSON');
  });
}
