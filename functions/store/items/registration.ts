/**
 * A registration that a link completes. Once it is completed, the item names nobody, says by which change it was, and holds up no
 * other request for a link to the address.
 */
import * as z from 'zod/mini';
import type { Registration } from '../../domain/model/account.ts';
import { LANGUAGES } from '../../domain/model/booking.ts';
import { REGISTRATION_TTL_MS } from '../../domain/model/limits.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { REGISTRATION } from '../table/stream-definition.ts';

export const registrationKey = (registrationId: string): Key => ({
  pk: `USER#${registrationId}`,
  sk: REGISTRATION,
});

const NOTED: z.ZodMiniType<Registration> = z.object({
  id: z.string(),
  requestId: z.string(),
  requestedAt: z.int(),
  language: z.enum(LANGUAGES),
  name: z.string(),
  email: z.string(),
  digest: z.string(),
});
const COMPLETED = z.object({ completedBy: optional(z.string()) });

const expiryOf = ({ requestedAt }: Registration) => Math.ceil((requestedAt + REGISTRATION_TTL_MS) / 1000);

export function toRegistrationItem(registration: Registration): Item {
  return {
    ...registrationKey(registration.id),
    ...registration,
    expiresAtSeconds: expiryOf(registration),
  };
}

export function toCompletedItem(registration: Registration, completedBy: string): Item {
  return {
    ...registrationKey(registration.id),
    requestId: registration.requestId,
    requestedAt: 0,
    completedBy,
    expiresAtSeconds: expiryOf(registration),
  };
}

export function fromRegistrationItem(item: Item): { registration?: Registration; completedBy?: string } {
  const { completedBy } = parseItem('registration', COMPLETED, item);
  return completedBy === undefined
    ? { registration: parseItem('registration', NOTED, item) }
    : { completedBy };
}

/** The registration is the one that was read, and was not completed. */
export const REGISTRATION_IS_LATEST = 'digest = :digest';
