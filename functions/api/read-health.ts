/** Answers whether the service is healthy. */
import { table } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readSigningKey } from '../store/signing-key.ts';

/** The service is healthy if the table answers a read. */
export const handler = endpoint('read-health', {}, async () => {
  await readSigningKey(table());
  return { body: { status: 'ok' } };
});
