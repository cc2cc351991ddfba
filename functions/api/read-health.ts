import { table } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readSigningKey } from '../store/signing-key.ts';

/** Healthy means that the table answers. */
export const handler = endpoint('read-health', {}, async () => {
  await readSigningKey(table());
  return { body: { status: 'ok' } };
});
