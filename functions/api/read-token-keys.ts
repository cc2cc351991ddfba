/** Reads the public keys that verify access tokens, as a JWK set (RFC 7517). */
import { limiter, tokenKeyRing } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { tokenKeysView } from '../http/views/token-keys.ts';

const ring = tokenKeyRing();

export const handler = endpoint('read-token-keys', { limiter: limiter() }, async () => ({
  body: tokenKeysView(await ring.published()),
}));
