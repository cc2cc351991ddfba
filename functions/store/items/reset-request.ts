/** The last request to reset the password of an address. Its key has a digest of the address alone. */
import * as z from 'zod/mini';
import type { ResetRequest } from '../../domain/model/account.ts';
import { LANGUAGES } from '../../domain/model/booking.ts';
import { PASSWORD_RESET_TTL_MS } from '../../domain/model/limits.ts';
import { type Item, type Key, parseItem } from '../table/item.ts';
import { RESET_REQUEST } from '../table/stream-definition.ts';

/** `address`: the key of the address. */
export const resetRequestKey = (address: Key): Key => ({ ...address, sk: RESET_REQUEST });

const REQUEST: z.ZodMiniType<ResetRequest> = z.object({
  requestId: z.string(),
  requestedAt: z.int(),
  language: z.enum(LANGUAGES),
});

export function toResetRequestItem(address: Key, request: ResetRequest): Item {
  const expiresAtSeconds = Math.ceil((request.requestedAt + PASSWORD_RESET_TTL_MS) / 1000);
  return { ...resetRequestKey(address), ...request, expiresAtSeconds };
}

export function fromResetRequestItem(item: Item): ResetRequest {
  return parseItem('request to reset a password', REQUEST, item);
}
