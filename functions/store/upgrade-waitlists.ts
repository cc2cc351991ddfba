/**
 * The upgrade of a table from version 1 to 2: whoever waits in a limited waitlist has taken room (`waitlist-room.ts`) instead of being
 * counted. What is left of the limit becomes unassigned room, which requests move to the shards.
 */
import * as z from 'zod/mini';
import type { Event } from '../domain/model/event.ts';
import { eventStore } from './events.ts';
import { shardKeys } from './items/shard.ts';
import { waitlistKey } from './items/waitlist-state.ts';
import type { Table } from './table/client.ts';
import { parseItem } from './table/item.ts';
import { getItem } from './table/read.ts';
import { scanKeys } from './table/scan.ts';
import { isWritten } from './table/write.ts';

/** What a version before this one stored of a limited waitlist: how many wait, counted in one place. */
const COUNTED_WAITLIST = z.object({ joinedCount: z.int() });
const SHARD_HAS_NO_ROOM_YET = 'attribute_exists(pk) AND attribute_not_exists(waitlistRoom)';
const WAITING_IS_WHAT_WAS_SEEN = 'attribute_not_exists(unassignedRoom) AND joinedCount = :waiting';

/** @returns how many events were changed. */
export async function giveRoomToWaitlists(table: Table): Promise<number> {
  let changed = 0;
  const wanted = { sk: 'WAITLIST-STATE', when: 'attribute_not_exists(unassignedRoom)' };
  for await (const keys of scanKeys(table, wanted))
    for (const { pk } of keys) {
      const event = await eventStore(table).read(pk.split('#')[1] ?? '');
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
