/** Converts the public keys of access tokens to a JWK set. */
import type { TokenKey } from '../../domain/model/token-keys.ts';
import type { TokenKeysAnswer } from '../answers/token-keys.ts';

export function tokenKeysView(keys: TokenKey[]): TokenKeysAnswer {
  return {
    keys: keys.map(({ id, x, y }) => ({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: id, x, y })),
  };
}
