/** How far persons were erased from the bookings of an event. */
import * as z from 'zod/mini';
import type { ErasureProgress } from '../../domain/ports/erasure-store.ts';
import { type Item, type Key, parseItem } from '../table/item.ts';

export const erasureKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'ERASURE' });

const PROGRESS: z.ZodMiniType<ErasureProgress> = z.object({
  version: z.int(),
  cursor: z.object({ partition: z.int(), after: z.string(), found: z.boolean() }),
});

export function toErasureItem(eventId: string, progress: ErasureProgress): Item {
  return { ...erasureKey(eventId), ...progress };
}

export function fromErasureItem(item: Item): ErasureProgress {
  return parseItem('progress of erasing', PROGRESS, item);
}
