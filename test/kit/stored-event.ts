/** A sound event in the table, ways to tamper with its items, and what an audit of it must find. */

import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from '@jest/globals';
import type { Finding, GuaranteeName } from '../../functions/domain/audit/finding.ts';
import { type Audit, auditEvent } from '../../functions/domain/audit-event.ts';
import type { Booking } from '../../functions/domain/booking.ts';
import type { Event } from '../../functions/domain/event.ts';
import { auditStore } from '../../functions/store/audits.ts';
import { toBookingItem } from '../../functions/store/items.ts';
import type { Key } from '../../functions/store/keys.ts';
import { AUDITED_AT, aSoundEvent, type Name, type SoundEvent, storePicture } from './sound-event.ts';
import { realEnvironment, TABLE_NAME } from './stage.ts';
import { strictTable } from './strict-table.ts';

/** An event in the table, and the ways to tamper with its items. */
export type Stored = SoundEvent & {
  /** Writes a booking over the one that is there. */
  rewrite: (name: Name, fields: Partial<Booking>) => Promise<void>;
  set: (key: Key, fields: Record<string, unknown>) => Promise<void>;
  remove: (key: Key) => Promise<void>;
  audit: () => Promise<Audit>;
};

/** `change` is made before it is stored, and breaks nothing yet: the event is audited first. */
export async function aStored(
  change: (sound: SoundEvent) => void = () => {},
  fields: Partial<Event> = {},
): Promise<Stored> {
  const table = strictTable(TABLE_NAME);
  const sound = aSoundEvent(realEnvironment.newId(), fields);
  change(sound);
  await storePicture(table, sound.picture);
  const { event, bookings } = sound;
  const put = (booking: Booking) =>
    table.client.send(new PutCommand({ TableName: table.name, Item: toBookingItem(event, booking) }));
  const stored: Stored = {
    ...sound,
    async rewrite(name, changed) {
      await put({ ...bookings[name], ...changed });
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
        environment: { ...realEnvironment, now: () => AUDITED_AT },
      }),
  };
  expect(notHolding(await stored.audit())).toEqual({});
  return stored;
}

/** History says nothing of these whatever happens, so they are told apart. */
const UNSEEN = new Set<GuaranteeName>(['Durable', 'HonestAnswer']);

/** What does not hold, with whom it names; what is only in doubt has a question mark. */
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
