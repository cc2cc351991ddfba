/** Pure rules for scans that a device made without the service and hands in later. */
import { derivedId } from './derived-id.ts';
import type { Event } from './event.ts';
import { SCAN_CLOCK_SKEW_MS } from './limits.ts';
import { SCAN_ID_CHARACTERS, type TicketName } from './ticket.ts';

/**
 * @returns the id of a scan, always the same for the same ticket, time (`scannedAt`, ms) and device, so that a scan that is
 *   handed in again is recognized, whoever hands it in and with whatever key.
 */
export function offlineScanIdFor(
  { eventId, bookingId, number }: TicketName,
  scannedAt: number,
  device: string | undefined,
): string {
  const parts = [eventId, bookingId, String(number), String(scannedAt)];
  return derivedId('offline-scan', ...parts, ...(device === undefined ? [] : [device])).slice(
    0,
    SCAN_ID_CHARACTERS,
  );
}

/** Whether a scan can have been made at `scannedAt`, by the clock `now` (both ms): after the event was created, and not later. */
export function isPlausibleScan(
  scannedAt: number,
  { createdAt }: Pick<Event, 'createdAt'>,
  now: number,
): boolean {
  return scannedAt >= Date.parse(createdAt) && scannedAt <= now + SCAN_CLOCK_SKEW_MS;
}
