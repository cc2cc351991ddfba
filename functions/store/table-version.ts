/**
 * The version of what a table has, and the steps from one version to the next. `npm start` upgrades its own table; an operator
 * upgrades a deployed one by `npm run upgrade-table`. No function reads the version.
 *
 * A step is repeated without harm, so a crash leaves a table that the next run upgrades. The version is written last.
 */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Event } from '../domain/model/event.ts';
import { eventStore } from './events.ts';
import { shardKeys } from './items/shard.ts';
import { waitlistKey } from './items/waitlist-state.ts';
import { orBusy, type Table } from './table/client.ts';
import { type Item, type Key, parseItem } from './table/item.ts';
import { getItem } from './table/read.ts';
import { isWritten } from './table/write.ts';

/** Raised by each change after which code meets what it does not understand: a new step stands below. */
export const TABLE_VERSION = 2;

const VERSION: Key = { pk: 'TABLE-VERSION', sk: 'TABLE-VERSION' };
const VERSION_ITEM = z.object({ version: z.int() });
const VERSION_IS_NOT_LATER = 'attribute_not_exists(version) OR version <= :version';

/** What a version before this one stored of a limited waitlist: how many wait, counted in one place. */
const COUNTED_WAITLIST = z.object({ joinedCount: z.int() });
const SHARD_HAS_NO_ROOM_YET = 'attribute_exists(pk) AND attribute_not_exists(waitlistRoom)';
const WAITING_IS_WHAT_WAS_SEEN = 'attribute_not_exists(unassignedRoom) AND joinedCount = :waiting';

/**
 * Upgrades the table to `TABLE_VERSION`. Nothing may use it meanwhile by code of another version.
 * @returns how many events were changed.
 * @throws an error that says what to do if a later version wrote the table; Busy.
 */
export async function upgradeTable(table: Table): Promise<number> {
  const found = await getItem(table, VERSION);
  const version = found === undefined ? 1 : parseItem('version', VERSION_ITEM, found).version;
  if (version > TABLE_VERSION) throw new Error(tooLate(table.name, version));
  if (version === TABLE_VERSION) return 0;
  const changed = await giveRoomToWaitlists(table);
  const values = { ':version': TABLE_VERSION };
  const item = { ...VERSION, version: TABLE_VERSION };
  if (await isWritten(table, { put: item, when: VERSION_IS_NOT_LATER, values })) return changed;
  throw new Error(tooLate(table.name, TABLE_VERSION + 1));
}

function tooLate(name: string, version: number): string {
  return `The table ${name} was written by a later version of Boxoffice (table version ${version}, this one knows ${TABLE_VERSION}). Use that version, or another table.`;
}

/**
 * From version 1 to 2: whoever waits in a limited waitlist has taken room (`waitlist-room.ts`) instead of being counted. What is
 * left of the limit becomes unassigned room, which requests move to the shards.
 */
async function giveRoomToWaitlists(table: Table): Promise<number> {
  let changed = 0;
  for await (const { pk } of waitlistItems(table)) {
    const event = await eventStore(table).read(String(pk).split('#')[1] ?? '');
    if (event?.waitlist.limit !== undefined && (await giveRoom(table, event, event.waitlist.limit)))
      changed += 1;
  }
  return changed;
}

async function giveRoom(table: Table, event: Event, limit: number): Promise<boolean> {
  const key = waitlistKey(event.id);
  const found = await getItem(table, key);
  if (found === undefined || 'unassignedRoom' in found) return false;
  const { joinedCount } = parseItem('waitlist state', COUNTED_WAITLIST, found);
  for (const update of shardKeys(event)) {
    const values = { ':none': 0 };
    await isWritten(table, { update, set: 'SET waitlistRoom = :none', when: SHARD_HAS_NO_ROOM_YET, values });
  }
  const room = { update: key, when: WAITING_IS_WHAT_WAS_SEEN };
  const set = 'SET unassignedRoom = :room, roomMoves = :none REMOVE joinedCount';
  const values = {
    ':waiting': joinedCount,
    ':room': limit - joinedCount,
    ':none': 0,
  };
  if (await isWritten(table, { ...room, set, values })) return true;
  throw new Error(
    `The waitlist of ${event.id} changed meanwhile. Stop what uses the table, and run this again.`,
  );
}

async function* waitlistItems(table: Table): AsyncGenerator<Item> {
  let from: Item | undefined;
  do {
    const page = await orBusy(
      table.client.send(
        new ScanCommand({
          TableName: table.name,
          ConsistentRead: true,
          FilterExpression: 'sk = :state AND attribute_not_exists(unassignedRoom)',
          ExpressionAttributeValues: { ':state': 'WAITLIST-STATE' },
          ProjectionExpression: 'pk',
          ExclusiveStartKey: from,
        }),
      ),
    );
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
