/**
 * Stores the event of `sound-event.ts` in the table, tampers with its items, and checks what an audit finds.
 */

import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from '@jest/globals';
import { type Audit, auditEvent } from '../../functions/domain/audit/audit-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { NoticeLog } from '../../functions/domain/model/notice-log.ts';
import type { Finding, GuaranteeName } from '../../functions/domain/verify/finding.ts';
import { auditStore } from '../../functions/store/audits.ts';
import { toBookingItem } from '../../functions/store/items/booking.ts';
import type { Item, Key } from '../../functions/store/table/item.ts';
import { realRuntime, TABLE_NAME } from './boxoffice.ts';
import { AUDITED_AT, aSoundEvent, type Name, type SoundEvent, storeSnapshot } from './sound-event.ts';
import { soundLog, toNoticesItem } from './sound-notices.ts';
import { strictTable } from './strict-table.ts';

/** A stored event, with functions that tamper with its items. */
export type Stored = SoundEvent & {
  /** Replaces a stored booking with a changed one whose customer was told everything. */
  rewrite: (name: Name, fields: Partial<Booking>) => Promise<void>;
  /** Replaces fields of the stored notice log of a booking. */
  rewriteLog: (name: Name, fields: Partial<NoticeLog>) => Promise<void>;
  set: (key: Key, fields: Record<string, unknown>) => Promise<void>;
  remove: (key: Key) => Promise<void>;
  audit: () => Promise<Audit>;
};

/**
 * Stores a sound event and audits it. `change` is made before the event is stored.
 * @throws if the audit finds a broken guarantee: the event must be sound before a fault is planted.
 */
export async function aStored(
  change: (sound: SoundEvent) => void = () => {},
  fields: Partial<Event> = {},
): Promise<Stored> {
  const table = strictTable(TABLE_NAME);
  const sound = aSoundEvent(realRuntime.newId(), fields);
  change(sound);
  await storeSnapshot(table, sound.snapshot);
  const { event, bookings } = sound;
  const put = (Item: Item) => table.client.send(new PutCommand({ TableName: table.name, Item }));
  const putLog = (booking: Booking, fields: Partial<NoticeLog> = {}) =>
    put(toNoticesItem(event, booking.id, { ...soundLog(booking), ...fields }));
  const stored: Stored = {
    ...sound,
    async rewrite(name, changed) {
      const booking = { ...bookings[name], ...changed };
      await put(toBookingItem(event, booking));
      await putLog(booking);
    },
    async rewriteLog(name, changed) {
      await putLog(bookings[name], changed);
    },
    async set(key, changed) {
      const names = Object.keys(changed);
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: key,
          UpdateExpression: `SET ${names.map((_, n) => `#${n} = :${n}`)}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#${n}`, name])),
          ExpressionAttributeValues: Object.fromEntries(names.map((name, n) => [`:${n}`, changed[name]])),
        }),
      );
    },
    async remove(key) {
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: key }));
    },
    audit: () =>
      auditEvent(event.id, {
        audit: auditStore(table),
        runtime: { ...realRuntime, now: () => AUDITED_AT },
      }),
  };
  expect(notHolding(await stored.audit())).toEqual({});
  return stored;
}

/** The audit answers "unknown" for these whatever happened, because history does not show them. */
const UNSEEN = new Set<GuaranteeName>(['Durable', 'HonestAnswer']);

/**
 * The broken guarantees with the bookings that they name; a guarantee that is only in doubt has a question
 * mark.
 */
function notHolding({ findings }: Audit): Record<string, string[]> {
  const found = findings.filter(
    ({ guarantee, holds }) => holds === false || (holds === null && !UNSEEN.has(guarantee)),
  );
  return Object.fromEntries(
    found.map(({ guarantee, holds, offenders }) => [
      holds === false ? guarantee : `${guarantee}?`,
      [...offenders].sort(),
    ]),
  );
}

type Expected = Partial<Record<GuaranteeName | `${GuaranteeName}?`, Name[]>>;

export async function expectFound(stored: Stored, expected: Expected): Promise<Finding[]> {
  const audit = await stored.audit();
  const named = Object.entries(expected).map(([guarantee, names]) => [
    guarantee,
    names.map((name) => stored.bookings[name].id).sort(),
  ]);
  expect(notHolding(audit)).toEqual(Object.fromEntries(named));
  expect(audit.holds).toBe(!Object.keys(expected).some((guarantee) => !guarantee.endsWith('?')));
  return audit.findings;
}

export const evidenceOf = (findings: Finding[], guarantee: GuaranteeName) =>
  findings.find((finding) => finding.guarantee === guarantee)?.evidence;
