/** What each function of a route needs when it starts. */
import { expect, test } from '@jest/globals';
import { ROUTES, type Route } from '../../functions/http/routes.ts';

const GIVEN = {
  TABLE_NAME: 'table',
  SECRETS_TABLE_NAME: 'secrets',
  PUBLIC_ORIGIN: 'https://tickets.example',
};
const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/000000000000/queue.fifo';

test('the function of a route starts without the address of the queue, unless the route states that it sends to it', async () => {
  Object.assign(process.env, GIVEN);
  delete process.env['QUEUE_URL'];
  await expect(import('../../functions/workers/promote-waitlist.ts')).rejects.toThrow('QUEUE_URL');
  for (const [name, { sendsToQueue }] of Object.entries<Route>(ROUTES)) {
    if (sendsToQueue) process.env['QUEUE_URL'] = QUEUE_URL;
    else delete process.env['QUEUE_URL'];
    await expect(import(`../../functions/api/${name}.ts`)).resolves.toHaveProperty('handler');
  }
});
