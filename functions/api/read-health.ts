/** Answers whether the service is healthy. */
import { tokenKeys } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';

/** The service is healthy if the table answers a read. */
export const handler = endpoint('read-health', {}, async () => {
  await tokenKeys().read();
  return { body: { status: 'ok' } };
});
