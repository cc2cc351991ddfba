/** The public keys of access tokens: one item, which every process reads again each minute. */
import * as z from 'zod/mini';
import { NO_TOKEN_KEYS, type TokenKeys } from '../../domain/model/token-keys.ts';
import { type Item, type Key, parseItem } from '../table/item.ts';

export const TOKEN_KEYS: Key = { pk: 'TOKEN-KEYS', sk: 'TOKEN-KEYS' };

const SCHEMA: z.ZodMiniType<TokenKeys> = z.object({
  revision: z.int(),
  keys: z.array(z.object({ id: z.string(), x: z.string(), y: z.string(), signsFrom: z.int() })),
});

/** No other rotation came between. Needs the value `:before`. */
export const TOKEN_KEYS_ARE_WHAT_WAS_SEEN = 'revision = :before';

export function toTokenKeysItem(keys: TokenKeys): Item {
  return { ...TOKEN_KEYS, ...keys };
}

export function fromTokenKeysItem(item: Item | undefined): TokenKeys {
  return item === undefined ? NO_TOKEN_KEYS : parseItem('list of token keys', SCHEMA, item);
}
