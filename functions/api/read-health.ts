/** Answers whether the service is healthy. */
import { runtime, table } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { checkTable } from '../store/health.ts';

/** The service is healthy if the table answers a read. */
export const handler = endpoint('read-health', {}, async () => {
  await checkTable(table(), runtime.newId());
  return { body: { status: 'ok' } };
});
