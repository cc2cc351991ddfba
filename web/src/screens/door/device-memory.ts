/**
 * What this device knows of the door of an event, so that it can go on without a connection: the event's key, who was let in
 * here, and the scans that the service has not seen. Every change reads first, because another tab may have written.
 */
import { signal } from '@preact/signals';
import type { components } from '../../../.generated/api';
import { newKey } from '../../api/client.ts';
import { readStored, writeStored } from '../../parts/stored.ts';
import type { TicketType } from '../../parts/ticket-types.ts';

/** `jwk`: the public key with which its codes are checked. */
export type KnownEvent = {
  name: string;
  timeZone?: string | undefined;
  ticketTypes?: TicketType[] | undefined;
  jwk: JsonWebKey;
};

/** What screens of the door show of it. */
export type DoorEvent = Pick<KnownEvent, 'timeZone' | 'ticketTypes'>;

/** A scan that is still to be handed in. `key`: with which it was sent, if its answer was lost. */
export type KeptScan = { ticket: string; scannedAt: string; key: string };
export type HandedIn = components['schemas']['CheckInBatch']['results'][number] & { scannedAt: string };

const HANDED_IN_MAX = 200;

const placeOf = (eventId: string, what: 'event' | 'inside' | 'kept' | 'handed-in') =>
  `boxoffice.door.${what}.${eventId}`;

function readList<Item>(eventId: string, what: 'kept' | 'handed-in'): Item[] {
  return (readStored(placeOf(eventId, what)) as Item[] | undefined) ?? [];
}

/** Counts the changes of what is kept, for the screen. */
export const changes = signal(0);

function write(eventId: string, what: 'kept' | 'handed-in', list: unknown[]): void {
  writeStored(placeOf(eventId, what), list.length === 0 ? undefined : list);
  changes.value += 1;
}

export const knownEvent = (eventId: string) =>
  readStored(placeOf(eventId, 'event')) as KnownEvent | undefined;
export const rememberEvent = (eventId: string, event: KnownEvent) =>
  writeStored(placeOf(eventId, 'event'), event);

type Inside = Record<string, string>;
const readInside = (eventId: string) => (readStored(placeOf(eventId, 'inside')) as Inside | undefined) ?? {};
const nameOf = (bookingId: string, number: number) => `${bookingId}.${number}`;

/** @returns since when a ticket is in, if it was let in here. */
export const insideSince = (eventId: string, bookingId: string, number: number): string | undefined =>
  readInside(eventId)[nameOf(bookingId, number)];

/** @param since undefined: they are out again. */
export function markInside(eventId: string, bookingId: string, numbers: number[], since: string | undefined) {
  const changed = numbers.map((number) => [nameOf(bookingId, number), since]);
  writeStored(placeOf(eventId, 'inside'), { ...readInside(eventId), ...Object.fromEntries(changed) });
}

export const keptScans = (eventId: string) => readList<KeptScan>(eventId, 'kept');
export const keepScan = (eventId: string, scan: KeptScan) =>
  write(eventId, 'kept', [...keptScans(eventId), scan]);

export const handedIn = (eventId: string) => readList<HandedIn>(eventId, 'handed-in');
export const forgetHandedIn = (eventId: string) => write(eventId, 'handed-in', []);

/** The scans are with the service now; their results stay to be read. */
export function moveToHandedIn(eventId: string, scans: KeptScan[], results: HandedIn[]): void {
  const keys = new Set(scans.map(({ key }) => key));
  write(eventId, 'handed-in', [...results, ...handedIn(eventId)].slice(0, HANDED_IN_MAX));
  write(
    eventId,
    'kept',
    keptScans(eventId).filter(({ key }) => !keys.has(key)),
  );
}

const DEVICE = 'boxoffice.door.device';
const DEVICE_CHARACTERS = 4;

/** @returns the name under which this device hands in scans; made up once. */
export function deviceName(): string {
  const kept = readStored(DEVICE);
  if (typeof kept === 'string') return kept;
  const made = `Door ${newKey().slice(0, DEVICE_CHARACTERS).toUpperCase()}`;
  writeStored(DEVICE, made);
  return made;
}
